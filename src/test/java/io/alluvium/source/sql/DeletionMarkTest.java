package io.alluvium.source.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.survey.ToyTable;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What marks a deleted row, as a database that is no PostgreSQL is asked. */
class DeletionMarkTest {
    private static final Map<String, DeletionMark.Column> COLUMNS = Map.of(
            "gone", new DeletionMark.Column("gone", DeletionMark.Form.TRUTH, true, "boolean"),
            "kept", new DeletionMark.Column("kept", DeletionMark.Form.TRUTH, false, "boolean"),
            "gone_at", new DeletionMark.Column("gone_at", DeletionMark.Form.TIME, false, "timestamp"),
            "until", new DeletionMark.Column("until", DeletionMark.Form.TIME, true, "date"),
            "flag", new DeletionMark.Column("flag", DeletionMark.Form.NUMBER, true, "smallint"),
            "count", new DeletionMark.Column("count", DeletionMark.Form.NUMBER, false, "integer"),
            "State", new DeletionMark.Column("State", DeletionMark.Form.TEXT, true, "character(1)"),
            "in", new DeletionMark.Column("in", DeletionMark.Form.OTHER, false, "mood"),
            "a-b", new DeletionMark.Column("a-b", DeletionMark.Form.TRUTH, false, "boolean"));

    private static String sql(String written) {
        return new DeletionMark(written)
                .condition(ToyTable.SPEC, name -> Objects.requireNonNull(COLUMNS.get(name), name), ToyServer.DIALECT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '^', textBlock = """
            gone§ t.`gone`
            a-b§ t.`a-b`
            gone_at§ t.`gone_at` is not null
            flag = 1§ t.`flag` = 1
            flag=-1.5§ t.`flag` = -1.5
            flag != 0 and not kept§ t.`flag` != 0 and not t.`kept`
            State = 'it''s' OR (flag >= 2 AND gone_at IS NOT NULL)§ t.`State` = 'it''s' or ( t.`flag` >= 2 and t.`gone_at` is not null )
            State in ('x', 'y') or State not in ('z')§ t.`State` in ( 'x' , 'y' ) or t.`State` not in ( 'z' )
            kept is not true§ t.`kept` is not true
            gone = false§ t.`gone` = false
            "in" = 'sad'§ t.`in` = 'sad'
            """)
    void aColumnOrAConditionIsWrittenAsTheDatabaseDoes(String written, String expected) {
        assertThat(sql(written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '^', textBlock = """
            flag§ flag is smallint and never null§ it is never null, so that every row would be deleted§ flag = 1
            count§ count is integer§ a column alone marks by true, or by a time that other rows do not have§ count = 1
            State§ State is character(1) and never null§ it is never null, so that every row would be deleted§ State = 'Y'
            until§ until is date and never null§ it is never null, so that every row would be deleted§ until < '9999-12-31'
            "in"§ in is mood§ a column alone marks by true, or by a time that other rows do not have§ \\"in\\" is not null
            """)
    void aColumnThatCanOnlyBeWrongIsRefusedWithTheSentenceToWrite(
            String written, String what, String cause, String sentence) {
        assertThatThrownBy(() -> sql(written)).isInstanceOfSatisfying(AlluviumException.class, e -> {
            assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.BAD_VALUE);
            assertThat(e.problems().get(0).message())
                    .isEqualTo(
                            "soft_delete = " + written + " cannot tell the deleted rows of `shop`.`orders`: " + what);
            assertThat(e.problems().get(0).label()).contains(cause);
            assertThat(e.problems().get(0).fix().orElseThrow()).startsWith("soft_delete = \"" + sentence + "\"; ");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"flag is not null", "flag is null", "gone_at is null and flag", "not State"})
    void aConditionThatSaysTheSameOfEveryRowIsRefused(String written) {
        assertThatThrownBy(() -> sql(written))
                .hasMessageContaining("cannot tell the deleted rows of `shop`.`orders`: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "flag = 1; drop table orders",
                "flag = 1 -- and more",
                "pg_sleep(1) is null",
                "flag = (select 1)",
                "flag = other",
                "flag = 1 or",
                "flag in ()",
                "(flag = 1",
                "flag = 1)",
                "flag = 'a' 'b'",
                "flag '='",
                "flag = 1e5x",
                "not",
                "is null",
                "flag like 'a%'",
                "flag::text = 'a'",
                "E'x' = flag",
                "flag = 'open"
            })
    void whatIsNoConditionReachesNoServer(String written) {
        assertThatThrownBy(() -> new DeletionMark(written)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '^', textBlock = """
            a-b§ a-b
            flag = 1 or (State = 'in' and not kept) or flag in (2)§ flag,State,kept
            "in" = 'sad'§ in
            """)
    void theColumnsThatItLooksAtAreToldByTheirNames(String written, String columns) {
        assertThat(String.join(",", new DeletionMark(written).columns())).isEqualTo(columns);
    }

    @Test
    void aTextIsWrittenByTheDialect() {
        assertThat(sql("State = '\\'")).isEqualTo("t.`State` = '\\\\'");
    }

    @Test
    void nestingHasAnEnd() {
        assertThatThrownBy(() -> new DeletionMark("(".repeat(10_000) + "gone" + ")".repeat(10_000)))
                .hasMessage("it is nested too deeply");
    }
}
