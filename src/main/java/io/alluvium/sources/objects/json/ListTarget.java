package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alluvium.column.ListValues;
import io.alluvium.sources.objects.value.UnfitException;
import java.io.IOException;

/** A column of lists. */
final class ListTarget extends JsonTarget {
    private final String name;
    private final ListValues column;
    private final JsonTarget elements;

    ListTarget(String name, ListValues column, JsonTarget elements) {
        super(column);
        this.name = name;
        this.column = column;
        this.elements = elements;
    }

    @Override
    void appendValue(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            throw new UnfitException(name + " is no list");
        }
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            elements.append(parser, next);
        }
        column.append();
    }
}
