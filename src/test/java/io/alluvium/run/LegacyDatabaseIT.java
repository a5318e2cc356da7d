package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.Problem;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project over a database with what old databases have: quoted names, composite keys, views, every type. */
class LegacyDatabaseIT {
    @TempDir
    Path folder;

    /**
     * A column of some type.
     *
     * @param spark its text in Spark, of {@code %s}
     * @param server the same in PostgreSQL
     */
    private record Type(String name, String value, String spark, String server) {
        static Type alike(String name, String value) {
            return new Type(name, value, "cast(%s as string)", "%s::text");
        }
    }

    private static final List<Type> TYPES = List.of(
            Type.alike("smallint", "-32768"),
            Type.alike("integer", "2147483647"),
            Type.alike("bigint", "-9223372036854775808"),
            Type.alike("numeric(12,2)", "1234567890.12"),
            Type.alike("numeric(38,10)", "-1234567890123456789012345678.0123456789"),
            Type.alike("numeric", "0.000000000000000000000000000000000000001"),
            Type.alike("real", "-1.25"),
            Type.alike("double precision", "1234.0625"),
            Type.alike("boolean", "true"),
            Type.alike("text", "'naïve 𝄞 ''quoted'''"),
            Type.alike("varchar(10)", "'ab  '"),
            new Type("char(5)", "'ab'", "%s", "textin(bpcharout(%s))"),
            new Type("bytea", "'\\x00ff10'", "lower(hex(%s))", "encode(%s, 'hex')"),
            Type.alike("uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"),
            Type.alike("json", "'{\"a\" : 1.10}'"),
            Type.alike("jsonb", "'{\"a\" : [1, null]}'"),
            Type.alike("date", "'1582-10-10'"),
            Type.alike("time", "'23:59:59.999999'"),
            Type.alike("timetz", "'23:59:59+02'"),
            Type.alike("timestamp", "'2026-03-29 02:30:00.123456'"),
            new Type(
                    "timestamptz", "'1900-01-01 00:00:00.5+01'", "cast(%s as string)", "(%s at time zone 'UTC')::text"),
            Type.alike("interval", "'1 mon -2 days 03:04:05'"),
            Type.alike("inet", "'10.1.2.3/8'"),
            Type.alike("macaddr", "'08:00:2b:01:02:03'"),
            Type.alike("money", "12.5"),
            Type.alike("bit(3)", "B'101'"),
            Type.alike("xml", "'<a>b</a>'"),
            Type.alike("int4range", "'[1,5)'"),
            Type.alike("point", "'(1,2)'"),
            Type.alike("mood", "'happy'"),
            Type.alike("positive", "7"),
            new Type("int[]", "'{3,null,1}'", "array_join(%s, ',', '-')", "array_to_string(%s, ',', '-')"),
            new Type("text[]", "'{\"a b\",\"\"}'", "array_join(%s, ',', '-')", "array_to_string(%s, ',', '-')"));

    private static List<String> rows(ProjectFolder project, String sql) {
        return project.rows(sql).stream().sorted().toList();
    }

    private static List<String> answers(PostgresFixture database, String sql) {
        return database.texts("select coalesce(line, 'null') from (" + sql + ") t (line)").stream()
                .sorted()
                .toList();
    }

    private static void fill(PostgresFixture database) {
        database.run(
                "create schema \"Sales Dept\"",
                "create type mood as enum ('sad', 'happy')",
                "create domain positive as int check (value > 0)",
                "create table \"Sales Dept\".\"Order Lines\" (\"OrderNo\" int, \"LineNo\" smallint, qty numeric(10,2),"
                        + " \"Select\" text, changed timestamptz default now() - interval '1 hour',"
                        + " primary key (\"OrderNo\", \"LineNo\"))",
                "insert into \"Sales Dept\".\"Order Lines\" select i / 3, i % 3, i * 1.5, 'n' || i"
                        + " from generate_series(1, 300) i",
                "create view \"Sales Dept\".\"Totals\" as select \"OrderNo\", sum(qty) as total, count(*) as lines"
                        + " from \"Sales Dept\".\"Order Lines\" group by 1",
                "create materialized view monthly as select \"OrderNo\" % 12 as month, sum(qty) as total"
                        + " from \"Sales Dept\".\"Order Lines\" group by 1",
                "create table no_image (id int primary key, r regclass)",
                "create table no_value (id int primary key, at timestamp)",
                "insert into no_value values (1, 'infinity')",
                "create table not_a_number (id int primary key, n numeric(5,2))",
                "insert into not_a_number values (1, 'NaN')",
                "create table typed (id int primary key)",
                "insert into typed values (1), (2)");
        for (int i = 0; i < TYPES.size(); i++) {
            Type type = TYPES.get(i);
            database.run(
                    "alter table typed add column \"C%d\" %s".formatted(i, type.name()),
                    "update typed set \"C%d\" = (%s)::%s where id = 1".formatted(i, type.value(), type.name()));
        }
    }

    private static void write(ProjectFolder project, PostgresFixture database) {
        project.over(
                database,
                "",
                "order_lines  { from = \"\\\"Sales Dept\\\".\\\"Order Lines\\\"\", key = [OrderNo, LineNo], cursor = changed }",
                "totals       { from = \"\\\"Sales Dept\\\".\\\"Totals\\\"\", key = [OrderNo], mode = snapshot }",
                "monthly      { from = \"public.monthly\", key = [month], mode = snapshot }",
                "typed        { from = \"public.typed\", key = [id], mode = snapshot }",
                "no_image     { from = \"public.no_image\", key = [id], mode = snapshot }",
                "no_value     { from = \"public.no_value\", key = [id], mode = snapshot }",
                "not_a_number { from = \"public.not_a_number\", key = [id], mode = snapshot }");
        for (String table : List.of("order_lines", "totals", "monthly", "typed")) {
            project.write(
                    "curated/" + table + ".sql", "/*---\nstrategy = apply\n---*/\nselect * from raw." + table + "\n");
        }
        project.write("curated/no_image.sql", "/*---\nstrategy = apply\n---*/\nselect id from raw.no_image\n");
    }

    @Test
    void whatHasAnImageArrivesAndWhatHasNoneIsRefusedByName() {
        ProjectFolder project = new ProjectFolder(folder);
        try (PostgresFixture database = PostgresFixture.fresh()) {
            fill(database);
            write(project, database);

            RunRecord first = project.run();

            assertThat(first.exitStatus()).isEqualTo(1);
            assertThat(codes(first))
                    .isEqualTo(Map.of(
                            "raw.no_image", "ALV-3005", "raw.no_value", "ALV-3006", "raw.not_a_number", "ALV-3006"));
            assertThat(ShopProject.outcomes(first)).containsEntry("curated.no_image", StepRecord.Outcome.BLOCKED);
            allEqual(project, database);

            database.run(
                    "update \"Sales Dept\".\"Order Lines\" set qty = qty + 1, changed = now() where \"LineNo\" = 2",
                    "insert into \"Sales Dept\".\"Order Lines\" values (999, 1, 7, 'new', now())",
                    "refresh materialized view monthly",
                    "update typed set \"C0\" = 5 where id = 2",
                    "delete from typed where id = 1");
            assertThat(codes(project.run())).isEqualTo(codes(first));
            allEqual(project, database);
        }
    }

    private static Map<String, String> codes(RunRecord run) {
        return run.steps().stream()
                .filter(step -> step.outcome() == StepRecord.Outcome.FAILED)
                .collect(Collectors.toMap(
                        step -> step.table().toString(),
                        step -> step.problems().stream()
                                .map(Problem::code)
                                .map(code -> code.code())
                                .collect(Collectors.joining(","))));
    }

    private void allEqual(ProjectFolder project, PostgresFixture database) {
        assertThat(rows(project, "select concat_ws('|', OrderNo, LineNo, qty, `Select`) from curated.order_lines"))
                .isEqualTo(answers(
                        database,
                        "select concat_ws('|', \"OrderNo\", \"LineNo\", qty, \"Select\")"
                                + " from \"Sales Dept\".\"Order Lines\""));
        assertThat(rows(project, "select concat_ws('|', OrderNo, total, lines) from curated.totals"))
                .isEqualTo(answers(
                        database, "select concat_ws('|', \"OrderNo\", total, lines) from \"Sales Dept\".\"Totals\""));
        assertThat(rows(project, "select concat_ws('|', month, total) from curated.monthly"))
                .isEqualTo(answers(database, "select concat_ws('|', month, total) from monthly"));
        for (int i = 0; i < TYPES.size(); i++) {
            Type type = TYPES.get(i);
            assertThat(rows(project, "select " + type.spark().formatted("C" + i) + " from curated.typed"))
                    .as(type.name())
                    .isEqualTo(
                            answers(database, "select " + type.server().formatted("\"C" + i + "\"") + " from typed"));
        }
    }
}
