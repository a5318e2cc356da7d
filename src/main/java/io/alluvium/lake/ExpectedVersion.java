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
        ofOwner(lake, found, Ownership.project(mark.properties()).orElseThrow()).ifPresent(problem -> {
            throw problem.asException();
        });
    }

    /** What no commit of the project can come to, whatever version it expects. */
    static Optional<Problem> refusal(Lake lake, TableVersion found, String project) {
        return ofOwner(lake, found, project).or(() -> ofExpiry(lake, found));
    }

    private static Optional<Problem> ofOwner(Lake lake, TableVersion found, String project) {
        Optional<String> owner = Ownership.project(found.properties());
        return owner.equals(Optional.of(project))
                ? Optional.empty()
                : Optional.of(Problem.of(
                                ErrorCode.TABLE_FOREIGN,
                                found.name()
                                        + owner.map(other -> " belongs to project " + other + ", not to " + project)
                                                .orElse(" was not made by Alluvium"))
                        .fixedBy("choose another table name, or move the folder " + path(lake, found) + " away"));
    }

    private static Optional<Problem> ofExpiry(Lake lake, TableVersion found) {
        return !found.properties().containsKey(EXPIRY)
                ? Optional.empty()
                : Optional.of(
                        Problem.of(ErrorCode.TRANSACTION_EXPIRY, found.name() + " has the table property " + EXPIRY)
                                .because("Delta would forget which batches are in it")
                                .fixedBy("ALTER TABLE delta.`" + path(lake, found) + "` UNSET TBLPROPERTIES ('" + EXPIRY
                                        + "')"));
    }

    private static String path(Lake lake, TableVersion found) {
        return lake.storage().uri(found.folder());
    }

    private void refuseReplay(TableVersion found) {
        ofExpiry(lake, found).ifPresent(problem -> {
            throw problem.asException();
        });
        long committed = lake.committed(found, mark.writer()).orElse(Long.MIN_VALUE);
        if (committed >= mark.number()) {
            throw CommitOutcome.conflict(
                    table, "number " + mark.number() + " was committed already; newest is " + committed);
        }
    }
}
