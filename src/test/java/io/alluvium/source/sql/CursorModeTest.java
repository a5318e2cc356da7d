package io.alluvium.source.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.source.survey.ToyTable;
import io.alluvium.source.window.CursorWindow;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The modes of a database that gives a horizon, a snapshot's name and an identity, and is no PostgreSQL. */
class CursorModeTest {
    private static final Subject ABOUT = new Subject("`shop`.`orders`", 7, Optional.of("changed"));
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private static CursorMode mode(CursorColumn.Form form, @Nullable Instant open, boolean prepared) {
        return mode(form, Optional.empty(), open, prepared);
    }

    private static CursorMode mode(
            CursorColumn.Form form, Optional<Duration> lookback, @Nullable Instant open, boolean prepared) {
        return new CursorMode(
                ToyTable.SPEC,
                new CursorColumn("changed", form, true, 6),
                lookback,
                ABOUT,
                new ToyServer("binlog.000001:42", open, prepared),
                ToyServer.DIALECT);
    }

    private static CursorWindow next(CursorMode mode, @Nullable Window last) {
        try {
            return (CursorWindow) mode.next(Optional.ofNullable(last));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theFirstBatchReadsAllAndTheNextWhatNoOpenTransactionCanWriteBelow() {
        CursorMode mode = mode(CursorColumn.Form.TIMESTAMPTZ, NOON, false);
        CursorWindow first = next(mode, null);
        CursorWindow second = next(mode(CursorColumn.Form.TIMESTAMPTZ, NOON.plusSeconds(60), false), first);

        assertThat(mode.bounds(first).rows().isAll()).isTrue();
        assertThat(first.snapshot()).isEqualTo("binlog.000001:42");
        assertThat(mode.bounds(second).rows().sql()).isEqualTo("t.`changed` >= timestamp'2026-05-01 12:00:00.000000'");
        assertThat(mode.bounds(second).next().sql()).isEqualTo("t.`changed` >= timestamp'2026-05-01 12:01:00.000000'");
        assertThat(mode.what(second)).isEqualTo("changed >= 05-01 12:00:00");
    }

    @Test
    void aColumnWithoutAZoneStartsHalfADayEarlier() {
        CursorMode mode = mode(CursorColumn.Form.TIMESTAMP, NOON, false);

        assertThat(next(mode, null).nextLower()).contains("2026-05-01 00:00:00.000000");
    }

    @Test
    void whilePreparedTransactionsWaitTheBoundStays() {
        CursorWindow first = next(mode(CursorColumn.Form.DATE, NOON, false), null);
        CursorMode held = mode(CursorColumn.Form.DATE, NOON.plusSeconds(90_000), true);
        CursorWindow second = next(held, first);

        assertThat(second.nextLower()).isEqualTo(first.nextLower());
        assertThat(held.what(second)).isEqualTo("changed >= 05-01, held by a prepared transaction");
        assertThat(held.guarantee()).endsWith("a prepared transaction holds the bound back");
    }

    @Test
    void aBoundOfAnotherTableIsNone() {
        CursorMode mode = mode(CursorColumn.Form.DATE, NOON, false);
        CursorWindow other = new CursorWindow(
                Optional.empty(),
                Optional.of("2026-01-01"),
                Optional.of(new Subject("`shop`.`orders`", 8, Optional.of("changed"))),
                "s",
                "i");

        assertThat(mode.reads(other)).isFalse();
        assertThat(next(mode, other).lower()).isEmpty();
    }

    @Test
    void aClockThatWasSetBackReadsAllAgain() {
        CursorWindow first = next(mode(CursorColumn.Form.DATE, NOON, false), null);

        assertThat(next(mode(CursorColumn.Form.DATE, NOON.minusSeconds(200_000), false), first)
                        .lower())
                .isEmpty();
    }

    @Test
    void lookbackNeedsNoHorizonAndSaysWhatItMisses() {
        CursorMode mode = mode(CursorColumn.Form.TIMESTAMPTZ, Optional.of(Duration.ofHours(2)), NOON, true);

        assertThat(next(mode, null).nextLower()).contains("2026-05-01 10:00:00.000000+00");
        assertThat(mode.guarantee())
                .isEqualTo("complete only where every write sets changed and commits within 2 hours; later ones are"
                        + " missed; deletes are not seen; an updated key leaves the old one");
    }

    @Test
    void withoutAHorizonNothingIsPromised() {
        assertThatThrownBy(() -> next(mode(CursorColumn.Form.DATE, null, false), null))
                .hasMessageContaining("transactions of others are hidden");
    }
}
