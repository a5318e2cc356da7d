package io.alluvium.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The notebooks over tables that the demo's first two runs made. What they need comes from the Python package index, so
 * only {@code mvn -Pnotebooks} executes them; there it fails where that cannot be had.
 */
class NotebooksIT {
    private static final Path NOTEBOOKS = Path.of("notebooks");
    private static final Path ENVIRONMENT = Path.of("target/notebooks").toAbsolutePath();

    @TempDir
    static Path folder;

    private static DemoSources sources;

    @BeforeAll
    static void load() throws IOException, SQLException, InterruptedException {
        assumeTrue(Boolean.getBoolean("alluvium.notebooks"), "only mvn -Pnotebooks executes the notebooks");
        output(new ProcessBuilder("notebooks/environment.sh", ENVIRONMENT.toString()));
        Path repository = Path.of("").toAbsolutePath();
        sources = DemoSources.start(folder, 0.01, repository.resolve("jobs/tpch"));
        AlluviumCommand alluvium = new AlluviumCommand(repository.resolve("scripts/alluvium"), sources.environment());
        List<String> run = List.of("run", "--project", "jobs/tpch");
        sources.beginLateTransaction();
        output(alluvium.process(run));
        sources.change();
        output(alluvium.process(run));
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        if (sources != null) {
            sources.close();
        }
    }

    private static String output(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** What its cells printed. */
    private static String executed(Path notebook) throws IOException, InterruptedException {
        Path result = ENVIRONMENT.resolve("executed-" + notebook.getFileName());
        ProcessBuilder papermill = new ProcessBuilder(
                ENVIRONMENT.resolve("bin/papermill").toString(),
                "--no-progress-bar",
                "--cwd",
                NOTEBOOKS.toString(),
                "-p",
                "warehouse",
                sources.warehouse().toString(),
                notebook.toString(),
                result.toString());
        papermill.environment().put("JAVA_HOME", System.getProperty("java.home"));
        output(papermill);
        List<String> printed = new ArrayList<>();
        for (JsonNode cell : new ObjectMapper().readTree(result.toFile()).get("cells")) {
            for (JsonNode shown : cell.path("outputs")) {
                assertThat(shown.path("output_type").asText())
                        .as(shown.toString())
                        .isNotEqualTo("error");
                shown.findValues("text").forEach(text -> printed.add(text.toString()));
                shown.findValues("text/plain").forEach(text -> printed.add(text.toString()));
            }
        }
        return String.join("\n", printed);
    }

    @Test
    void theFirstLookShowsWhatPostgresHas() throws Exception {
        String printed = executed(NOTEBOOKS.resolve("first-look.ipynb"));

        try (Statement statement = sources.connection().createStatement();
                ResultSet orders = statement.executeQuery("select count(*) from orders")) {
            orders.next();
            assertThat(printed)
                    .contains(
                            String.format(Locale.ROOT, "%,d orders, each the latest version", orders.getLong(1)),
                            String.format(Locale.ROOT, "15,000 orders after the first run, %,d now", orders.getLong(1)),
                            "MIDDLE EAST",
                            "the same in both");
        }
    }
}
