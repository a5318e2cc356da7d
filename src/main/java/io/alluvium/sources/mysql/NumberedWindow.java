package io.alluvium.sources.mysql;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.alluvium.source.window.Meaning;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import io.alluvium.source.window.WindowFields;
import io.alluvium.source.window.WindowForm;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Bounds the rows of a table that only grows, by numbers that its counter gave; bounds are inclusive.
 *
 * @param lower absent on the first batch, and where the counter began anew: all rows are read
 * @param next the lower bound of the next batch: no transaction still open can write a row below it. Absent where none is
 *     known yet
 * @param counter as it was found, for the bounds of later batches
 * @param marks readings of the counter that are not yet bounds, the earliest first; that of this window is the last
 * @param about as in {@link Window#subject()}
 */
record NumberedWindow(
        Optional<BigInteger> lower,
        Optional<BigInteger> next,
        Counter counter,
        List<Mark> marks,
        Optional<Subject> about,
        String snapshot,
        String source)
        implements Window {
    static final WindowForm<NumberedWindow> FORM = new WindowForm<>(
            "numbers",
            NumberedWindow.class,
            (window, node) -> {
                window.lower().ifPresent(lower -> node.put("lower", lower.toString()));
                window.next().ifPresent(next -> node.put("next", next.toString()));
                node.put("counter", window.counter().next().toString())
                        .put("storage", window.counter().storage());
                ArrayNode marks = node.putArray("marks");
                window.marks()
                        .forEach(mark -> marks.addObject()
                                .put("number", mark.number().toString())
                                .put("at", mark.at().toString()));
            },
            NumberedWindow::read);

    /**
     * A table's counter.
     *
     * @param next the number that it gives next
     * @param storage the server's numbers of what the rows lie in: others once the table was emptied or rebuilt, which may
     *     set the counter back
     */
    record Counter(BigInteger next, String storage) {
        /** Whether numbers that it gives are above those of earlier, as far as the server shows it. */
        boolean goesOnFrom(Counter earlier) {
            return storage.equals(earlier.storage) && next.compareTo(earlier.next) >= 0;
        }
    }

    /**
     * Statements that begin later than {@code at} get this number or a higher one.
     *
     * @param at by the server's clock
     */
    record Mark(BigInteger number, Instant at) {}

    NumberedWindow {
        marks = List.copyOf(marks);
    }

    @Override
    public Optional<Subject> subject() {
        return about;
    }

    @Override
    public Window noting(Meaning meaning) {
        return new NumberedWindow(
                lower, next, counter, marks, about.map(subject -> subject.noting(meaning)), snapshot, source);
    }

    private static NumberedWindow read(WindowFields fields) {
        return new NumberedWindow(
                fields.optional("lower").map(BigInteger::new),
                fields.optional("next").map(BigInteger::new),
                new Counter(new BigInteger(fields.text("counter")), fields.text("storage")),
                fields.all("marks").stream()
                        .map(mark -> new Mark(new BigInteger(mark.text("number")), Instant.parse(mark.text("at"))))
                        .toList(),
                fields.subject(),
                fields.snapshot(),
                fields.source());
    }
}
