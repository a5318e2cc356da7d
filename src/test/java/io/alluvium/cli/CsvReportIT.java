package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jobs/csv-report}, in a folder of its own, by the commands of its README. */
class CsvReportIT {
    private static final Path JOB = Path.of("jobs/csv-report");
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?:PGPASSWORD=\\S+ )?alluvium (.+)$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    Path folder;

    private static void copy(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(JOB)) {
            files.filter(file -> !file.startsWith(JOB.resolve("warehouse"))).forEach(file -> {
                try {
                    Path copy = to.resolve(JOB.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static List<List<String>> commands() throws IOException {
        List<List<String>> commands = new ArrayList<>();
        Matcher command = COMMAND.matcher(Files.readString(JOB.resolve("README.md")));
        while (command.find()) {
            List<String> words = new ArrayList<>();
            Matcher word = WORD.matcher(command.group(1));
            while (word.find()) {
                words.add(word.group(1) != null ? word.group(1) : word.group(2));
            }
            commands.add(words);
        }
        return commands;
    }

    @Test
    void theReportRunsAsItsReadmeSays() throws IOException {
        SparkFixture.on(folder);
        Path project = folder.resolve("csv-report");
        copy(project);
        Program program = new Program(project);
        List<List<String>> commands = commands();
        assertThat(commands).hasSize(3);

        program.succeeds(commands.get(0).toArray(String[]::new));
        assertThat(program.screen())
                .contains("date_read: 1 violate", "quantity_read: 1 violate")
                .doesNotContain("failed");
        program.succeeds(commands.get(1).toArray(String[]::new));
        assertThat(program.screen().lines().filter(line -> line.startsWith("|")))
                .hasSize(11)
                .anySatisfy(line -> assertThat(cells(line)).containsExactly("2026-10-01", "Berlin", "2", "166.80"))
                .anySatisfy(line -> assertThat(cells(line)).containsExactly("2026-10-03", "Munich", "1", "9.96"));

        try (PostgresFixture database = PostgresFixture.fresh()) {
            Path secret = Files.writeString(folder.resolve("secret"), "not asked for\n");
            List<String> words = new ArrayList<>(commands.get(2));
            words.addAll(List.of(
                    "--set",
                    "exports.reports.host=" + database.host(),
                    "--set",
                    "exports.reports.port=" + database.port(),
                    "--set",
                    "exports.reports.database=" + database.database(),
                    "--set",
                    "exports.reports.password=\"file:" + secret + "\""));
            program.succeeds(with(words, "validate"));
            assertThat(program.screen()).contains("2 models, 1 export");
            program.succeeds(words.toArray(String[]::new));
            assertThat(program.screen()).contains("exported  export.revenue", "+9 ~0 -0");

            Path sales = project.resolve("data/sales.csv");
            Files.writeString(sales, Files.readString(sales).replace(",two,", ",2,"));
            String plan = folder.resolve("plan.json").toString();
            program.succeeds(with(words, "plan", "--out", plan));
            assertThat(program.screen())
                    .containsPattern("export +export.revenue +if aggregate.revenue changes; to public.revenue");
            program.succeeds(with(words, "run", "--plan", plan));
            assertThat(program.screen())
                    .contains("+1 ~0 -0", "date_read: 1 violate")
                    .doesNotContain("quantity_read");
            assertThat(database.texts("select ordered_on || ' ' || shop || ' ' || orders || ' ' || revenue"
                            + " from public.revenue where ordered_on = '2026-10-03' order by shop"))
                    .containsExactly(
                            "2026-10-03 Berlin 1 15.00", "2026-10-03 Hamburg 1 129.00", "2026-10-03 Munich 1 9.96");
        }
    }

    /** The same options for another command. */
    private static String[] with(List<String> words, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(words.subList(1, words.size()));
        return all.toArray(String[]::new);
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1).split("\\|")).map(String::strip).toList();
    }
}
