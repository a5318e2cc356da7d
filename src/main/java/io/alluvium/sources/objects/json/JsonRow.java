package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.record.RecordColumns;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.UnfitException;
import io.alluvium.sources.objects.value.ValueDecoder;
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

    static final int NONE = -1;

    private final RecordColumns into;
    private final StructType columns;
    private final TextFormat format;
    private final JsonParsing parsing;
    private final RunningParser running;
    private final JsonText text = new JsonText();
    private @Nullable ColumnBatch bound;
    private @Nullable ObjectFields fields;
    private String why = "";

    JsonRow(RecordColumns into, TextFormat format, JsonParsing parsing) {
        this.into = into;
        this.columns = into.columns();
        this.format = format;
        this.parsing = parsing;
        this.running = new RunningParser(parsing);
    }

    /** Why the last text was no row: a few words, without any value. */
    String why() {
        return why;
    }

    /**
     * Appends the object that a line begins with, if it is a row and all that the line holds.
     *
     * @param limit up to which the bytes are those that follow in the file
     * @param ended whether the file ends there
     * @return where the line ends; {@link #NONE} where nothing was appended, and it takes the whole line to tell why
     */
    int appendOpen(byte[] bytes, int start, int limit, boolean ended, ColumnBatch batch) {
        int lineEnd = lineEnd(bytes, start, limit, ended, fields(batch));
        if (lineEnd == NONE) {
            running.drop();
            batch.dropRow();
        } else {
            batch.appendMissing(columns.length());
        }
        return lineEnd;
    }

    private int lineEnd(byte[] bytes, int start, int limit, boolean ended, ObjectFields into) {
        if (!JsonParsing.isSniffedAsText(bytes, start, limit - start)) {
            return NONE;
        }
        try {
            JsonParser parser = running.before(bytes, start, limit);
            text.begin(bytes, running.base());
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return NONE;
            }
            int line = parser.currentLocation().getLineNr();
            into.append(parser);
            JsonLocation location = parser.currentLocation();
            int end = running.ended(location);
            int lineEnd = end;
            while (lineEnd < limit && (bytes[lineEnd] == ' ' || bytes[lineEnd] == '\t')) {
                lineEnd++;
            }
            boolean isLine = location.getLineNr() == line
                    && (lineEnd < limit ? bytes[lineEnd] == '\n' || bytes[lineEnd] == '\r' : ended);
            return isLine && JsonParsing.isText(bytes, start, end - start) ? lineEnd : NONE;
        } catch (IOException e) {
            // Cut off at the limit, or no row: the whole line will tell.
            return NONE;
        }
    }

    /** @param limit up to which the bytes are those that follow in the file */
    Found append(byte[] bytes, int start, int length, int limit, ColumnBatch batch) {
        int skipped = 0;
        while (skipped < length && JsonFrames.isBlank(bytes[start + skipped])) {
            skipped++;
        }
        if (!JsonParsing.isText(bytes, start + skipped, length - skipped)) {
            why = JsonFrames.NO_TEXT;
            return parsing.isJson(bytes, start + skipped, length - skipped) ? Found.UNFIT : Found.BROKEN;
        }
        Found found = append(bytes, start + skipped, length - skipped, limit, batch, fields(batch));
        if (found != Found.ROW) {
            batch.dropRow();
            return found;
        }
        batch.appendMissing(columns.length());
        return found;
    }

    private ObjectFields fields(ColumnBatch batch) {
        ObjectFields known = fields;
        if (known == null || bound != batch) {
            known = fieldsOf(batch);
            fields = known;
            bound = batch;
        }
        return known;
    }

    private ObjectFields fieldsOf(ColumnBatch batch) {
        JsonTarget[] targets = new JsonTarget[columns.length()];
        for (int i = 0; i < targets.length; i++) {
            StructField field = columns.fields()[i];
            targets[i] = into.isMasked(field)
                    ? new TextTarget(
                            field.name(),
                            batch.column(i),
                            ValueDecoder.of(field, format, batch.column(i), into.masks()),
                            text)
                    : JsonTarget.of(field.name(), field.dataType(), format, batch.column(i), text);
        }
        return new ObjectFields(new KeyNames(columns.fieldNames(), into.named()), targets);
    }

    private Found append(byte[] bytes, int start, int length, int limit, ColumnBatch batch, ObjectFields into) {
        if (appendRunning(bytes, start, length, limit, into)) {
            return Found.ROW;
        }
        batch.dropRow();
        return appendAlone(bytes, start, length, into);
    }

    /** False where the record is no row, or it takes a parser of its own to tell. */
    private boolean appendRunning(byte[] bytes, int start, int length, int limit, ObjectFields into) {
        try {
            JsonParser parser = running.before(bytes, start, length, limit);
            text.begin(bytes, running.base());
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                into.append(parser);
                if (running.endsAt(start + length)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Why, the parser of its own finds out.
        }
        running.drop();
        return false;
    }

    private Found appendAlone(byte[] bytes, int start, int length, ObjectFields into) {
        text.begin(bytes, start);
        try (JsonParser parser = parsing.parser(bytes, start, length)) {
            try {
                appendObject(parser, into);
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

    private static void appendObject(JsonParser parser, ObjectFields into) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new UnfitException(JsonFrames.NO_OBJECT);
        }
        into.append(parser);
        if (parser.nextToken() != null) {
            throw new UnfitException("text after the object");
        }
    }
}
