package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.ListValues;
import io.alluvium.column.StructValues;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.UnfitException;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A column that values of JSON go to. */
abstract sealed class JsonTarget permits TextTarget, ScalarTarget, ListTarget, StructTarget {
    private final ColumnValues column;

    JsonTarget(ColumnValues column) {
        this.column = column;
    }

    static JsonTarget of(String name, DataType type, TextFormat format, ColumnValues column, JsonText text) {
        if (type instanceof ArrayType array && column instanceof ListValues lists) {
            return new ListTarget(name, lists, of(name, array.elementType(), format, lists.elements(), text));
        }
        if (type instanceof StructType struct && column instanceof StructValues structs) {
            return new StructTarget(name, structs, fields(name, struct, format, structs, text));
        }
        if (type instanceof StringType && column instanceof BytesValues texts) {
            return new TextTarget(name, texts, ValueDecoder.of(type, format, texts), text);
        }
        return new ScalarTarget(name, type, format, column, text);
    }

    private static ObjectFields fields(
            String name, StructType type, TextFormat format, StructValues structs, JsonText text) {
        JsonTarget[] targets = new JsonTarget[type.length()];
        for (int i = 0; i < targets.length; i++) {
            StructField field = type.fields()[i];
            targets[i] = of(name + "." + field.name(), field.dataType(), format, structs.field(i), text);
        }
        return new ObjectFields(new KeyNames(type.fieldNames(), UnaryOperator.identity()), targets);
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
