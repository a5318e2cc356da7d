package io.alluvium.source.window;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How journals spell one kind of window. Fields are written out by hand, for journals outlive the classes that hold them.
 *
 * @param kind in a word
 * @param writer puts the fields that this kind has beside those of all windows
 * @param reader of what was written by any build up to this one
 */
public record WindowForm<W extends Window>(
        String kind, Class<W> type, BiConsumer<W, ObjectNode> writer, Function<WindowFields, W> reader) {

    void write(Window window, ObjectNode node) {
        writer.accept(type.cast(window), node);
    }
}
