package io.alluvium.sources.objects.xml;

import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.value.UnfitException;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;

/** A column of what elements or attributes say, read as the same texts in other files are. */
final class TextTarget extends ElementTarget {
    private final String name;
    private final DataType type;
    private final ColumnValues column;
    private final ValueDecoder decoder;
    private final StringBuilder text = new StringBuilder();

    TextTarget(String name, DataType type, ValueDecoder decoder, ColumnValues column) {
        super(column);
        this.name = name;
        this.type = type;
        this.column = column;
        this.decoder = decoder;
    }

    @Override
    void appendValue(XMLStreamReader parser) throws XMLStreamException, UnfitException {
        text.setLength(0);
        for (int event = parser.next(); event != XMLStreamReader.END_ELEMENT; event = parser.next()) {
            if (event == XMLStreamReader.START_ELEMENT) {
                throw new UnfitException(name + " has elements in it");
            }
            ElementParts.addText(parser, event, text);
        }
        appendText(text);
    }

    @Override
    void appendText(CharSequence written) throws UnfitException {
        if (!(type instanceof StringType) && XmlParsing.isBlank(written)) {
            column.appendNull();
            return;
        }
        byte[] bytes = written.toString().getBytes(StandardCharsets.UTF_8);
        if (!decoder.append(bytes, 0, bytes.length)) {
            throw new UnfitException(name + " is no " + type.simpleString());
        }
    }
}
