package io.alluvium.sources.postgres;

import io.alluvium.failure.Problem;
import io.alluvium.source.target.TargetRows;
import io.alluvium.source.target.TargetTable;
import io.alluvium.source.target.Written;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Brings one table into the database, in one transaction; what is thrown leaves it as it was. */
final class Transfer {
    private static final int SENT_AT_ONCE = 1 << 16;

    private final Connection connection;
    private final TargetTable table;
    private final RelationName name;
    private final List<TargetColumn> columns;

    /** @param connection whose end ends a transaction that was not committed */
    Transfer(Connection connection, TargetTable table, RelationName name, List<TargetColumn> columns) {
        this.connection = connection;
        this.table = table;
        this.name = name;
        this.columns = columns;
    }

    Written carriedOut(TargetRows rows) throws SQLException {
        ExportNote.prepare(connection, name);
        connection.setAutoCommit(false);
        ExportNote.lock(connection, name.sql());
        ExportNote now = ExportNote.of(table, rows);
        Optional<ExportNote> before = ExportNote.read(connection, name);
        TargetRelation relation = new TargetRelation(connection, table, name);
        boolean exists = relation.exists();
        if (exists
                && !rows.isAsked()
                && before.filter(note -> note.isAlready(now)).isPresent()) {
            return Written.ALREADY;
        }
        if (exists) {
            relation.require(columns, isOurs(before, now, rows.isAsked()));
        } else {
            relation.create(columns);
        }
        bring(rows);
        Written written = new Difference(table, name, columns).carriedOut(connection);
        now.write(connection, name);
        rows.staged().run();
        connection.commit();
        return written;
    }

    /** False where the table is taken over just now. */
    private boolean isOurs(Optional<ExportNote> before, ExportNote now, boolean isAsked) {
        Optional<Problem> foreign = before.isEmpty()
                ? Optional.of(ExportNote.foreign(table))
                : before.get().foreignness(now, table);
        if (foreign.isPresent() && !table.adopt()) {
            throw foreign.get().asException();
        }
        Optional<Problem> late = before.filter(note -> foreign.isEmpty()).flatMap(note -> note.lateness(now, table));
        if (late.isPresent() && !isAsked) {
            throw late.get().asException();
        }
        return foreign.isEmpty();
    }

    private void bring(TargetRows rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table alluvium_incoming (like " + name.sql() + ") on commit drop");
        }
        Iterator<Row> each = rows.rows()
                .whole()
                .select(columns.stream().map(TargetColumn::selected).toArray(Column[]::new))
                .toLocalIterator();
        String listed = columns.stream().map(TargetColumn::quoted).collect(Collectors.joining(", "));
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + Difference.INCOMING + " (" + listed + ") from stdin");
        try {
            send(each, copy);
            copy.endCopy();
        } catch (SQLException | RuntimeException | Error e) {
            cancel(copy, e);
            throw e;
        }
    }

    /** So that the connection can say goodbye; why it does not stay with what went wrong. */
    private static void cancel(CopyIn copy, Throwable failure) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void send(Iterator<Row> rows, CopyIn copy) throws SQLException {
        CopyText text = new CopyText(table, columns);
        byte[] buffer = new byte[SENT_AT_ONCE];
        int filled = 0;
        while (rows.hasNext()) {
            byte[] line = text.of(rows.next());
            if (filled + line.length > buffer.length) {
                copy.writeToCopy(buffer, 0, filled);
                filled = 0;
            }
            if (line.length > buffer.length) {
                copy.writeToCopy(line, 0, line.length);
            } else {
                System.arraycopy(line, 0, buffer, filled, line.length);
                filled += line.length;
            }
        }
        copy.writeToCopy(buffer, 0, filled);
    }
}
