package io.alluvium.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowTextTest {
    private final List<String> lines = new ArrayList<>();
    private final RowText text = new RowText(List.of("id", "note"), List.of(true, false), lines::add);

    private static Iterator<List<@Nullable String>> rows() {
        return List.of(
                        Arrays.<@Nullable String>asList("1", "plain"),
                        Arrays.<@Nullable String>asList("200", null),
                        Arrays.<@Nullable String>asList(null, "a,\"b\"|c\nd"),
                        Arrays.<@Nullable String>asList("4", ""))
                .iterator();
    }

    @Test
    void aTableAlignsNumbersToTheRight() {
        text.table(rows());

        assertThat(String.join("\n", lines)).isEqualTo("""
                  id  note
                ----  ---------
                   1  plain
                 200  NULL
                NULL  a,"b"|c d
                   4
                (4 rows)""");
    }

    @Test
    void csvTellsNullFromEmptyText() {
        text.csv(rows());

        assertThat(lines).containsExactly("id,note", "1,plain", "200,", ",\"a,\"\"b\"\"|c\nd\"", "4,\"\"");
    }

    @Test
    void markdownEscapesItsOwnSigns() {
        text.markdown(rows());

        assertThat(lines)
                .containsExactly(
                        "| id | note |",
                        "| ---: | --- |",
                        "| 1 | plain |",
                        "| 200 | NULL |",
                        "| NULL | a,\"b\"\\|c<br>d |",
                        "| 4 |  |");
    }

    @Test
    void aLongValueIsCutInATableOnly() {
        List<List<@Nullable String>> rows = List.of(Arrays.<@Nullable String>asList("1", "x".repeat(100)));

        text.table(rows.iterator());
        text.csv(rows.iterator());

        assertThat(lines)
                .contains(
                        " 1  " + "x".repeat(59) + "…",
                        "(1 row; values are cut at 60 characters, --format csv has them whole)",
                        "1," + "x".repeat(100));
    }

    @Test
    void rowsBeyondTheMeasuredOnesArePrintedToo() {
        text.table(IntStream.range(0, 2500)
                .mapToObj(i -> Arrays.<@Nullable String>asList("" + i, "n"))
                .iterator());

        assertThat(lines).hasSize(2503).endsWith("2499  n", "(2,500 rows)");
    }
}
