package io.alluvium.extract.postgres;

import io.alluvium.config.PostgresTable;
import io.alluvium.extract.ColumnReader;
import java.util.Objects;
import org.apache.spark.sql.types.StructType;

/** COPY in its binary format over an exported snapshot; a connection a part. */
record CopyRead(
        Faults.Named table,
        CopyPlan plan,
        Login login,
        SnapshotSession snapshot,
        Faults faults,
        CopySession.Framing framing)
        implements ColumnReader {
    CopyRead {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(faults, "faults");
        Objects.requireNonNull(framing, "framing");
    }

    CopyRead(PostgresTable table, CopyPlan plan, Login login, SnapshotSession snapshot, Faults faults) {
        this(Faults.Named.of(table), plan, login, snapshot, faults, CopySession.Framing.OWN);
    }

    CopyRead with(CopySession.Framing other) {
        return new CopyRead(table, plan, login, snapshot, faults, other);
    }

    CopyRead with(CopyPlan other) {
        return new CopyRead(table, other, login, snapshot, faults, framing);
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
    public CopyPart part(int part) {
        return new CopyPart(
                plan.part(Objects.checkIndex(part, parts())),
                table,
                login.resolved(),
                snapshot.snapshot().name(),
                faults,
                framing);
    }
}
