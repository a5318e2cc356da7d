package io.alluvium.source.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.source.window.Makeup.Column;
import io.alluvium.source.window.Makeup.TextType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What changes values without a row being written, and what does not. */
class MakeupTest {
    private static final long TABLE = 7;

    private static Column column(String name, int number) {
        return new Column(name, number, false, Set.of());
    }

    private static Makeup columns(int highest, Column... columns) {
        return new Makeup(List.of(columns), highest, "d", List.of(), Map.of());
    }

    private static Makeup types(TextType... types) {
        return new Makeup(List.of(new Column("state", 1, false, Set.of(50L))), 1, "d", List.of(types), Map.of());
    }

    private static Makeup written(String definitions, Map<Long, Long> files) {
        return new Makeup(List.of(column("id", 1)), 1, definitions, List.of(), files);
    }

    private static TextType type(boolean grows, Map<Long, String> parts) {
        return new TextType(50, "the type t", new TreeMap<>(parts), grows);
    }

    private static List<String> why(Makeup then, Makeup now) {
        return now.alteredSince(then.meaning(), Set.of(TABLE), true).reasons();
    }

    @Test
    void aTypeIsAnotherWhenAPartOfThatTimeIs() {
        Makeup then = types(type(true, Map.of(3L, "a", 5L, "b")));

        assertThat(why(then, types(type(true, Map.of(3L, "a", 5L, "b", 6L, "c")))))
                .isEmpty();
        assertThat(why(then, types(type(true, Map.of(3L, "a", 5L, "B"))))).containsExactly("the type t was altered");
        assertThat(why(then, types(type(true, Map.of(3L, "b", 5L, "a"))))).hasSize(1);
        assertThat(why(then, types(type(true, Map.of(3L, "a"))))).hasSize(1);
    }

    @Test
    void aTypeWhoseValuesHaveAllItsPartsIsAnotherWhenOneIsAdded() {
        Makeup then = types(type(false, Map.of(1L, "text")));

        assertThat(why(then, types(type(false, Map.of(1L, "text"))))).isEmpty();
        assertThat(why(then, types(type(false, Map.of(1L, "text", 2L, "int")))))
                .containsExactly("the type t was altered");
        assertThat(why(types(type(true, Map.of())), types(type(true, Map.of(9L, "first")))))
                .isEmpty();
    }

    @Test
    void aTypeThatCameOrWentWithItsColumnIsNotAltered() {
        assertThat(why(types(), types(type(false, Map.of(1L, "text"))))).isEmpty();
        assertThat(why(types(type(false, Map.of(1L, "text"))), types())).isEmpty();
    }

    @Test
    void columnsAreToldByTheirNumbers() {
        Makeup then = columns(3, column("net", 1), column("gross", 2), column("note", 3));

        assertThat(why(then, columns(3, column("gross", 1), column("net", 2), column("note", 3))))
                .containsExactly("the column gross is another than before", "the column net is another than before");
        assertThat(why(then, columns(4, column("net", 1), column("gross", 2), column("note", 4))))
                .containsExactly("the column note is another than before");
        assertThat(why(then, columns(3, column("net", 1), column("gross", 2), column("remark", 3))))
                .containsExactly("the column remark was called note");
        assertThat(why(then, columns(3, column("net", 1), column("note", 3)))).isEmpty();
    }

    @Test
    void aColumnThatIsAddedMattersWhereOlderRowsHaveAValueInIt() {
        Makeup then = columns(1, column("id", 1));

        assertThat(why(then, columns(2, column("id", 1), column("country", 2)))).isEmpty();
        assertThat(why(then, columns(2, column("id", 1), new Column("country", 2, true, Set.of()))))
                .containsExactly("the column country was added with values");
        assertThat(why(
                        then,
                        new Makeup(
                                List.of(column("id", 1), column("country", 2)),
                                2,
                                "d",
                                List.of(),
                                Map.of(TABLE, 900L))))
                .as("the values stand in the rows of a new file")
                .containsExactly("the column country was added with values");
    }

    @Test
    void aColumnThatWasThereAndNotReadIsRead() {
        assertThat(why(columns(2, column("id", 1)), columns(2, column("id", 1), column("secret", 2))))
                .containsExactly("the column secret was left out before");
    }

    @Test
    void aTableIsRewrittenWithOtherValuesOnlyWhereAColumnIsDefinedAnew() {
        Makeup then = written("d", Map.of(TABLE, 100L));

        assertThat(why(then, written("e", Map.of(TABLE, 100L)))).isEmpty();
        assertThat(why(then, written("d", Map.of(TABLE, 101L)))).isEmpty();
        assertThat(why(then, written("e", Map.of(TABLE, 101L))))
                .containsExactly("columns were defined anew and the table was rewritten");
        assertThat(why(written("d", Map.of()), written("e", Map.of(TABLE, 101L))))
                .hasSize(1);
        assertThat(written("e", Map.of(TABLE, 101L))
                        .alteredSince(then.meaning(), Set.of(TABLE), false)
                        .reasons())
                .as("where versions of rows tell")
                .isEmpty();
        assertThat(why(then, written("e", Map.of(TABLE, 100L, 8L, 300L))))
                .as("another partition, added since")
                .isEmpty();
    }

    @Test
    void theColumnsThatAreConcernedAreTold() {
        assertThat(types(type(true, Map.of(3L, "b")))
                        .alteredSince(types(type(true, Map.of(3L, "a"))).meaning(), Set.of(TABLE), true)
                        .columns())
                .containsExactly("state");
        assertThat(columns(2, column("id", 2))
                        .alteredSince(columns(2, column("id", 1)).meaning(), Set.of(TABLE), true)
                        .columns())
                .containsExactly("id");
    }
}
