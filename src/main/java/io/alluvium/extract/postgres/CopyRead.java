package io.alluvium.extract.postgres;

import io.alluvium.column.BatchSink;
import io.alluvium.column.ColumnBatch;
import io.alluvium.config.PostgresTable;
import io.alluvium.extract.ColumnReader;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import org.apache.spark.sql.types.StructType;

/** COPY in its binary format over an exported snapshot, decoded straight into columns; a connection a part. */
final class CopyRead implements ColumnReader {
    /** Of messages; a batch with this much is handed on, however few rows it has. */
    private static final int MOST_BYTES = 32 << 20;

    private final PostgresTable table;
    private final CopyPlan plan;
    private final Login login;
    private final SnapshotSession snapshot;
    private final Faults faults;
    private final CopySession.Framing framing;

    CopyRead(PostgresTable table, CopyPlan plan, Login login, SnapshotSession snapshot, Faults faults) {
        this(table, plan, login, snapshot, faults, CopySession.Framing.OWN);
    }

    private CopyRead(
            PostgresTable table,
            CopyPlan plan,
            Login login,
            SnapshotSession snapshot,
            Faults faults,
            CopySession.Framing framing) {
        this.table = Objects.requireNonNull(table, "table");
        this.plan = Objects.requireNonNull(plan, "plan");
        this.login = Objects.requireNonNull(login, "login");
        this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
        this.faults = Objects.requireNonNull(faults, "faults");
        this.framing = Objects.requireNonNull(framing, "framing");
    }

    CopyRead with(CopySession.Framing other) {
        return new CopyRead(table, plan, login, snapshot, faults, other);
    }

    @Override
    public StructType schema() {
        return plan.schema();
    }

    @Override
    public int parts() {
        return plan.parts();
    }

    @Override
    public void read(int part, ColumnBatch batch, BatchSink sink) throws IOException {
        Objects.checkIndex(part, parts());
        if (batch.rows() > 0 || !batch.schema().equals(schema())) {
            throw new IllegalArgumentException("not an empty batch of the columns of " + table.name());
        }
        try (CopySession session = open()) {
            try {
                session.join();
                copy(session, part, batch, sink);
            } catch (SQLException e) {
                throw explained(e, part);
            } catch (CopyRows.UnfitColumn e) {
                throw unfit(e.index(), String.valueOf(e.getMessage()));
            }
        }
    }

    private CopySession open() {
        try {
            return CopySession.open(login, snapshot, framing);
        } catch (SQLException e) {
            throw Thread.currentThread().isInterrupted()
                    ? stopped()
                    : faults.ofLogin(e).asException(e);
        }
    }

    private void copy(CopySession session, int part, ColumnBatch batch, BatchSink sink)
            throws SQLException, CopyRows.UnfitColumn, IOException {
        CopyMessages messages = session.copy(plan.command(part));
        CopyRows rows = new CopyRows(plan.columns(), batch);
        long bytes = 0;
        while (messages.next()) {
            rows.append(messages.bytes(), messages.from(), messages.to());
            bytes += messages.to() - messages.from();
            if (batch.isFull() || bytes >= MOST_BYTES) {
                batch.handTo(sink);
                bytes = 0;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw stopped();
            }
        }
        session.copied();
        rows.requireEnd();
        batch.handTo(sink);
    }

    private AlluviumException explained(SQLException error, int part) {
        if (Thread.currentThread().isInterrupted()) {
            return stopped();
        }
        if (Faults.isAboutEncoding(error)) {
            return columnWithBrokenText(error, part);
        }
        return faults.ofTable(table, error).asException(error);
    }

    /** The server does not say which column it is: it is asked about one after the other. */
    private AlluviumException columnWithBrokenText(SQLException error, int part) {
        int column = 0;
        try (CopySession session = open()) {
            session.join();
            for (; column < plan.columns().size(); column++) {
                if (plan.columns().get(column).isText()) {
                    session.run(plan.proofOfText(column, part));
                }
            }
            return faults.ofTable(table, error).asException();
        } catch (SQLException e) {
            if (Thread.currentThread().isInterrupted()) {
                return stopped();
            }
            return Faults.isAboutEncoding(e)
                    ? unfit(column, "text that is not UTF-8")
                    : faults.ofTable(table, e).asException(e);
        }
    }

    private AlluviumException unfit(int column, String what) {
        String name = plan.schema().fieldNames()[column];
        return Faults.at(
                        table,
                        ErrorCode.SOURCE_VALUE_UNSUPPORTED,
                        "the column " + name + " of " + table.from() + " holds " + what)
                .because("in column " + name)
                .fixedBy("mend the values, or read a view that does without them")
                .asException();
    }

    private AlluviumException stopped() {
        return Faults.at(table, ErrorCode.INTERRUPTED, "stopped while " + table.from() + " was read")
                .asException();
    }
}
