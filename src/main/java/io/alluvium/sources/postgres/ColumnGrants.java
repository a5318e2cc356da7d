package io.alluvium.sources.postgres;

import io.alluvium.config.HoconSection;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.sql.DeletionMark;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says which columns of a table its user lacks, and the ways out. No grant is advised that opens a column which the project
 * leaves out, and none that opens a closed one without naming it and the way around it.
 *
 * @param columns of the table, stored or not
 * @param asked by the project, those that the server has of itself among them
 * @param denied those among them that the user may not read, in the table's order
 */
record ColumnGrants(DatabaseTable table, String user, List<String> columns, List<String> asked, List<String> denied) {

    Problem problem() {
        if (denied.size() == asked.size()) {
            return table.problem(ErrorCode.SOURCE_NO_RIGHT, "no right to read " + table.from())
                    .because("permission denied (42501), user " + user)
                    .fixedBy(asked.containsAll(columns) ? grant("") : grant(" (" + quoted(denied) + ")"));
        }
        return table.problem(
                        ErrorCode.SOURCE_NO_RIGHT,
                        "no right to read " + String.join(", ", denied) + " of " + table.from())
                .because(reason())
                .fixedBy(waysOut());
    }

    private String reason() {
        List<String> own = denied.stream().filter(name -> !isSystem(name)).toList();
        if (own.isEmpty()) {
            return "by these a row's version and place are told, user " + user;
        }
        List<String> system = denied.stream().filter(ColumnGrants::isSystem).toList();
        return "others of its columns are granted to user " + user
                + (system.isEmpty() ? "" : "; by " + String.join(", ", system) + " a row's version and place are told");
    }

    private String waysOut() {
        Set<String> used = used();
        List<String> needed = denied.stream()
                .filter(name -> isSystem(name) || used.contains(name))
                .toList();
        List<String> closed =
                denied.stream().filter(name -> !needed.contains(name)).toList();
        String must = needed.isEmpty() ? "" : grant(" (" + quoted(needed) + ")");
        if (closed.isEmpty()) {
            return must;
        }
        return (must.isEmpty() ? "" : must + " with ") + leavingOut(closed) + "; or open " + String.join(", ", closed)
                + " to " + user + (must.isEmpty() ? "" : " too") + ": " + grant(" (" + quoted(closed) + ")");
    }

    /** Columns that the project cannot do without. */
    private Set<String> used() {
        return Stream.of(
                        table.keyColumns().stream(),
                        table.cursor().stream(),
                        table.softDelete().stream().map(DeletionMark::columns).flatMap(List::stream))
                .flatMap(names -> names)
                .collect(Collectors.toSet());
    }

    /** As the table's section has to say it, with what it says now. */
    private String leavingOut(List<String> closed) {
        StoredColumns stored = table.stored();
        if (!stored.only().isEmpty()) {
            return "columns = ["
                    + listed(stored.only().stream()
                            .filter(name -> !closed.contains(name))
                            .toList())
                    + "]";
        }
        Set<String> excluded = new LinkedHashSet<>(stored.excluded());
        excluded.addAll(closed);
        return "exclude = [" + listed(List.copyOf(excluded)) + "]";
    }

    private String grant(String what) {
        return "GRANT SELECT" + what + " ON " + table.from() + " TO " + Sql.quotedWhereNeeded(user) + ";";
    }

    private static boolean isSystem(String name) {
        return Relation.SYSTEM_COLUMNS.contains(name);
    }

    private static String listed(List<String> names) {
        return names.stream().map(HoconSection::key).collect(Collectors.joining(", "));
    }

    private static String quoted(List<String> names) {
        return names.stream().map(Sql::quotedWhereNeeded).collect(Collectors.joining(", "));
    }
}
