package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.UnfitException;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.IOException;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** A column of numbers, truth values, dates or times. Strings are read as the same texts in other files are. */
final class ScalarTarget extends JsonTarget {
    private final String name;
    private final DataType type;
    private final TextFormat format;
    private final boolean isTruth;
    private final ValueDecoder ofStrings;
    private final ValueDecoder ofNumbers;
    private final JsonText text;
    private TextFormat.@Nullable OtherMarks otherMarks;

    ScalarTarget(String name, DataType type, TextFormat format, ColumnValues column, JsonText text) {
        super(column);
        this.name = name;
        this.type = type;
        this.format = format;
        this.isTruth = type instanceof BooleanType;
        this.ofStrings = ValueDecoder.of(type, format, column);
        this.ofNumbers = ValueDecoder.of(type, asJsonWrites(format), column);
        this.text = text;
    }

    private static TextFormat asJsonWrites(TextFormat format) {
        return new TextFormat(
                '.', TextFormat.NO_GROUPING, format.dateFormats(), format.timestampFormats(), format.zone());
    }

    @Override
    void appendValue(JsonParser parser, JsonToken token) throws IOException {
        boolean truth = token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
        boolean kind = token == JsonToken.VALUE_STRING || token.isNumeric() && !isTruth || truth && isTruth;
        if (!kind) {
            throw unfit();
        }
        text.take(parser, name);
        ValueDecoder decoder = token == JsonToken.VALUE_STRING ? ofStrings : ofNumbers;
        if (!decoder.append(text.bytes(), 0, text.length())) {
            throw new UnfitException(unfit().getMessage() + otherMarks(token));
        }
    }

    /** JSON's own numbers have the marks that they have. */
    private String otherMarks(JsonToken token) {
        if (token != JsonToken.VALUE_STRING) {
            return "";
        }
        TextFormat.OtherMarks marks = otherMarks;
        if (marks == null) {
            marks = format.otherMarks(type);
            otherMarks = marks;
        }
        return marks.of(text.bytes(), 0, text.length());
    }

    private UnfitException unfit() {
        return new UnfitException(name + " is no " + type.simpleString());
    }
}
