package io.alluvium.sources.objects.xml;

import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.value.UnfitException;
import io.alluvium.sources.objects.value.ValueDecoder;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A column that tells of elements only whether there is one, whatever is in them and however many there are. */
final class RedactedTarget extends ElementTarget {
    private final ColumnValues column;
    private final ValueDecoder decoder;
    private boolean hasValue;

    /** @param decoder makes the same of any text */
    RedactedTarget(ValueDecoder decoder, ColumnValues column) {
        super(column);
        this.decoder = decoder;
        this.column = column;
    }

    @Override
    boolean isList() {
        return true;
    }

    @Override
    void begin() {
        hasValue = false;
    }

    /** Whether there is a value is known at the end. */
    @Override
    void appendNil() {}

    @Override
    void appendValue(XMLStreamReader parser) throws XMLStreamException, UnfitException {
        XmlParsing.skip(parser);
        hasValue = true;
    }

    @Override
    void appendText(CharSequence text) {
        hasValue = true;
    }

    @Override
    void end() {
        if (hasValue) {
            decoder.append(new byte[0], 0, 0);
        } else {
            column.appendNull();
        }
    }
}
