package io.alluvium.sources.objects.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that differ in numbers and dates are one table's. */
class FileGroupTest {
    private static List<String> groups(String... paths) {
        return FileGroup.of(Arrays.asList(paths), path -> path).stream()
                .map(group -> group.name() + " " + group.globs().get(0) + " "
                        + group.paths().size())
                .toList();
    }

    @Test
    void namesWithoutNumbersAndDatesTellTheTable() {
        assertThat(groups(
                        "orders_2024-01-01.csv",
                        "orders_2024-01-02.csv",
                        "order-lines_1.csv",
                        "customers.csv",
                        "events-20240101T101500.json.gz",
                        "Orders 3.CSV"))
                .containsExactly(
                        "orders orders_*.csv 2",
                        "order_lines order-lines_*.csv 1",
                        "customers customers.csv 1",
                        "events events-*.json.gz 1",
                        "Orders Orders *.CSV 1");
    }

    @Test
    void foldersNameWhatProgramsWrite() {
        assertThat(groups(
                        "sales/2024/01/part-00000-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f-c000.csv",
                        "sales/2024/02/part-00001-1a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f-c000.csv",
                        "log/year=2024/country=DE/data.json",
                        "log/year=2025/country=FR/data.json",
                        "1.csv"))
                .containsExactly(
                        "sales sales/*/*/part-*-c*.csv 2", "log log/year=*/country=*/data.json 2", "files *.csv 1");
        assertThat(FileGroup.of(List.of("log/year=2024/country=DE/data.json"), path -> path)
                        .get(0)
                        .partitions())
                .containsExactly("year", "country");
    }

    /** Counted in hexadecimal, by time, or with letters that say nothing. */
    @Test
    void filesThatToolsLandInAFolderAreOneTable() {
        assertThat(groups(
                        "sales/orders/LOAD00000001.csv",
                        "sales/orders/LOAD0000000A.csv",
                        "sales/orders/2026/11/20/20261120-101010123.csv",
                        "shop/events/1795807128.1475792.1b2c93d546.jsonl.gz",
                        "shop/events/1795807128.0110393.84d25153d3.jsonl.gz",
                        "public/users/2026_11_20_1795132800000_0.csv",
                        "public/users/2026_11_21_1795219200000_10.csv"))
                .containsExactly(
                        "orders sales/orders/*.csv 3", "events shop/events/*.jsonl.gz 2", "users public/users/*.csv 2");
        FileGroup orders = FileGroup.of(List.of("sales/orders/LOAD0000000A.csv"), path -> path)
                .get(0);
        assertThat(orders.isOfChanges()).isTrue();
        assertThat(orders.folderAbove()).isEqualTo("sales");
        assertThat(orders.globs()).contains("sales/orders/**/*.csv");
    }

    @Test
    void filesOfAFolderThatBeginAlikeAreOneTable() {
        List<String> paths = List.of("shops/berlin.csv", "shops/paris.csv", "berlin.csv", "paris.csv");
        assertThat(FileGroup.of(paths, path -> "id,name").stream()
                        .map(group -> group.name() + " " + group.globs().get(0) + " "
                                + group.paths().size()))
                .containsExactly("shops shops/*.csv 2", "berlin berlin.csv 1", "paris paris.csv 1");
        assertThat(FileGroup.of(paths, path -> path)).hasSize(4);
    }

    @Test
    void patternsAreNotWhatNamesSpell() {
        assertThat(groups("a[1]{b}*.csv")).containsExactly("a_b a\\[*\\]\\{b\\}\\*.csv 1");
    }

    @Test
    void howCsvIsWrittenIsSeenAtItsBeginning() {
        assertThat(CsvGuess.of("id,name\n1,\"a;b\"\n")).isEqualTo(new CsvGuess(",", 0, true));
        assertThat(CsvGuess.of("id;price\n1;1,5\n2;2,5\n")).isEqualTo(new CsvGuess(";", 0, true));
        assertThat(CsvGuess.of("a\tb\r\n1\t2\r\n")).isEqualTo(new CsvGuess("\t", 0, true));
        assertThat(CsvGuess.of("a|b\n\"1|2\"|3")).isEqualTo(new CsvGuess("|", 0, true));
        assertThat(CsvGuess.of("1,2026-01-31\n2,2026-02-01\n")).isEqualTo(new CsvGuess(",", 0, false));
        assertThat(CsvGuess.of("sep=;\r\na;b\r\n1;2\r\n")).isEqualTo(new CsvGuess(";", 1, true));
        assertThat(CsvGuess.of("name\nx\n")).isEqualTo(new CsvGuess(",", 0, true));
        assertThat(CsvGuess.of("")).isEqualTo(new CsvGuess(",", 0, true));
        assertThat(CsvGuess.of("id,id\n1,2\n")).isEqualTo(new CsvGuess(",", 0, true));
    }
}
