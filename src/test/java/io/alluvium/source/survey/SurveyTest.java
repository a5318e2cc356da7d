package io.alluvium.source.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.window.CursorWindow;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.ReplaceWindow;
import io.alluvium.source.window.SnapshotWindow;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.util.Optional;
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
        return new CursorWindow(
                Optional.of("0"),
                Optional.of(Integer.toString(next)),
                Optional.of(new Subject("`shop`.`orders`", table, Optional.of("id"))),
                "s",
                "server a");
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
}
