package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.target.TargetRows;
import io.alluvium.source.target.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;

/**
 * What the database notes of a table that was brought into it, in a table of the same schema and in the transaction that
 * wrote the rows: so it says for certain which version they are.
 *
 * @param from the table of the warehouse
 * @param run that wrote
 */
record ExportNote(String project, String from, String tableId, long version, long run) {
    static final String TABLE = "alluvium_exports";

    ExportNote {
        Objects.requireNonNull(project, "project");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(tableId, "tableId");
    }

    static ExportNote of(TargetTable table, TargetRows rows) {
        return new ExportNote(
                rows.project(),
                table.from().toString(),
                rows.version().tableId(),
                rows.version().version(),
                rows.run().number());
    }

    /** Makes the table of notes where there is none, in a transaction of its own; two at once take turns. */
    static void prepare(Connection connection, RelationName target) throws SQLException {
        String notes = table(target);
        if (exists(connection, notes)) {
            return;
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            lock(connection, notes);
            statement.execute(
                    "create table if not exists " + notes + " (target text primary key, project text not null,"
                            + " source_table text not null, delta_table_id text not null, version bigint not null,"
                            + " run bigint not null, exported_at timestamptz not null default now())");
            statement.execute("comment on table " + notes
                    + " is 'Which version of which table of a warehouse each exported table holds; kept by Alluvium'");
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static boolean exists(Connection connection, String notes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select to_regclass(?) is not null")) {
            statement.setString(1, notes);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Waits until no other transaction holds this name; holds it until the transaction ends. */
    static void lock(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "alluvium export " + name);
            statement.execute();
        }
    }

    /** What is noted of the table; empty where nothing is. */
    static Optional<ExportNote> read(Connection connection, RelationName target) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select project, source_table, delta_table_id, version, run from "
                        + table(target) + " where target = ?")) {
            statement.setString(1, target.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new ExportNote(
                                row.getString(1), row.getString(2), row.getString(3), row.getLong(4), row.getLong(5)))
                        : Optional.empty();
            }
        }
    }

    void write(Connection connection, RelationName target) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into " + table(target)
                + " (target, project, source_table, delta_table_id, version, run) values (?, ?, ?, ?, ?, ?)"
                + " on conflict (target) do update set project = excluded.project, source_table = excluded.source_table,"
                + " delta_table_id = excluded.delta_table_id, version = excluded.version, run = excluded.run,"
                + " exported_at = now()")) {
            statement.setString(1, target.name());
            statement.setString(2, project);
            statement.setString(3, from);
            statement.setString(4, tableId);
            statement.setLong(5, version);
            statement.setLong(6, run);
            statement.execute();
        }
    }

    private static String table(RelationName target) {
        return new RelationName(target.schema(), TABLE).sql();
    }

    /** Whether the table holds what {@code now} would write. */
    boolean isAlready(ExportNote now) {
        return tableId.equals(now.tableId) && version == now.version && from.equals(now.from);
    }

    /** Why the table is somebody else's; empty where this project made it from the same table. */
    Optional<Problem> foreignness(ExportNote now, TargetTable table) {
        if (!project.equals(now.project)) {
            return Optional.of(foreign(table).because("project " + project + " exports to it"));
        }
        return from.equals(now.from)
                ? Optional.empty()
                : Optional.of(foreign(table).because("it was made from " + from));
    }

    /** Why {@code now} comes too late; empty where it does not. */
    Optional<Problem> lateness(ExportNote now, TargetTable table) {
        boolean isLater = tableId.equals(now.tableId) ? version > now.version : run >= now.run;
        return isLater
                ? Optional.of(table.problem(
                                ErrorCode.EXPORT_OVERTAKEN, table.to() + " holds what run " + run + " has exported")
                        .because("version " + version + " of its table, and this would be version " + now.version
                                + " by run " + now.run)
                        .fixedBy(
                                "nothing where another run is ahead; where the warehouse was set back or is another copy:"
                                        + " alluvium run --full-refresh --select " + table.name()))
                : Optional.empty();
    }

    /** The problem of a table that this project did not make. */
    static Problem foreign(TargetTable table) {
        return table.problem(
                        ErrorCode.EXPORT_TABLE_FOREIGN,
                        table.to() + " is there already, and was not made from " + table.from() + " by this project")
                .because("its rows would be replaced")
                .fixedBy("name another table in to, or say adopt = true to take it over with all its rows");
    }
}
