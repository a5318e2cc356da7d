package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alluvium.column.StructValues;
import io.alluvium.sources.objects.value.UnfitException;
import java.io.IOException;

/** A column of structs. Keys that an object lacks are null in it. */
final class StructTarget extends JsonTarget {
    private final String name;
    private final StructValues column;
    private final ObjectFields fields;

    StructTarget(String name, StructValues column, ObjectFields fields) {
        super(column);
        this.name = name;
        this.column = column;
        this.fields = fields;
    }

    @Override
    void appendValue(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            throw new UnfitException(name + " is no object");
        }
        fields.append(parser);
        column.append();
    }
}
