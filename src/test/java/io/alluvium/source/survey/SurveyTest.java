package io.alluvium.source.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.window.CursorWindow;
import io.alluvium.source.window.Makeup;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.ReplaceWindow;
import io.alluvium.source.window.SnapshotWindow;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A survey of a database that is no PostgreSQL. */
class SurveyTest {
    private static final String FIRST_ROWS = "1;server a;7;%s;id > 0;3.abc";

    /** Rows above a number. */
    private record Numbers() implements ReadMode {
        @Override
        public Window next(Optional<Window> last) {
            return window(9);
        }

        @Override
        public boolean reads(Window window) {
            return window instanceof CursorWindow;
        }

        @Override
        public Bounds bounds(Window window) {
            return new Bounds(RowCondition.of("id > 0"), RowCondition.of("id > 9"), false);
        }

        @Override
        public String what(Window window) {
            return "id > 0";
        }

        @Override
        public String guarantee() {
            return "complete";
        }
    }

    private final ToyTable table = new ToyTable(new Numbers());

    private static CursorWindow window(int next) {
        return window(next, 7);
    }

    private static CursorWindow window(int next, long table) {
        return window(next, new Subject("`shop`.`orders`", table, Optional.of("id")));
    }

    private static CursorWindow window(int next, Subject subject) {
        return new CursorWindow(
                Optional.of("0"), Optional.of(Integer.toString(next)), Optional.of(subject), "s", "server a");
    }

    /** Of a batch that noted what values depended on. */
    private static CursorWindow noted(int next, Makeup makeup) {
        return window(
                next,
                new Subject(
                        "`shop`.`orders`",
                        7,
                        Optional.of("id"),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(makeup.meaning())));
    }

    private static Makeup labels(String... labels) {
        return labelsOf("state", labels);
    }

    private static Makeup labelsOf(String column, String... labels) {
        TreeMap<Long, String> parts = new TreeMap<>();
        for (String label : labels) {
            parts.put(parts.size() + 1L, label);
        }
        return new Makeup(
                List.of(new Makeup.Column(column, 1, false, Set.of(50L))),
                1,
                "d",
                List.of(new Makeup.TextType(50, "the type state", parts, true)),
                Map.of());
    }

    private static Past past(@Nullable Window last, @Nullable String fingerprint) {
        return new Past(
                Optional.empty(), Optional.ofNullable(last), Optional.empty(), Optional.ofNullable(fingerprint));
    }

    private Look look(Past past) throws SQLException {
        return new Survey(table, past).look(window -> {
            throw new IllegalStateException("nobody reads");
        });
    }

    @Test
    void aKeyThatIsNullRefusesTheTableWhereTheLookHasCounted() {
        table.facts = new WindowFacts(3, Optional.of("3.xyz"), "1.de", 2);

        assertThatThrownBy(() -> look(past(window(9), "other")))
                .hasMessage("ALV-3011: 2 rows of `shop`.`orders` have null in the key");
    }

    private Look.Changed changed(Past past) throws SQLException {
        Survey survey = new Survey(table, past);
        return (Look.Changed) survey.look(window -> null);
    }

    @Test
    void theFirstLookAsksTheDatabaseNothing() throws SQLException {
        Look.Changed found = changed(Past.NOTHING);

        assertThat(found.rows()).hasValue(1_000);
        assertThat(found.what()).isEqualTo("id > 0");
        assertThat(ToyTable.WINDOWS.window(found.position())).isEqualTo(window(9));
        assertThat(table.asked).isEmpty();
    }

    @Test
    void whatHashesAsBeforeIsUnchanged() throws SQLException {
        String before = FIRST_ROWS.formatted(table.fingerprint().shape());

        assertThat(look(past(window(0), before))).isEqualTo(new Look.Unchanged("no new row with id > 0"));
        assertThat(changed(past(window(0), before.replace("abc", "abd"))).rows())
                .hasValue(3);
        assertThat(changed(past(window(0), before.replace("server a", "server b")))
                        .rows())
                .hasValue(3);
    }

    @Test
    void noRowAtAllIsNothingNewUnlessTheColumnsAreOthers() throws SQLException {
        table.facts = new WindowFacts(0, Optional.of("0."), "0.", 0);

        assertThat(look(past(window(0), null))).isEqualTo(new Look.Unchanged("no row with id > 0"));
        assertThat(changed(past(window(0), "1;server a;7;0123456789abcdef;id > 0;0."))
                        .rows())
                .hasValue(0);
    }

    @Test
    void anotherTableUnderTheNameIsSaidAndItsRowsAreNoneOfRaws() throws SQLException {
        Past other = past(window(0, 8), null);

        assertThat(changed(other).what()).isEqualTo("id > 0, of another table than before");
        assertThat(new Survey(table, other).overlap(window(9))).isEqualTo(new Overlap.None());
        assertThat(new Survey(table, past(window(0), null)).overlap(window(9)))
                .isEqualTo(new Overlap.BySourceVersion());
    }

    @Test
    void rowsWithVersionsCannotFollowAComparedContent() {
        assertThatThrownBy(() -> look(past(new SnapshotWindow("s", "server a"), null)))
                .hasMessageContaining("mode cursor cannot go on where mode snapshot left off");
    }

    @Test
    void aLogCannotFollowAReplacement() {
        Subject orders = new Subject("`shop`.`orders`", 7, Optional.empty());
        assertThatThrownBy(() -> look(past(new ReplaceWindow(orders, "s", "server a"), null)))
                .hasMessageContaining("mode cursor cannot go on where mode replace left off: raw.orders is one reading,"
                        + " and no log");
    }

    @Test
    void aWindowIsCountedOnceAndItsKeysAreLookedAt() throws SQLException {
        Survey survey = new Survey(table, past(window(0), null));
        survey.look(window -> null);
        Seen seen = survey.seen(window(9));

        assertThat(seen.rows()).isEqualTo(3);
        assertThat(seen.fingerprint())
                .contains("1;server a;7;" + table.fingerprint().shape() + ";id > 9;1.de");
        assertThat(table.asked).containsExactly("hashes where id > 0", "duplicates where id > 0");
    }

    @Test
    void aKeyThatDoesNotTellRowsApartIsRefused() {
        table.duplicates = true;
        assertThatThrownBy(() -> new Survey(table, Past.NOTHING).seen(window(9)))
                .hasMessageContaining("rows of `shop`.`orders` share the key [id]");

        table.facts = new WindowFacts(3, Optional.empty(), "", 2);
        assertThatThrownBy(() -> new Survey(table, Past.NOTHING).seen(window(9)))
                .hasMessageContaining("2 rows of `shop`.`orders` have null in the key");
    }

    @Test
    void valuesThatFollowAnAlteredTypeAreAllReadAgainAndCompared() throws SQLException {
        table.makeup = labels("new", "sent", "lost");
        Past past = past(
                noted(0, labels("new", "send")),
                FIRST_ROWS.formatted(table.fingerprint().shape()));

        Look.Changed found = changed(past);

        assertThat(found.what()).isEqualTo("id > 0, since the type state was altered");
        assertThat(found.reason()).contains("since the type state was altered");
        assertThat(new Survey(table, past).overlap(window(9))).isEqualTo(new Overlap.ByValues());
    }

    @Test
    void aLabelThatIsAddedAltersNoValue() throws SQLException {
        table.makeup = labels("new", "sent");
        Past past = past(
                noted(0, labels("new")),
                FIRST_ROWS.formatted(table.fingerprint().shape()));

        Look.Unchanged found = (Look.Unchanged) look(past);

        assertThat(found.reason()).isEqualTo("no new row with id > 0");
        assertThat(found.noted()).as("another label may be renamed later").isPresent();
        assertThat(new Survey(table, past).overlap(window(9))).isEqualTo(new Overlap.BySourceVersion());
        assertThat(look(past(
                        noted(0, table.makeup),
                        FIRST_ROWS.formatted(table.fingerprint().shape()))))
                .isEqualTo(new Look.Unchanged("no new row with id > 0"));
    }

    @Test
    void whatIsTooLargeToBeReadAgainUnaskedStopsAndNamesTheWaysOut() {
        table.makeup = labels("sent");
        table.bytes = 1L << 30;
        Past past = past(noted(0, labels("send")), null);

        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> look(past))
                .extracting(refusal -> refusal.problems().get(0))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_MEANING_CHANGED);
                    assertThat(problem.message())
                            .isEqualTo(
                                    "values of `shop`.`orders` may be others than before although no row was written:"
                                            + " the type state was altered");
                    assertThat(problem.label())
                            .contains("1,024 MB are too much to be read again unasked; nothing was read");
                    assertThat(problem.fix().orElseThrow()).endsWith("alluvium reset raw.orders");
                });
        table.bytes--;
        assertThatCode(() -> changed(past)).doesNotThrowAnyException();
    }

    @Test
    void keysThatAreOtherOnesStopATableWhoseRowsHaveVersions() {
        table.makeup = labelsOf("id", "sent");
        Past past = past(noted(0, labelsOf("id", "send")), null);

        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> look(past))
                .extracting(refusal -> refusal.problems().get(0).label())
                .isEqualTo(Optional.of("rows in raw have keys that are other ones by now; nothing was read"));
    }

    private Optional<Look> onceCompared(Past past, boolean same) throws SQLException {
        return Survey.comparingValues(table, past).sinceAltered(same, window -> {
            throw new IllegalStateException("nobody reads");
        });
    }

    @Test
    void onceAllWasComparedTheBoundsStayAndWhatValuesDependOnIsNoted() throws SQLException {
        table.makeup = labels("sent");
        table.bytes = 1L << 30;
        Past past = past(noted(5, labels("send")), "what the server computed");

        assertThat(onceCompared(past, true))
                .contains(new Look.Unchanged(
                        "same content, since the type state was altered",
                        Optional.of(new Look.Noted(
                                table.position(noted(5, table.makeup)), Optional.of("what the server computed")))));
        assertThat(onceCompared(past(noted(5, table.makeup), null), true)).isEmpty();
        assertThat(onceCompared(past(noted(5, table.makeup), null), false)).isEmpty();
    }

    @Test
    void onceDifferencesWereFoundAllIsReadUnlessRawHasThemUnderOtherKeys() throws SQLException {
        table.makeup = labels("sent");
        table.bytes = 1L << 30;
        Look found = Survey.comparingValues(table, past(noted(5, labels("send")), null))
                .sinceAltered(false, window -> null)
                .orElseThrow();
        assertThat(((Look.Changed) found).rows()).hasValue(1_000);

        table.makeup = labelsOf("id", "sent");
        assertThat(onceCompared(past(noted(5, labelsOf("id", "send")), null), false))
                .get()
                .isInstanceOfSatisfying(
                        Look.Refused.class,
                        refused -> assertThat(refused.problem().label())
                                .contains("rows in raw have keys that are other ones by now; nothing was read"));
    }

    @Test
    void aWindowThatWaitsStandsOnlyIfItWasBegunSince() throws SQLException {
        table.makeup = labels("sent");
        CursorWindow before = noted(5, labels("send"));
        CursorWindow since = noted(6, labels("sent"));

        assertThat(position(noted(0, labels("send")), before)).isEqualTo(window(9));
        assertThat(position(noted(0, labels("send")), since)).isEqualTo(since);
        assertThat(position(noted(0, labels("sent")), before)).isEqualTo(window(9));
    }

    private Window position(Window last, Window pending) throws SQLException {
        Past past = new Past(Optional.empty(), Optional.of(last), Optional.of(pending), Optional.empty());
        return ToyTable.WINDOWS.window(changed(past).position());
    }

    @Test
    void whatAnOlderJournalDidNotNoteIsNotedOnceAndSaid() throws SQLException {
        table.makeup = labels("sent");
        Past older = past(window(0), FIRST_ROWS.formatted(table.fingerprint().shape()));

        assertThat(look(older))
                .isEqualTo(new Look.Unchanged(
                        "no new row with id > 0, columns and types noted from now on",
                        Optional.of(new Look.Noted(
                                table.position(window(9)),
                                Optional.of(
                                        "1;server a;7;" + table.fingerprint().shape() + ";id > 9;1.de")))));
        assertThat(changed(past(window(0), null)).what()).isEqualTo("id > 0, columns and types noted from now on");
    }

    @Test
    void aKeyThatNothingKeepsUniqueIsLookedForInEarlierBatchesToo() throws SQLException {
        table.watched = true;
        new Survey(table, past(window(0), null)).seen(window(9));

        assertThat(table.asked).containsExactly("counts where id > 0", "duplicates anywhere of those where id > 0");
    }
}
