package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A parser that goes on from record to record where they lie one after the other in memory: to make one for each costs as much
 * as to parse a few values.
 */
final class RunningParser {
    private final JsonParsing parsing;
    private @Nullable JsonParser parser;
    private byte[] bytes = new byte[0];
    /** What the parser was given. */
    private int from;

    private int to;
    /** Behind the last record. */
    private int end;

    RunningParser(JsonParsing parsing) {
        this.parsing = parsing;
    }

    /**
     * A parser before a record.
     *
     * @param limit up to which the memory holds what comes in the file after the record
     */
    JsonParser before(byte[] memory, int start, int length, int limit) throws IOException {
        JsonParser running = parser;
        return running == null || !leadsTo(memory, start, start + length) ? begin(memory, start, limit) : running;
    }

    /** A parser before a record of which nothing is known but where it begins. */
    JsonParser before(byte[] memory, int start, int limit) throws IOException {
        JsonParser running = parser;
        return running == null || to != limit || !leadsTo(memory, start, start) ? begin(memory, start, limit) : running;
    }

    private JsonParser begin(byte[] memory, int start, int limit) throws IOException {
        drop();
        JsonParser begun = parsing.parser(memory, start, limit - start);
        parser = begun;
        bytes = memory;
        from = start;
        to = limit;
        return begun;
    }

    private boolean leadsTo(byte[] memory, int start, int recordEnd) {
        return memory == bytes && end <= start && recordEnd <= to && isBlank(end, start);
    }

    private boolean isBlank(int first, int last) {
        for (int i = first; i < last; i++) {
            if (!JsonFrames.isBlank(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** From where the parser counts bytes. */
    int base() {
        return from;
    }

    /** Whether the value that the parser has passed is all that the record holds up to its end. */
    boolean endsAt(int recordEnd) {
        JsonParser running = parser;
        if (running == null) {
            return false;
        }
        return ended(running.currentLocation()) <= recordEnd && isBlank(end, recordEnd);
    }

    /** The parser stands behind a record. @return where that is */
    int ended(JsonLocation location) {
        end = from + (int) location.getByteOffset();
        return end;
    }

    /** The parser stands where it makes no sense to go on. */
    void drop() {
        JsonParser running = parser;
        parser = null;
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                throw new UncheckedIOException("memory is closed without fault", e);
            }
        }
    }
}
