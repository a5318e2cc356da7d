package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns with names that are more than names, in keys and beside them, through every command and both engines. */
class NamesInEveryCommandIT {
    /** All that Delta takes. Each is once in the key and once beside it, by turns. */
    private static final List<String> NAMES = List.of(
            "a.b",
            "a",
            "`",
            "i`d",
            "x`.`y",
            ".",
            "a.*",
            "\"",
            "q\"q",
            "it's",
            "\\",
            "%s",
            "$1",
            ":x",
            "--",
            "/*",
            "*/",
            "e[0]",
            "select",
            "true",
            "key",
            "row",
            "rows",
            "last",
            "op",
            "range",
            "version",
            "repeated",
            "old_row",
            "_metadata",
            "k0",
            "c0",
            "ü",
            "\u0130",
            "\u65e5\u672c",
            "\ud83d\ude00",
            "y".repeat(63));

    /** Each engine, with what its tables' names begin with. */
    private static final Map<String, String> ENGINES = Map.of("auto", "", "spark", "s_");

    @TempDir
    Path folder;

    private static String sql(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String hocon(String name) {
        return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String spark(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static List<String> half(int which) {
        List<String> half = new ArrayList<>();
        for (int i = which; i < NAMES.size(); i += 2) {
            half.add(NAMES.get(i));
        }
        return half;
    }

    private static String create(String table, List<String> key) {
        return "create table " + table + " ("
                + NAMES.stream().map(name -> sql(name) + " text").collect(Collectors.joining(", ")) + ", primary key ("
                + key.stream().map(NamesInEveryCommandIT::sql).collect(Collectors.joining(", ")) + ")); insert into "
                + table + " select " + "i::text, ".repeat(NAMES.size() - 1) + "i::text from generate_series(1, 5) i";
    }

    private static String declared(String table, List<String> key, String mode) {
        return "{ from = \"public." + table + "\", mode = " + mode + ", key = "
                + key.stream().map(NamesInEveryCommandIT::hocon).toList() + " }\n";
    }

    /** But for names that would begin or end the comment that expectations stand in. */
    private static String expectations(List<String> key) {
        String columns = key.stream()
                .filter(name -> !name.contains("/*") && !name.contains("*/"))
                .map(NamesInEveryCommandIT::hocon)
                .toList()
                .toString();
        return "expect { once { unique = " + columns + ", else = warn }, known { not_null = " + columns
                + ", else = fail } }\n";
    }

    private void write(Program program, PostgresFixture database) {
        StringBuilder sources = new StringBuilder();
        ENGINES.forEach((engine, prefix) -> {
            StringBuilder tables = new StringBuilder();
            for (int i = 0; i < 2; i++) {
                tables.append(prefix + "t" + i + ' ').append(declared("t" + i, half(i), "snapshot"));
                tables.append(prefix + "x" + i + ' ').append(declared("t" + i, half(i), "xid"));
                model(program, prefix + "t" + i, half(i));
                model(program, prefix + "x" + i, half(i));
            }
            sources.append("""
                    by_%s { type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres
                      engine = %s
                      tables { %s } }
                    """.formatted(engine, database.port(), database.database(), engine, tables));
        });
        program.write("project.conf", """
                project = named
                warehouse { path = "warehouse" }
                sources {
                %s
                }
                """.formatted(sources));
    }

    private static void model(Program program, String table, List<String> key) {
        program.write(
                "curated/" + table + ".sql",
                "/*---\nstrategy = apply\n" + expectations(key) + "---*/\nselect "
                        + NAMES.stream().map(NamesInEveryCommandIT::spark).collect(Collectors.joining(", "))
                        + " from raw." + table + "\n");
    }

    @Test
    void everyNameGoesThroughEveryCommand() throws IOException {
        Program program = new Program(folder);
        var lake = SparkFixture.on(folder);
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(create("t0", half(0)), create("t1", half(1)));
            write(program, database);
            program.succeeds("validate");
            program.succeeds("plan");
            program.succeeds("run");
            program.succeeds("verify", "--source");
            assertThat(program.screen()).contains("8 equal");
            for (int i = 0; i < 2; i++) {
                database.run(
                        "update t" + i + " set " + sql(half(1 - i).get(0)) + " = 'other' where " + sql("a.b")
                                + " = '1'",
                        "update t" + i + " set " + sql("i`d") + " = 'moved' where " + sql("a.b") + " = '2'",
                        "delete from t" + i + " where " + sql("a.b") + " = '3'");
            }
            program.succeeds("run");
            areAsAtTheSource(program, database, "t0", "t1");
            program.succeeds("verify", "--source");
            loseOneRow(SparkFixture.plain(lake));
            assertThat(program.run("verify", "--source")).isEqualTo(1);
            assertThat(program.screen()).contains("8 differs", "a.b 5: 1 missing");
            program.succeeds("verify", "--source", "--repair");
            program.succeeds("run");
            areAsAtTheSource(program, database, "t0");
            for (String prefix : ENGINES.values()) {
                program.succeeds("show", "raw." + prefix + "t0");
                program.succeeds("show", "curated." + prefix + "x1");
            }
            program.succeeds("tables");
            program.succeeds("status");
            program.succeeds("reset", "raw.t0", "raw.s_t0");
            program.succeeds("reset", "raw.t0", "raw.s_t0", "--yes");
            program.succeeds("run");
            areAsAtTheSource(program, database, "t0");
        }
    }

    private void loseOneRow(SparkSession session) {
        for (String prefix : ENGINES.values()) {
            for (String table : List.of("t0", "t1", "x0", "x1")) {
                String path = "delta.`" + folder.resolve("warehouse/raw").resolve(prefix + table) + "`";
                session.sql("alter table " + path + " set tblproperties ('delta.appendOnly' = 'false')");
                session.sql("delete from " + path + " where `a.b` = '5'");
            }
        }
    }

    /** All values of all rows, each row's in the order of the names, by whichever engine they were read. */
    private static void areAsAtTheSource(Program program, PostgresFixture database, String... tables) {
        String atSource = NAMES.stream().map(NamesInEveryCommandIT::sql).collect(Collectors.joining(", "));
        String inLake = NAMES.stream().map(NamesInEveryCommandIT::spark).collect(Collectors.joining(", "));
        List<String> queries = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String table : tables) {
            for (String prefix : ENGINES.values()) {
                queries.add("select '" + prefix + table + "' as name, concat_ws('|', " + inLake
                        + ") as line from curated." + prefix + table);
                database.texts("select concat_ws('|', " + atSource + ") from " + table)
                        .forEach(line -> expected.add(prefix + table + " " + line));
            }
        }
        List<String> rows = new ArrayList<>();
        program.json("sql", String.join(" union all ", queries), "--json")
                .forEach(row -> rows.add(
                        row.at("/name").asText() + " " + row.at("/line").asText()));
        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected).isNotEmpty();
    }
}
