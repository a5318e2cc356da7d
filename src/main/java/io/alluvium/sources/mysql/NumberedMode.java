package io.alluvium.sources.mysql;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.sql.OpenWrites;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rows of a table that only grows, by the number that its counter gives each of them.
 *
 * <p>Each look notes a mark: the counter, and the time after it was read. A statement that begins later gets that number or
 * a higher one. Once the horizon has passed a mark's time, no statement from before it is at work and no transaction open,
 * and all rows still to come are at or above its number. Marks wait in the windows until then, so that transactions which
 * follow each other without a gap hold the bound back by no more than the longest of them. One mark is older than the list of
 * transactions that the horizon is of: where none of these is older than the mark, it is a bound at once.
 *
 * @param server whose horizon it is
 * @param counter of the table
 * @param writes that the state does not show
 */
record NumberedMode(
        DatabaseTable table,
        SourceColumn column,
        Subject subject,
        SnapshotView server,
        RowCounter counter,
        OpenWrites writes)
        implements ReadMode {
    /** Of so many marks the oldest ones and the last are enough: between them bounds are only a little lower. */
    private static final int MOST_MARKS = 16;

    static NumberedMode of(DatabaseTable table, Relation relation, SnapshotView server, OpenWrites writes) {
        SourceColumn column = Modes.required(table, relation, table.cursor().orElseThrow(), "cursor");
        if (!column.numbered() || !KeyRangeSplit.WHOLE.contains(column.type())) {
            throw table.problem(
                            ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                            "the cursor " + column.name() + " of " + table.from() + " is " + column.declared()
                                    + (column.numbered() ? "" : " and no AUTO_INCREMENT"))
                    .marking(column.name())
                    .because("mode append needs a whole number that the table's counter gives")
                    .fixedBy("mode = snapshot, which needs no such column")
                    .asException();
        }
        return new NumberedMode(
                table,
                column,
                relation.subject(Optional.of(column)),
                server,
                new RowCounter(server.sessions(), relation, column),
                writes);
    }

    @Override
    public Window next(Optional<Window> last) throws SQLException {
        Instant horizon = server.horizon(table);
        RowCounter.Reading reading = counter.read();
        Optional<NumberedWindow> before = own(last);
        Optional<NumberedWindow> ascended =
                before.filter(window -> reading.counter().goesOnFrom(window.counter()));
        Optional<BigInteger> lower = ascended.flatMap(window -> window.next().or(window::lower));
        List<NumberedWindow.Mark> marks =
                new ArrayList<>(ascended.map(NumberedWindow::marks).orElse(List.of()));
        marks.removeIf(mark -> mark.at().isBefore(reading.started()));
        Optional<NumberedWindow.Mark> settled = server.settled(counter.relation())
                .filter(mark -> mark.number().compareTo(reading.counter().next()) <= 0);
        Optional<BigInteger> passed = Stream.concat(
                        marks.stream().filter(mark -> !mark.at().isAfter(horizon)), settled.stream())
                .map(NumberedWindow.Mark::number)
                .max(BigInteger::compareTo)
                .map(reading::kept);
        boolean held = passed.isPresent() && writes.mayBeIn(at(lower).and(below(passed.get())));
        if (!held) {
            marks.removeIf(mark -> !mark.at().isAfter(horizon));
        }
        marks.add(new NumberedWindow.Mark(reading.counter().next(), reading.at()));
        return new NumberedWindow(
                lower,
                held ? lower : passed.or(() -> lower),
                reading.counter(),
                fewer(marks),
                Optional.of(subject.after(before.flatMap(Window::subject))),
                server.snapshot(),
                server.identity());
    }

    /** Every other one of the later half goes where there are too many. */
    private static List<NumberedWindow.Mark> fewer(List<NumberedWindow.Mark> marks) {
        List<NumberedWindow.Mark> fewer = new ArrayList<>(marks);
        for (int at = fewer.size() - 2; fewer.size() > MOST_MARKS && at > MOST_MARKS / 2; at -= 2) {
            fewer.remove(at);
        }
        return fewer;
    }

    private Optional<NumberedWindow> own(Optional<Window> window) {
        return ReadMode.own(window, NumberedWindow.class, subject);
    }

    @Override
    public boolean reads(Window window) {
        return own(Optional.of(window)).isPresent();
    }

    @Override
    public Bounds bounds(Window window) {
        NumberedWindow numbers = own(Optional.of(window))
                .orElseThrow(() -> new IllegalArgumentException("not a window of mode append: " + table.name()));
        return new Bounds(
                at(numbers.lower()),
                at(numbers.next().or(numbers::lower)),
                numbers.lower().isEmpty());
    }

    private RowCondition at(Optional<BigInteger> bound) {
        return bound.map(number -> RowCondition.of(column.sql() + " >= " + number))
                .orElse(RowCondition.ALL);
    }

    private RowCondition below(BigInteger bound) {
        return RowCondition.of(column.sql() + " < " + bound);
    }

    @Override
    public String what(Window window) {
        return window instanceof NumberedWindow numbers && numbers.lower().isPresent()
                ? column.name() + " >= " + numbers.lower().get()
                : "all rows";
    }

    @Override
    public boolean isVersioned() {
        return false;
    }

    @Override
    public String guarantee() {
        return "complete where each " + column.name()
                + " is given by the table's counter to the statement that inserts it; updates and deletes are not seen";
    }
}
