package io.alluvium.sources.objects.json;

import io.alluvium.sources.objects.value.TextFormat;
import java.io.Serializable;
import java.util.List;

/**
 * How a file's JSON is put together.
 *
 * @param framing where one record ends and the next begins
 * @param path the keys that lead from a record so framed to a list, whose elements are the records instead; may be empty
 * @param format how texts spell the values of columns that are no strings; JSON's own numbers have a decimal point
 */
public record JsonShape(Framing framing, List<String> path, TextFormat format) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Where one record ends and the next begins. */
    public enum Framing {
        /** One object a line, or one list of objects. What is wrong costs its line. */
        LINES,
        /** One list of objects. What cannot be parsed costs the rest of the file. */
        ARRAY,
        /** Objects one after the other, on as many lines as they like. What cannot be parsed costs the rest of the file. */
        DOCUMENTS
    }

    public JsonShape {
        path = List.copyOf(path);
    }

    /** One object a line, with the usual spelling of values. */
    public static JsonShape lines() {
        return new JsonShape(Framing.LINES, List.of(), TextFormat.USUAL);
    }
}
