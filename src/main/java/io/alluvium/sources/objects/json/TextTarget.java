package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.value.UnfitException;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.IOException;

/** A column of strings. What is no string arrives as it is written. */
final class TextTarget extends JsonTarget {
    private final String name;
    private final ValueDecoder decoder;
    private final JsonText text;

    /** @param decoder takes any text into the column */
    TextTarget(String name, ColumnValues column, ValueDecoder decoder, JsonText text) {
        super(column);
        this.name = name;
        this.decoder = decoder;
        this.text = text;
    }

    @Override
    void appendValue(JsonParser parser, JsonToken token) throws IOException {
        if (token.isStructStart()) {
            text.takeAsWritten(parser);
        } else {
            text.take(parser, name);
        }
        if (!decoder.append(text.bytes(), 0, text.length())) {
            throw new UnfitException(name + " is no text");
        }
    }
}
