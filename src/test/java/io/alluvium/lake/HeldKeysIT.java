package io.alluvium.lake;

import static io.alluvium.lake.LakeTables.CURATED;
import static io.alluvium.lake.LakeTables.multiset;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of each type that the driver holds find the rows that Spark says are equal to them, at the edges of the types too. */
class HeldKeysIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "tinyint | -128Y ; 0Y ; 127Y",
                "smallint | -32768S ; 7S ; 32767S",
                "int | -2147483648 ; 0 ; 2147483647",
                "bigint | -9223372036854775808L ; 9007199254740993L ; 9223372036854775807L",
                "decimal(10,2) | -1.10 ; 1.10 ; 99999999.99",
                "decimal(38,6) | 0.000001 ; -12345678901234567890123456789012.345678 ; 1",
                "date | date'0001-01-01' ; date'1582-10-10' ; date'1582-10-20' ; date'9999-12-31'",
                "timestamp | timestamp'1582-10-10T01:02:03.000001Z' ; timestamp'1582-10-20T01:02:03.000001Z' ;"
                        + " timestamp'2026-03-29T02:30:00.999999Z'",
                "timestamp_ntz | timestamp_ntz'1582-10-10T01:02:03' ; timestamp_ntz'2026-03-29T02:30:00.999999' ;"
                        + " timestamp_ntz'0001-01-01T00:00:00'",
                "boolean | true ; false",
                "string | '' ; 'a' ; 'A' ; 'ä' ; 'a ' ; concat(repeat('x', 40), '1') ; concat(repeat('x', 40), '2') ; '\uD83D\uDE00'"
            })
    void findTheirRows(String type, String literals, @TempDir Path folder) {
        LakeTables tables = new LakeTables(folder);
        List<String> values =
                Arrays.stream(literals.split(";")).map(String::trim).toList();
        List<String> wanted = new ArrayList<>(List.of("null"));
        IntStream.range(0, values.size()).filter(i -> i % 2 == 0).forEach(i -> wanted.add(values.get(i)));
        List<String> all = new ArrayList<>(values);
        all.add("null");
        tables.commit(CURATED, new TableChange.ReplaceAll(rows(tables, type, all, "old")));

        Staged staged = tables.stage(
                CURATED,
                new TableChange.ReplaceKeys(
                        rows(tables, type, wanted, "new"),
                        rows(tables, type, wanted, "new").select("k"),
                        List.of("k"),
                        TableChange.ReplaceKeys.Most.MANY));

        assertThat(staged.effect()).isEqualTo(new Staged.Effect(0, wanted.size(), 0));
        TableVersion version = staged.commit();
        all.removeAll(wanted);
        assertThat(tables.stockContent(CURATED))
                .isEqualTo(multiset(rows(tables, type, all, "old").union(rows(tables, type, wanted, "new"))));
        HeldChanges held = tables.lake.heldChanges(version, 0).orElseThrow();
        assertThat(multiset(tables.session.createDataFrame(held.came(), held.schema())))
                .isEqualTo(multiset(rows(tables, type, wanted, "new")));
        assertThat(multiset(tables.session.createDataFrame(held.went(), held.schema())))
                .isEqualTo(multiset(rows(tables, type, wanted, "old")));
    }

    private static Dataset<Row> rows(LakeTables tables, String type, List<String> values, String note) {
        return tables.session.sql(values.stream()
                .map(value -> "select cast(" + value + " as " + type + ") as k, '" + note + "' as note")
                .collect(Collectors.joining(" union all ")));
    }
}
