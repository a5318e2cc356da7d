package io.alluvium.report;

import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of one table in a run; every step leaves one, whatever happened.
 *
 * @param detail in a few words: why it was skipped, full or blocked, or what was read
 * @param read rows read from the source; absent for models
 * @param guarantee what the extraction promises, in words; absent for models
 * @param version the version that was committed; absent where nothing was
 * @param checks the expectations that were looked at
 * @param departed the work that was planned, where running told that it could not be done; the detail says why
 * @param problems what went wrong; empty unless the outcome is FAILED
 */
public record StepRecord(
        TableName table,
        Outcome outcome,
        String detail,
        OptionalLong read,
        Changes changes,
        Optional<String> guarantee,
        OptionalLong version,
        List<Check> checks,
        Optional<String> departed,
        List<Problem> problems,
        int attempts,
        Instant started,
        Duration duration) {
    public StepRecord {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(changes, "changes");
        checks = List.copyOf(checks);
        Objects.requireNonNull(departed, "departed");
        problems = List.copyOf(problems);
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(duration, "duration");
    }

    /** The words of the screen, the files and the tables. */
    public enum Outcome {
        EXTRACTED,
        SKIPPED,
        FULL,
        APPLIED,
        /** New rows of one input were added. */
        APPENDED,
        /** Windows of time were computed. */
        FILLED,
        /** The rows that changes of inputs touch were computed. */
        INCREMENTAL,
        /** A view, whose rules were looked at. */
        CHECKED,
        /** Its comments are others, its rows are the same. */
        DESCRIBED,
        /** A database was brought what the table has. */
        EXPORTED,
        BLOCKED,
        FAILED,
        /** Not begun when the run was stopped. */
        STOPPED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Rows that the commit added, replaced and removed. */
    public record Changes(long inserted, long updated, long deleted) {
        public static final Changes NONE = new Changes(0, 0, 0);
    }

    /**
     * One expectation looked at.
     *
     * @param violations rows (for unique: groups of rows) that break it
     * @param failing whether a violation stops the table
     * @param failure what Spark calls it where the rule itself fails on a row, so that nothing was counted
     */
    public record Check(String name, String rule, boolean failing, long violations, Optional<String> failure) {
        public Check {
            Objects.requireNonNull(failure, "failure");
        }

        /** A rule that could be computed. */
        public Check(String name, String rule, boolean failing, long violations) {
            this(name, rule, failing, violations, Optional.empty());
        }

        public boolean holds() {
            return violations == 0 && failure.isEmpty();
        }
    }
}
