package io.alluvium.source.window;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What bounds are bounds of: they say nothing of the rows of another table, or of another column.
 *
 * @param table as the source names it
 * @param id the source's own number of the table
 * @param column absent where the bounds are no values of the table
 * @param parts the source's numbers of the tables that this one consists of, ascending; empty where it is one
 * @param added those of them that came with rows of their own: the lower bound says nothing of these, all are read
 * @param shown differs where the source may show others of the table's rows; absent where it shows all of them
 * @param meaning what the values depended on beside the rows; absent in journals from before it was noted
 */
public record Subject(
        String table,
        long id,
        Optional<String> column,
        List<Long> parts,
        List<Long> added,
        Optional<String> shown,
        Optional<Meaning> meaning) {
    public Subject {
        parts = List.copyOf(parts);
        added = List.copyOf(added);
    }

    /** Of one table, all of whose rows are shown. */
    public Subject(String table, long id, Optional<String> column) {
        this(table, id, column, List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /** The subject of a window that follows one of this subject, where there is one: its parts are no news. */
    public Subject after(Optional<Subject> before) {
        Set<Long> known = before.map(subject -> new HashSet<>(subject.parts)).orElseGet(HashSet::new);
        List<Long> news = before.isEmpty()
                ? List.of()
                : added.stream().filter(part -> !known.contains(part)).toList();
        return new Subject(table, id, column, parts, news, shown, meaning);
    }

    /** The same, for values that depend on this. */
    public Subject noting(Meaning other) {
        return new Subject(table, id, column, parts, added, shown, Optional.of(other));
    }

    /** The numbers of all tables that hold its rows. */
    Set<Long> tables() {
        Set<Long> tables = new HashSet<>(parts);
        tables.add(id);
        return tables;
    }

    /** Also after it was renamed; but not another one under its name, whose rows may be older than any bound. */
    public boolean isSameTable(Subject other) {
        return id == other.id;
    }

    /** Whether a row that one of them does not see is not seen by the other either. */
    public boolean showsTheSame(Subject other) {
        return shown.equals(other.shown);
    }

    /** Whether bounds of this one are bounds of the other too, but for parts that were added since. */
    public boolean isBoundLike(Subject other) {
        return isSameTable(other) && column.equals(other.column) && showsTheSame(other);
    }
}
