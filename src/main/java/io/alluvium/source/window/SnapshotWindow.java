package io.alluvium.source.window;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.KeyIntervals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table as one state of the source shows it; only differences to raw are appended.
 *
 * @param part what is read of it; absent where it is the whole
 * @param meaning as in {@link Window}
 */
public record SnapshotWindow(String snapshot, String source, Optional<Part> part, Optional<Meaning> meaning)
        implements Window {
    /** How journals spell it. */
    public static final WindowForm<SnapshotWindow> FORM = new WindowForm<>(
            "snapshot",
            SnapshotWindow.class,
            (window, node) -> {
                window.part().ifPresent(part -> write(part, node.putObject("part")));
                window.meaning().ifPresent(meaning -> Windows.write(meaning, node.putObject("meaning")));
            },
            fields -> new SnapshotWindow(
                    fields.snapshot(),
                    fields.source(),
                    fields.subject().map(about -> part(about, fields.required("part"))),
                    fields.meaning()));

    /**
     * The rows of those key ranges whose content the source found changed.
     *
     * @param about the table
     * @param keys that the ranges hold, ranges that adjoin as one interval
     * @param ranges how many they are
     * @param of how many there are
     */
    public record Part(Subject about, KeyIntervals keys, int ranges, int of) {}

    /** The whole of a table whose values depend on nothing but its rows. */
    public SnapshotWindow(String snapshot, String source) {
        this(snapshot, source, Optional.empty(), Optional.empty());
    }

    @Override
    public Optional<Subject> subject() {
        return part.map(Part::about);
    }

    @Override
    public Window noting(Meaning other) {
        return new SnapshotWindow(snapshot, source, part, meaning.map(noted -> other));
    }

    private static void write(Part part, ObjectNode node) {
        node.put("column", part.keys().column()).put("ranges", part.ranges()).put("of", part.of());
        ArrayNode intervals = node.putArray("intervals");
        part.keys().intervals().forEach(interval -> {
            ObjectNode bounds = intervals.addObject();
            interval.from().ifPresent(from -> bounds.put("from", from));
            interval.before().ifPresent(before -> bounds.put("before", before));
        });
    }

    private static Part part(Subject about, WindowFields fields) {
        List<KeyIntervals.Interval> intervals = new ArrayList<>();
        fields.all("intervals")
                .forEach(interval -> intervals.add(
                        new KeyIntervals.Interval(interval.optional("from"), interval.optional("before"))));
        return new Part(
                about,
                new KeyIntervals(fields.text("column"), intervals),
                Math.toIntExact(fields.number("ranges")),
                Math.toIntExact(fields.number("of")));
    }
}
