package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.bench.AuditedLines;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TPC-H's {@code lineitem} that dlt has loaded, right and with faults that delta-rs and Arrow plant in it. dlt comes from the
 * Python package index, so only {@code mvn -Paudit} asks for it; {@code -Dalluvium.audit.scale=1} takes six million rows.
 */
class AuditOfDltIT {
    private static final double SCALE = Double.parseDouble(System.getProperty("alluvium.audit.scale", "0.02"));
    private static final int PLANTED = 500;

    private static Path tools = Path.of("target/bench/peers");

    @TempDir
    Path folder;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("alluvium.audit"), "only mvn -Paudit fetches dlt");
        tools = Path.of(System.getProperty("alluvium.audit.peers", "target/bench/peers"))
                .toAbsolutePath();
        String found = output("bench/peers.sh", tools.toString());
        assumeTrue(found.contains("\ndlt\n"), found);
        output(tools.resolve("bin/pip").toString(), "install", "-q", "--only-binary=:all:", "pymysql");
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = "\n" + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private String land(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(tools.resolve("bin/python").toString(), "bench/peers/land.py"));
        command.addAll(List.of(arguments));
        return output(command.toArray(String[]::new));
    }

    private static List<String> keys(JsonNode answer, String kind) {
        List<String> keys = new ArrayList<>();
        answer.path(kind)
                .path("keys")
                .forEach(key -> keys.add(key.path("orderkey").asText() + " "
                        + key.path("linenumber").asText()));
        keys.sort(null);
        return keys;
    }

    private JsonNode audited(int status, String... arguments) throws IOException {
        Program program = new Program(folder);
        List<String> all = new ArrayList<>(List.of("audit", "--json", "--keys", "1000", "--table", "lineitem"));
        all.addAll(List.of(arguments));
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        System.gc();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        long begun = System.nanoTime();
        assertThat(program.run(all.toArray(String[]::new))).as(program.screen()).isEqualTo(status);
        System.out.printf(
                "audit at scale %s: %.1f s, at most %d MB of a heap of %d MB%n",
                SCALE,
                (System.nanoTime() - begun) / 1e9,
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
        return new ObjectMapper().readTree(program.screen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"delta", "parquet"})
    void whatIsPlantedInATableOfPostgresIsFoundByItsKeysAndARightOneHasNothing(String format)
            throws IOException, InterruptedException, SQLException {
        loadedPlantedAndFound("postgres", format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delta", "parquet"})
    void whatIsPlantedInATableOfMariadbIsFoundByItsKeysAndARightOneHasNothing(String format)
            throws IOException, InterruptedException, SQLException {
        loadedPlantedAndFound("mariadb", format);
    }

    private void loadedPlantedAndFound(String database, String format)
            throws IOException, InterruptedException, SQLException {
        try (AuditedLines lines = AuditedLines.start(database, folder.resolve("source"), SCALE)) {
            land(
                    "load",
                    lines.driverUrl(),
                    "lineitem",
                    format,
                    folder.resolve("dlt").toString());
            String target = folder.resolve("dlt/raw/lineitem").toString();

            JsonNode right = audited(0, "--source", lines.url(), "--target", target);
            assertThat(right.path("source").path("rows").asLong()).isEqualTo(lines.rows());
            assertThat(right.path("target").path("rows").asLong()).isEqualTo(lines.rows());
            assertThat(right.path("target").path("tool").asText()).isEqualTo("dlt");
            assertThat(right.path("not_compared")).as(right.toString()).isEmpty();

            String planted =
                    land("plant", format, target, "orderkey,linenumber", Integer.toString(PLANTED), "shipinstruct");
            JsonNode found = audited(1, "--source", lines.url(), "--target", target);
            for (String kind : List.of("missing", "stale", "twice")) {
                List<String> expected = Arrays.stream(planted.split("\n"))
                        .filter(line -> line.startsWith(kind + " "))
                        .map(line -> line.substring(kind.length() + 1))
                        .sorted()
                        .toList();
                assertThat(expected).hasSize(PLANTED);
                assertThat(keys(found, kind)).as(kind).isEqualTo(expected);
                assertThat(found.path(kind).path("rows").asInt()).isEqualTo(PLANTED);
            }
            assertThat(found.path("extra").path("rows").asInt()).isZero();
        }
    }
}
