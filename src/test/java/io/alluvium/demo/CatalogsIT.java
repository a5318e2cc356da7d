package io.alluvium.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.alluvium.fixture.HiveSpark;
import io.alluvium.fixture.MetastoreFixture;
import io.alluvium.fixture.TrinoFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's tables through a real Hive metastore, by name: in a Spark that knows no path, and in Trino. {@code scripts/catalog.sh}
 * fetches both, so only {@code mvn -Pcatalog} does this.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CatalogsIT {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath();

    /** How Trino calls Spark's types. */
    private static final Map<String, String> IN_TRINO = Map.ofEntries(
            Map.entry("bigint", "bigint"),
            Map.entry("int", "integer"),
            Map.entry("smallint", "smallint"),
            Map.entry("boolean", "boolean"),
            Map.entry("float", "real"),
            Map.entry("double", "double"),
            Map.entry("string", "varchar"),
            Map.entry("binary", "varbinary"),
            Map.entry("date", "date"),
            Map.entry("timestamp", "timestamp(3) with time zone"),
            Map.entry("timestamp_ntz", "timestamp(6)"));

    private static final DateTimeFormatter IN_MILLISECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    @TempDir
    static Path folder;

    private static MetastoreFixture metastore;
    private static DemoSources sources;

    @BeforeAll
    static void prepare() throws Exception {
        assumeTrue(Boolean.getBoolean("alluvium.catalog"), "only mvn -Pcatalog asks a metastore");
        metastore = MetastoreFixture.start(folder.resolve("metastore"), MetastoreFixture.Line.HIVE_2_3);
        sources =
                DemoSources.start(Files.createDirectory(folder.resolve("demo")), 0.01, REPOSITORY.resolve("jobs/tpch"));
        try (Statement statement = sources.connection().createStatement()) {
            statement.execute(
                    "create table typed (id int primary key, b boolean, s smallint, g bigint, r real, d double"
                            + " precision, n numeric(20,6), t text, y bytea, day date, local timestamp, instant timestamptz,"
                            + " list int[])");
            statement.execute("comment on table typed is 'one of each'");
            statement.execute(
                    "insert into typed values (1, true, -3, 9000000000, 1.5, -2.25, 12345.678900, 'Ünï', '\\x00ff',"
                            + " '1969-12-31', '2026-02-03 04:05:06.789012', '2026-02-03 04:05:06.789+02', '{1,null,3}'),"
                            + " (2, null, null, null, null, null, null, null, null, null, null, null, null)");
            statement.execute("grant select on typed to etl_reader");
        }
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        if (sources != null) {
            sources.close();
        }
        if (metastore != null) {
            metastore.close();
        }
    }

    private static String demo(String... words) throws IOException, InterruptedException {
        return run("jobs/tpch", words);
    }

    private static String run(String project, String... words) throws IOException, InterruptedException {
        return run(metastore, project, words);
    }

    private static String run(MetastoreFixture catalog, String project, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--project", project));
        command.addAll(List.of("--set", "catalog.type=hive", "--set", "catalog.uri=\"" + catalog.uri() + "\""));
        Process process = new AlluviumCommand(REPOSITORY.resolve("scripts/alluvium"), sources.environment())
                .process(command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static List<String> tables(Path warehouse, String project) throws IOException {
        List<String> tables = new ArrayList<>();
        for (String layer : List.of("raw", "curated", "aggregate")) {
            if (Files.isDirectory(warehouse.resolve(layer))) {
                try (Stream<Path> all = Files.list(warehouse.resolve(layer))) {
                    all.map(path -> project + "_" + layer + "." + path.getFileName())
                            .sorted()
                            .forEach(tables::add);
                }
            }
        }
        return tables;
    }

    /** The same text for the same value, whoever says it. */
    private static String text(JsonNode value) {
        if (value.isNull()) {
            return "null";
        }
        if (value.isArray()) {
            List<String> elements = new ArrayList<>();
            value.forEach(element -> elements.add(text(element)));
            return "[" + String.join(", ", elements) + "]";
        }
        String text = value.asText().replaceFirst(" UTC$", "");
        return text.matches(".*\\d{2}:\\d{2}:\\d{2}\\.\\d+") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    private static List<String> sorted(Iterable<? extends Iterable<JsonNode>> rows) {
        List<String> texts = new ArrayList<>();
        for (Iterable<JsonNode> row : rows) {
            List<String> values = new ArrayList<>();
            row.forEach(value -> values.add(text(value)));
            texts.add(String.join("|", values));
        }
        return texts.stream().sorted().toList();
    }

    private static void equalInTrino(TrinoFixture trino, String table, JsonNode inSpark) throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (JsonNode column : inSpark.path("types")) {
            String name = column.asText().replaceFirst(" .*", "");
            String type = column.asText().substring(name.length() + 1);
            boolean list = type.startsWith("array<");
            String plain = list ? type.substring("array<".length(), type.length() - 1) : type;
            String trinos = IN_TRINO.getOrDefault(plain, plain);
            expected.add(list ? "array(" + trinos + ")" : trinos);
            // Bytes are compared as text: Spark casts them so.
            columns.add(type.equals("binary") ? "to_hex(\"" + name + "\")" : "\"" + name + "\"");
        }
        TrinoFixture.Answer types = trino.ask("select * from lake." + table + " limit 0");
        assertThat(types.types().stream().map(type -> type.replace(" ", "")).toList())
                .as(table)
                .isEqualTo(expected.stream().map(type -> type.replace(" ", "")).toList());
        TrinoFixture.Answer answer = trino.ask("select " + String.join(", ", columns) + " from lake." + table);
        assertThat(sorted(answer.rows())).as(table).isEqualTo(sorted(inMilliseconds(inSpark)));
    }

    /** Trino's type of an instant has no more digits, and it rounds. */
    private static List<List<JsonNode>> inMilliseconds(JsonNode table) {
        List<List<JsonNode>> rows = rows(table);
        for (int column = 0; column < table.path("types").size(); column++) {
            if (table.path("types").get(column).asText().endsWith(" timestamp")) {
                for (List<JsonNode> row : rows) {
                    if (!row.get(column).isNull()) {
                        LocalDateTime exact =
                                LocalDateTime.parse(row.get(column).asText().replace(' ', 'T'));
                        LocalDateTime rounded = exact.plusNanos(500_000).truncatedTo(ChronoUnit.MILLIS);
                        row.set(column, new TextNode(IN_MILLISECONDS.format(rounded)));
                    }
                }
            }
        }
        return rows;
    }

    private static List<List<JsonNode>> rows(JsonNode table) {
        List<List<JsonNode>> rows = new ArrayList<>();
        table.path("rows").forEach(row -> {
            List<JsonNode> values = new ArrayList<>();
            row.forEach(values::add);
            rows.add(values);
        });
        return rows;
    }

    @Test
    @Order(1)
    void sparkAndTrinoReadTheDemosTablesByName() throws Exception {
        assertThat(demo("run")).contains("tables registered in hive " + metastore.uri());
        sources.change();
        demo("run");
        List<String> tables = tables(sources.warehouse(), "tpch");
        assertThat(tables).hasSizeGreaterThan(20);

        JsonNode inSpark = HiveSpark.read(folder, metastore.uri(), List.of(), tables);

        JsonNode revenue = inSpark.path("tpch_aggregate.revenue_daily");
        assertThat(revenue.path("properties").path("spark.sql.sources.provider").asText())
                .isEqualTo("delta");
        assertThat(revenue.path("properties").path("alluvium.project").asText()).isEqualTo("tpch");
        assertThat(revenue.path("location").asText())
                .isEqualTo("file:" + sources.warehouse().resolve("aggregate/revenue_daily"));
        assertThat(revenue.path("columns").size())
                .isEqualTo(revenue.path("types").size());
        assertThat(rows(inSpark.path("tpch_raw.lineitem"))).hasSizeGreaterThan(10_000);
        try (TrinoFixture trino = TrinoFixture.start(Files.createDirectory(folder.resolve("trino")), metastore.uri())) {
            assertThat(trino.ask("show tables from lake.tpch_curated").rows().stream()
                            .map(row -> row.get(0).asText())
                            .toList())
                    .contains("orders", "order_lines");
            for (String table : tables) {
                equalInTrino(trino, table, inSpark.path(table));
            }
        }
    }

    @Test
    @Order(5)
    void eachTypeIsReadInTrinoAndATableWithMarkedRows() throws Exception {
        try (TrinoFixture trino =
                TrinoFixture.start(Files.createDirectory(folder.resolve("trino-typed")), metastore.uri())) {
            typedTable(trino);
        }
    }

    private static void typedTable(TrinoFixture trino) throws Exception {
        Path project = Files.createDirectory(folder.resolve("typed"));
        Files.writeString(project.resolve("project.conf"), """
                project = typed
                warehouse { path = warehouse }
                sources { shop {
                  type = postgres, host = localhost, port = ${TPCH_PORT}, database = shop, user = etl_reader
                  password = "env:TPCH_PASSWORD"
                  tables { typed { from = "public.typed", key = [id], mode = snapshot } }
                } }
                """);
        Files.createDirectory(project.resolve("curated"));
        Files.writeString(project.resolve("curated/typed.sql"), """
                /*---
                description = "One of each type"
                strategy = apply
                columns { n = "exact" }
                ---*/
                select id, b, s, g, r, d, n, t, y, day, local, instant, list, struct(id as a, t as b) as pair from raw.typed
                """);
        run(project.toString(), "run");
        try (Statement statement = sources.connection().createStatement()) {
            // A changed row leaves a deletion vector behind.
            statement.execute("insert into typed select i from generate_series(3, 400) i");
        }
        run(project.toString(), "run");
        try (Statement statement = sources.connection().createStatement()) {
            statement.execute("update typed set t = 'x' where id = 7");
        }
        run(project.toString(), "run");
        JsonNode inSpark =
                HiveSpark.read(folder, metastore.uri(), List.of(), List.of("typed_raw.typed", "typed_curated.typed"));
        JsonNode curated = inSpark.path("typed_curated.typed");
        assertThat(curated.path("columns"))
                .extracting(JsonNode::asText)
                .contains("n decimal(20,6) # exact", "local timestamp", "pair struct<a:int,b:string>");
        assertThat(curated.path("comment").asText()).isEqualTo("One of each type");
        TrinoFixture.Answer one =
                trino.ask("select b, s, g, r, d, n, t, to_hex(y), day, local, instant, list, pair.b from"
                        + " lake.typed_curated.typed where id = 1");
        assertThat(sorted(one.rows()))
                .containsExactly(
                        "true|-3|9000000000|1.5|-2.25|12345.678900|Ünï|00FF|1969-12-31|2026-02-03 04:05:06.789012"
                                + "|2026-02-03 02:05:06.789|[1, null, 3]|Ünï");
        assertThat(sorted(trino.ask("select count(*), count(distinct id), max(t) from lake.typed_curated.typed")
                        .rows()))
                .containsExactly("400|400|Ünï");
        assertThat(trino.ask("describe lake.typed_curated.typed").rows().stream()
                        .filter(row -> row.get(0).asText().equals("n"))
                        .map(row -> row.get(1).asText() + " " + row.get(3).asText())
                        .toList())
                .containsExactly("decimal(20,6) exact");
    }

    @Test
    @Order(2)
    void aMetastoreThatIsDownFailsNothingAndIsToldByTheNextRun() throws Exception {
        assertThat(demo("run")).doesNotContain("registered");
        metastore.stop();
        assertThat(demo("run")).as("there is nothing to tell").doesNotContain("catalog");
        try (Statement statement = sources.connection().createStatement()) {
            statement.execute("alter table region add column remark text");
            statement.execute("update region set remark = 'r' where regionkey = 1");
        }

        assertThat(demo("run"))
                .contains("the catalog hive " + metastore.uri() + " does not answer")
                .contains("exit 0");
        assertThat(demo("status")).contains("ALV-5021").contains("the next run registers what is missing");
        metastore.startAgain();
        assertThat(columns("tpch_raw.region")).doesNotContain("remark string");

        assertThat(demo("run")).contains("catalog: 1 table registered in hive");
        assertThat(columns("tpch_raw.region")).contains("remark string");
        assertThat(demo("run")).doesNotContain("catalog");
    }

    private static List<String> columns(String table) throws Exception {
        List<String> columns = new ArrayList<>();
        HiveSpark.read(folder, metastore.uri(), List.of(), List.of(table))
                .path(table)
                .path("columns")
                .forEach(column -> columns.add(column.asText()));
        return columns;
    }

    /** A column of another type, which a metastore lets nobody alter; a name that is taken. */
    @Test
    @Order(3)
    void anEntryIsKeptInStepAndAnotherOnesIsLeftAlone() throws Exception {
        Path project = folder.resolve("small");
        Files.createDirectories(project.resolve("landing"));
        Files.writeString(project.resolve("project.conf"), """
                project = small
                warehouse { path = warehouse }
                catalog { databases { raw = small, curated = small_current, aggregate = small_current } }
                sources { web { type = files, path = landing, tables { t { glob = "*.csv", format = csv } } } }
                """);
        Files.writeString(project.resolve("landing/1.csv"), "id,v\n1,10\n");
        Files.createDirectory(project.resolve("curated"));
        Files.createDirectory(project.resolve("aggregate"));
        Files.writeString(project.resolve("curated/c.sql"), "select id, cast(v as int) as v from raw.t\n");
        Files.writeString(project.resolve("aggregate/taken.sql"), "select count(*) as n from curated.c\n");
        HiveSpark.read(
                folder,
                metastore.uri(),
                List.of("create database small_current", "create table small_current.taken (mine int) using delta"),
                List.of());

        String said = run(project.toString(), "run");

        assertThat(said)
                .contains("catalog: 2 tables registered")
                .contains(
                        "aggregate.taken is not registered: small_current.taken is another table there, and stays as it is")
                .contains("no project of Alluvium made the entry");
        Files.writeString(
                project.resolve("curated/c.sql"), "select cast(v as string) as v, id, 1 as more from raw.t\n");
        run(project.toString(), "run");

        JsonNode c = HiveSpark.read(folder, metastore.uri(), List.of(), List.of("small_current.c"))
                .path("small_current.c");
        assertThat(c.path("columns")).extracting(JsonNode::asText).containsExactly("v string", "id string", "more int");
        assertThat(rows(c).stream()
                        .map(row -> row.stream().map(CatalogsIT::text).collect(Collectors.joining("|"))))
                .containsExactly("10|1|1");
    }

    /** Which has dropped the calls by which Spark's own client finds a table. */
    @Test
    @Order(4)
    void aMetastoreOfHive4IsToldToo() throws Exception {
        try (MetastoreFixture later =
                MetastoreFixture.start(folder.resolve("metastore-4"), MetastoreFixture.Line.HIVE_4_0)) {
            assertThat(run(later, "jobs/tpch", "run")).contains("tables registered in hive " + later.uri());
            try (TrinoFixture trino =
                    TrinoFixture.start(Files.createDirectory(folder.resolve("trino-4")), later.uri())) {
                assertThat(sorted(trino.ask("select count(distinct regionkey) from lake.tpch_raw.region")
                                .rows()))
                        .containsExactly("5");
                assertThat(trino.ask("show tables from lake.tpch_aggregate").rows())
                        .hasSize(4);
            }
            assertThat(run(later, "jobs/tpch", "run")).doesNotContain("catalog");
        }
    }
}
