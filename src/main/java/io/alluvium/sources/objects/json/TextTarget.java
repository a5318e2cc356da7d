package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alluvium.column.BytesValues;
import java.io.IOException;

/** A column of strings. What is no string arrives as it is written. */
final class TextTarget extends JsonTarget {
    private final String name;
    private final BytesValues column;
    private final JsonText text;

    TextTarget(String name, BytesValues column, JsonText text) {
        super(column);
        this.name = name;
        this.column = column;
        this.text = text;
    }

    @Override
    void appendValue(JsonParser parser, JsonToken token) throws IOException {
        if (token.isStructStart()) {
            text.takeAsWritten(parser);
        } else {
            text.take(parser, name);
        }
        column.append(text.bytes(), 0, text.length());
    }
}
