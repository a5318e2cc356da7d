package io.alluvium.lake;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.Ownership;
import java.util.Optional;

/** The version that a change was computed against. It says what must hold before anything is written on top of it. */
final class ExpectedVersion {
    private static final String EXPIRY = "delta.setTransactionRetentionDuration";

    private final Lake lake;
    private final TableName table;
    private final Optional<TableVersion> expected;
    private final CommitMark mark;

    /** @param expected empty when the table must not exist yet */
    ExpectedVersion(Lake lake, TableName table, Optional<TableVersion> expected, CommitMark mark) {
        this.lake = lake;
        this.table = table;
        this.expected = expected;
        this.mark = mark;
        if (!mark.properties().containsKey(Ownership.PROJECT)) {
            throw new IllegalArgumentException("a commit names its project in the property " + Ownership.PROJECT);
        }
    }

    /** Whether the table is as expected. */
    boolean is(Optional<TableVersion> found) {
        return found.map(TableVersion::tableId).equals(expected.map(TableVersion::tableId))
                && found.map(TableVersion::version).equals(expected.map(TableVersion::version));
    }

    /** Refuses tables of others, other versions, and a number that is in the table already. */
    void check(Optional<TableVersion> found) {
        found.ifPresent(this::refuseForeign);
        if (!is(found)) {
            throw CommitOutcome.conflict(
                    table,
                    "expected "
                            + expected.map(version -> "version " + version.version())
                                    .orElse("no table") + ", found "
                            + found.map(version -> "version " + version.version())
                                    .orElse("no table"));
        }
        found.ifPresent(this::refuseReplay);
    }

    private void refuseForeign(TableVersion found) {
        Optional<String> project = Ownership.project(mark.properties());
        Optional<String> owner = Ownership.project(found.properties());
        if (!owner.equals(project)) {
            throw Problem.of(
                            ErrorCode.TABLE_FOREIGN,
                            table
                                    + owner.map(other -> " belongs to project " + other + ", not to "
                                                    + project.orElseThrow())
                                            .orElse(" was not made by Alluvium"))
                    .fixedBy("choose another table name, or move the folder " + path(found) + " away")
                    .asException();
        }
    }

    private String path(TableVersion found) {
        return lake.storage().uri(found.folder());
    }

    private void refuseReplay(TableVersion found) {
        if (found.properties().containsKey(EXPIRY)) {
            throw Problem.of(ErrorCode.TRANSACTION_EXPIRY, table + " has the table property " + EXPIRY)
                    .because("Delta would forget which batches are in it")
                    .fixedBy("ALTER TABLE delta.`" + path(found) + "` UNSET TBLPROPERTIES ('" + EXPIRY + "')")
                    .asException();
        }
        long committed = lake.committed(found, mark.writer()).orElse(Long.MIN_VALUE);
        if (committed >= mark.number()) {
            throw CommitOutcome.conflict(
                    table, "number " + mark.number() + " was committed already; newest is " + committed);
        }
    }
}
