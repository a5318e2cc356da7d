package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.value.TextFormat;
import java.io.IOException;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Puts the values of an object's text into a batch's columns, all of them or none. */
final class JsonRow {
    /** What a text turned out to be. */
    enum Found {
        ROW,
        /** An object that is no row of the table; {@link #why} says why. */
        UNFIT,
        /** No JSON. */
        BROKEN
    }

    private final StructField[] fields;
    private final TextFormat format;
    private final JsonParsing parsing;
    private final KeyNames names;
    private final JsonText text = new JsonText();
    private final JsonTarget[] targets;
    private @Nullable ColumnBatch bound;
    private String why = "";

    JsonRow(StructType columns, TextFormat format, JsonParsing parsing) {
        this.fields = columns.fields();
        this.format = format;
        this.parsing = parsing;
        this.names = new KeyNames(columns.fieldNames());
        this.targets = new JsonTarget[fields.length];
    }

    /** Why the last text was no row: a few words, without any value. */
    String why() {
        return why;
    }

    Found append(byte[] bytes, int start, int length, ColumnBatch batch) {
        bind(batch);
        int skipped = 0;
        while (skipped < length && JsonFrames.isBlank(bytes[start + skipped])) {
            skipped++;
        }
        if (!JsonParsing.isText(bytes, start + skipped, length - skipped)) {
            why = JsonFrames.NO_TEXT;
            return Found.UNFIT;
        }
        text.begin(bytes, start + skipped);
        Found found = append(bytes, start + skipped, length - skipped);
        for (int i = 0; i < fields.length; i++) {
            ColumnValues column = batch.column(i);
            if (column.rows() == batch.rows()) {
                column.appendNull();
            }
        }
        if (found != Found.ROW) {
            batch.takeBack(fields.length);
        }
        return found;
    }

    private void bind(ColumnBatch batch) {
        if (bound != batch) {
            for (int i = 0; i < fields.length; i++) {
                targets[i] = JsonTarget.of(fields[i].name(), fields[i].dataType(), format, batch.column(i), text);
            }
            bound = batch;
        }
    }

    private Found append(byte[] bytes, int start, int length) {
        try (JsonParser parser = parsing.parser(bytes, start, length)) {
            try {
                appendObject(parser);
            } catch (UnfitException e) {
                why = String.valueOf(e.getMessage());
                while (parser.nextToken() != null) {
                    // Whether what follows is JSON decides whether the file can be read on.
                }
                return Found.UNFIT;
            }
            return Found.ROW;
        } catch (StreamConstraintsException e) {
            why = JsonFrames.TOO_DEEP;
            return Found.UNFIT;
        } catch (IOException e) {
            why = JsonFrames.NO_JSON;
            return Found.BROKEN;
        }
    }

    private void appendObject(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new UnfitException(JsonFrames.NO_OBJECT);
        }
        names.begin();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            int number = names.number(name);
            if (number < 0) {
                throw new UnfitException("a key twice");
            }
            JsonToken value = parser.nextToken();
            if (number < targets.length) {
                targets[number].append(parser, value);
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new UnfitException("text after the object");
        }
    }
}
