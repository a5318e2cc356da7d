package io.alluvium.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alluvium.fixture.MetastoreFixture;
import io.alluvium.fixture.TrinoFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real dbt builds the project that {@code docs/with-dbt-and-airbyte.md} shows, over the demo's tables, in Trino. {@code scripts/catalog.sh}
 * fetches all of them, so only {@code mvn -Pcatalog} does this.
 */
class DbtIT {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath();
    private static final Path DBT = REPOSITORY.resolve("target/servers/catalog/dbt/bin/dbt");

    /** A block whose first line names its file. */
    private static final Pattern FILE =
            Pattern.compile("```(?:yaml|sql)\n(?:#|--) (?<path>\\S+)\n(?<text>.*?)```", Pattern.DOTALL);

    @TempDir
    static Path folder;

    private static MetastoreFixture metastore;
    private static DemoSources sources;
    private static TrinoFixture trino;

    @BeforeAll
    static void prepare() throws Exception {
        assumeTrue(Boolean.getBoolean("alluvium.catalog"), "only mvn -Pcatalog has dbt");
        metastore = MetastoreFixture.start(folder.resolve("metastore"), MetastoreFixture.Line.HIVE_4_0);
        sources =
                DemoSources.start(Files.createDirectory(folder.resolve("demo")), 0.01, REPOSITORY.resolve("jobs/tpch"));
        alluvium("run");
        trino = TrinoFixture.start(Files.createDirectory(folder.resolve("trino")), metastore.uri());
        String page = Files.readString(REPOSITORY.resolve("docs/with-dbt-and-airbyte.md"));
        Matcher file = FILE.matcher(page);
        List<String> written = new ArrayList<>();
        while (file.find()) {
            Path path = folder.resolve("dbt").resolve(file.group("path"));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group("text"));
            written.add(file.group("path"));
        }
        assertThat(written)
                .contains("profiles.yml", "dbt_project.yml", "models/sources.yml")
                .hasSize(8);
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        if (trino != null) {
            trino.close();
        }
        if (sources != null) {
            sources.close();
        }
        if (metastore != null) {
            metastore.close();
        }
    }

    private static String output(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static void alluvium(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--project", "jobs/tpch"));
        command.addAll(List.of("--set", "catalog.type=hive", "--set", "catalog.uri=\"" + metastore.uri() + "\""));
        output(new AlluviumCommand(REPOSITORY.resolve("scripts/alluvium"), sources.environment()).process(command));
    }

    private static String dbt(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(DBT.toString(), "--no-use-colors"));
        command.addAll(List.of(words));
        ProcessBuilder process =
                new ProcessBuilder(command).directory(folder.resolve("dbt").toFile());
        process.environment().put("TRINO_HOST", "127.0.0.1");
        process.environment().put("TRINO_PORT", String.valueOf(trino.port()));
        process.environment().put("DBT_SEND_ANONYMOUS_USAGE_STATS", "false");
        return output(process);
    }

    private static List<String> inPostgres(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = sources.connection().createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    values.add(result.getString(i));
                }
                rows.add(String.join("|", values));
            }
        }
        return rows;
    }

    private static List<String> inTrino(String sql) throws Exception {
        return trino.ask(sql).rows().stream()
                .map(row -> row.stream().map(value -> value.asText()).collect(Collectors.joining("|")))
                .toList();
    }

    private static void theMartsAreWhatTheShopHas() throws Exception {
        String orders = "select orderkey, custkey, orderstatus, totalprice, orderdate from %s order by orderkey";
        assertThat(inTrino(orders.formatted("lake.marts.stg_orders")))
                .hasSizeGreaterThan(10_000)
                .isEqualTo(inPostgres(orders.formatted("orders")));
        String customers = "select custkey, name, nationkey, mktsegment from %s order by custkey";
        assertThat(inTrino(customers.formatted("lake.marts.stg_customers")))
                .hasSizeGreaterThan(1_000)
                .isEqualTo(inPostgres(customers.formatted("customer")));
        assertThat(inTrino("select * from lake.marts.revenue_by_segment order by nation, mktsegment"))
                .hasSizeGreaterThan(100)
                .isEqualTo(inPostgres("select n.name, c.mktsegment, count(*), sum(o.totalprice) from orders o"
                        + " join customer c using (custkey) join nation n using (nationkey)"
                        + " group by 1, 2 order by n.name collate \"C\", c.mktsegment collate \"C\""));
        assertThat(inTrino("select count(*), max(_batch) from lake.marts.order_versions"))
                .as("each version once")
                .isEqualTo(inTrino("select count(*), max(_batch) from lake.tpch_raw.orders"));
    }

    @Test
    void dbtGoesOnOverRawAndCuratedTables() throws Exception {
        assertThat(dbt("build")).contains("PASS=8 WARN=0 ERROR=0 SKIP=0");
        theMartsAreWhatTheShopHas();
        List<String> before = inTrino("select orderkey, orderstatus, totalprice from lake.marts.stg_orders order by 1");

        sources.change();
        alluvium("run");

        assertThat(inTrino("select orderkey, orderstatus, totalprice from lake.marts.stg_orders order by 1"))
                .as("a view shows the new load at once")
                .isNotEqualTo(before);
        // Trino 476 inserts into no table on a disk (trinodb/trino#30526), as dbt's increment would.
        assertThat(dbt("build", "--full-refresh")).contains("PASS=8 WARN=0 ERROR=0 SKIP=0");
        theMartsAreWhatTheShopHas();
        assertThat(inTrino("select count(distinct _batch) from lake.marts.order_versions"))
                .containsExactly("2");
        assertThat(inTrino("select count(*) from lake.tpch_raw.customer where _op = 'D'"))
                .as("customers who left")
                .isNotEqualTo(List.of("0"));
        assertThat(dbt("source", "freshness")).contains("PASS freshness of raw.orders");
    }
}
