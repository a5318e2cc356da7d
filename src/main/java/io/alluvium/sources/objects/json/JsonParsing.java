package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.alluvium.column.Utf8;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Parsers of texts that lie in memory, and what they find before any value is looked at. */
final class JsonParsing {
    /** Deeper objects are no data of anybody's, and would fill the stack of whoever looks into them. */
    static final int MOST_DEPTH = 500;

    /** The bytes at which Jackson looks for other encodings than UTF-8, all of which have zeros in them. */
    private static final int SNIFFED = 4;

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    // The length of a record is limited already.
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            // Names that are data must not stay in memory for ever.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private String why = "";

    /** A parser of a text that is {@link #isText text}. */
    JsonParser parser(byte[] bytes, int start, int length) throws IOException {
        return factory.createParser(bytes, start, length);
    }

    /** Whether the bytes are UTF-8, and Jackson takes them for it. */
    static boolean isText(byte[] bytes, int start, int length) {
        return isSniffedAsText(bytes, start, length) && Utf8.isValid(bytes, start, start + length);
    }

    /** Whether Jackson takes bytes that begin so for UTF-8. */
    static boolean isSniffedAsText(byte[] bytes, int start, int length) {
        for (int i = 0; i < Math.min(length, SNIFFED); i++) {
            if (bytes[start + i] == 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes are one value of JSON, in whichever encoding its strings are. */
    boolean isJson(byte[] bytes, int start, int length) {
        byte[] ascii = Arrays.copyOfRange(bytes, start, start + length);
        for (int i = 0; i < length; i++) {
            if (ascii[i] < 0) {
                ascii[i] = '?';
            }
        }
        if (!isText(ascii, 0, length)) {
            return false;
        }
        try (JsonParser parser = parser(ascii, 0, length)) {
            JsonToken first = parser.nextToken();
            parser.skipChildren();
            return first != null && parser.nextToken() == null;
        } catch (StreamConstraintsException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Why {@link #findRecords} found none. */
    String why() {
        return why;
    }

    /**
     * Finds the objects of the list at the path of a text, which is one object or, with an empty path, one list.
     *
     * @param found takes where they are, counted from {@code start}
     * @return whether the text is JSON throughout and has such a list with objects alone
     */
    boolean findRecords(byte[] bytes, int start, int length, List<String> path, Spans found) {
        why = JsonFrames.NO_JSON;
        if (!isText(bytes, start, length)) {
            why = JsonFrames.NO_TEXT;
            return false;
        }
        try (JsonParser parser = parser(bytes, start, length)) {
            parser.nextToken();
            boolean complete = path.isEmpty() ? findElements(parser, found) : findAtPath(parser, path, 0, found);
            return complete && parser.nextToken() == null;
        } catch (StreamConstraintsException e) {
            why = JsonFrames.TOO_DEEP;
            return false;
        } catch (IOException e) {
            why = JsonFrames.NO_JSON;
            return false;
        }
    }

    private boolean findAtPath(JsonParser parser, List<String> path, int level, Spans found) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return noList();
        }
        boolean isFound = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean onPath = parser.currentName().equalsIgnoreCase(path.get(level));
            parser.nextToken();
            if (!onPath) {
                parser.skipChildren();
            } else if (!findOnPath(parser, path, level, found)) {
                return false;
            }
            isFound |= onPath;
        }
        return isFound || noList();
    }

    private boolean findOnPath(JsonParser parser, List<String> path, int level, Spans found) throws IOException {
        if (level + 1 < path.size()) {
            return findAtPath(parser, path, level + 1, found);
        }
        return parser.currentToken() == JsonToken.VALUE_NULL || findElements(parser, found);
    }

    private boolean findElements(JsonParser parser, Spans found) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return noList();
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                why = "a list of something else than objects";
                return false;
            }
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            found.add(start, (int) parser.currentLocation().getByteOffset() - start);
        }
        return true;
    }

    private boolean noList() {
        why = JsonFrames.NO_LIST;
        return false;
    }
}
