package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.ListValues;
import io.alluvium.sources.objects.value.TextFormat;
import java.io.IOException;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;

/** A column that values of JSON go to. */
abstract sealed class JsonTarget permits TextTarget, ScalarTarget, ListTarget {
    private final ColumnValues column;

    JsonTarget(ColumnValues column) {
        this.column = column;
    }

    static JsonTarget of(String name, DataType type, TextFormat format, ColumnValues column, JsonText text) {
        if (type instanceof ArrayType array && column instanceof ListValues lists) {
            return new ListTarget(name, lists, of(name, array.elementType(), format, lists.elements(), text));
        }
        if (type instanceof StringType && column instanceof BytesValues texts) {
            return new TextTarget(name, texts, text);
        }
        return new ScalarTarget(name, type, format, column, text);
    }

    /**
     * Appends the value at which the parser stands, and leaves it at that value's end.
     *
     * @throws UnfitException where the column cannot hold it without loss
     */
    final void append(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            column.appendNull();
        } else {
            appendValue(parser, token);
        }
    }

    abstract void appendValue(JsonParser parser, JsonToken token) throws IOException;
}
