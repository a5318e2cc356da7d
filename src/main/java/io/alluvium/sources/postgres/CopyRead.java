package io.alluvium.sources.postgres;

import io.alluvium.column.BatchSink;
import io.alluvium.column.ColumnBatch;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.budget.KeptConnections;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.fault.NamedTable;
import java.io.IOException;
import java.sql.Connection;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * COPY in its binary format over an exported snapshot; a connection a part.
 *
 * @param kept connections for a read that is too small for a login of its own; what reads elsewhere has its own all the same
 */
record CopyRead(
        NamedTable table,
        CopyPlan plan,
        Login login,
        SnapshotSession snapshot,
        Faults faults,
        CopySession.Framing framing,
        Optional<KeptConnections<Connection>> kept)
        implements ColumnReader {
    CopyRead {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(faults, "faults");
        Objects.requireNonNull(framing, "framing");
        Objects.requireNonNull(kept, "kept");
    }

    CopyRead(DatabaseTable table, CopyPlan plan, Login login, SnapshotSession snapshot, Faults faults) {
        this(NamedTable.of(table), plan, login, snapshot, faults);
    }

    CopyRead(NamedTable table, CopyPlan plan, Login login, SnapshotSession snapshot, Faults faults) {
        this(table, plan, login, snapshot, faults, CopySession.Framing.OWN, Optional.empty());
    }

    /** On connections of its own, framed so. */
    CopyRead with(CopySession.Framing other) {
        return new CopyRead(table, plan, login, snapshot, faults, other, Optional.empty());
    }

    CopyRead with(CopyPlan other) {
        return new CopyRead(table, other, login, snapshot, faults, framing, kept);
    }

    CopyRead on(KeptConnections<Connection> connections) {
        return new CopyRead(table, plan, login, snapshot, faults, framing, Optional.of(connections));
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
        CopyReading.Sessions sessions = kept.<CopyReading.Sessions>map(
                        connections -> (opened, stopped) -> CopySession.open(connections, opened.login(), stopped))
                .orElse(CopyReading.Sessions.NEW);
        made(part).read(batch, sink, sessions);
    }

    @Override
    public CopyPart part(int part) {
        kept.ifPresent(KeptConnections::closeIdle);
        return made(part);
    }

    private CopyPart made(int part) {
        return new CopyPart(
                plan.part(Objects.checkIndex(part, parts())),
                table,
                PartLogin.of(login),
                snapshot.snapshot().name(),
                faults,
                framing);
    }
}
