package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each exit status as it arrives through each way of submitting, and as it is found by the run's key. What arrived is a
 * column of {@code docs/reference/exit-status.md}, which must not differ; {@code -Dalluvium.regenerate} writes it, and
 * {@code -Dalluvium.submit.modes=LAUNCHER,LOCAL} tries some ways alone.
 */
@EnabledIfSystemProperty(
        named = "alluvium.submit.modes",
        matches = "all|[A-Z_,]+",
        disabledReason = "takes twenty minutes: mvn -Psubmit verify")
class ExitStatusIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Hours of work, once the curated table is there. */
    private static final String SLOW = """
            select sum((a.id * b.id + c.id * d.id) % 7) as total
            from curated.orders a cross join curated.orders b cross join curated.orders c cross join curated.orders d
            """;

    @TempDir
    Path folder;

    /** How a run is made to end. */
    private enum Ending {
        DONE(0, "all is done"),
        FAILED(1, "a table failed"),
        REFUSED(2, "a model that cannot be read"),
        REFUSED_LATER(2, "a password that is not set"),
        BELOW_QUALITY(3, "an expectation with `else = fail` does not hold"),
        BUSY(4, "another run of the project is at work"),
        UNREACHABLE(75, "a source cannot be reached"),
        NOTHING_TO_DO(99, "nothing to do, with `--skip-code`"),
        INTERRUPTED(130, "Ctrl-C"),
        TERMINATED(143, "SIGTERM");

        private final int status;
        private final String manner;

        Ending(int status, String manner) {
            this.status = status;
            this.manner = manner;
        }

        String row() {
            return status + ": " + manner;
        }

        String tables() {
            return switch (this) {
                case REFUSED_LATER -> database("password = \"env:ALLUVIUM_TEST_UNSET\"");
                case UNREACHABLE -> database("");
                default -> "web { type = files, path = landing, tables { orders { glob = \"*.csv\", format = csv } } }";
            };
        }

        /** Nobody listens at that port. */
        private static String database(String login) {
            return """
                    db { type = postgres, host = "127.0.0.1", port = 1, database = shop, user = etl, %s
                         tables { orders { from = "public.orders", key = [id] } } }
                    """.formatted(login);
        }

        String model() {
            return switch (this) {
                case FAILED -> "select cast(name as int) as id from raw.orders\n";
                case REFUSED -> "selct id from raw.orders\n";
                case BELOW_QUALITY -> """
                        /*---
                        strategy = full
                        expect { none { that = "cast(id as int) < 0", else = fail } }
                        ---*/
                        select id from raw.orders
                        """;
                default -> "select cast(id as bigint) as id from raw.orders\n";
            };
        }

        boolean isSignal() {
            return this == INTERRUPTED || this == TERMINATED;
        }
    }

    private record Said(int status, String text) {}

    @ParameterizedTest
    @EnumSource
    void whatArrivesIsWhatThePageSaysAndTheKeyTellsWhatTheRunEndedWith(SubmitMode mode) throws Exception {
        List<String> asked =
                List.of(System.getProperty("alluvium.submit.modes", "").split(","));
        assumeThat(asked).containsAnyOf("all", mode.name());
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "modes");
        Map<String, String> column = new LinkedHashMap<>();
        try (SubmitMode.Ground ground = mode.open(home)) {
            for (Ending ending : Ending.values()) {
                column.put(ending.row(), arrivedAndFound(ground, ending));
            }
        }
        new ExitStatusPage().holds(mode, column);
    }

    private String arrivedAndFound(SubmitMode.Ground ground, Ending ending) throws Exception {
        Path project = folder.resolve((ending == Ending.NOTHING_TO_DO ? Ending.DONE : ending).name());
        String key = ending.name().toLowerCase(Locale.ROOT) + ":2026-11-03T00:00";
        List<String> run = new ArrayList<>(List.of("run", "--project", project.toString(), "--key", key));
        if (ending == Ending.NOTHING_TO_DO) {
            run.add("--skip-code");
        } else {
            write(project, ending);
        }
        try (AutoCloseable lease = ending == Ending.BUSY ? lease(project) : () -> {}) {
            Said submitted = submitted(ground, ending, project, run);
            Said found = status(project, key);
            assertThat(found.status())
                    .as("%s%n%s%n%s", ending, submitted.text(), found.text())
                    .isEqualTo(ending.status);
            return submitted.status() + " / " + found.status();
        }
    }

    private void write(Path project, Ending ending) throws IOException {
        for (String part : List.of("landing", "curated", "aggregate")) {
            Files.createDirectories(project.resolve(part));
        }
        Files.writeString(
                project.resolve("project.conf"), """
                project = shop
                warehouse { path = "%s" }
                sources { %s }
                run { retries = 0 }
                """.formatted(project.resolve("warehouse"), ending.tables()));
        Files.writeString(project.resolve("curated/orders.sql"), ending.model());
        if (ending.isSignal()) {
            Files.writeString(project.resolve("aggregate/pairs.sql"), SLOW);
        }
        Files.writeString(
                project.resolve("landing/orders.csv"),
                IntStream.rangeClosed(1, 1000)
                        .mapToObj(id -> id + ",n" + id + "\n")
                        .collect(Collectors.joining("", "id,name\n", "")));
    }

    /** The lease as another run has it. */
    private static AutoCloseable lease(Path project) throws IOException {
        Path lock = project.resolve("warehouse/_alluvium/shop/state/lease");
        Files.createDirectories(lock.getParent());
        FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.lock();
        return file;
    }

    private Said submitted(SubmitMode.Ground ground, Ending ending, Path project, List<String> run) throws Exception {
        Path said = Files.createTempFile(folder, "said", ".txt");
        Process process = ground.submit(said, run);
        if (ending.isSignal()) {
            awaitWork(project, process, said);
            String signal = ending == Ending.INTERRUPTED ? "INT" : "TERM";
            long driver = ground.driver(process).pid();
            assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + driver)
                            .start()
                            .waitFor())
                    .isZero();
        }
        return ended(process, said);
    }

    private static void awaitWork(Path project, Process process, Path said) throws Exception {
        Path curated = project.resolve("warehouse/curated/orders/_delta_log/00000000000000000000.json");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.notExists(curated)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new AssertionError("no table was computed: " + Files.readString(said));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        TimeUnit.SECONDS.sleep(2);
    }

    private static Said ended(Process process, Path said) throws Exception {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it did not end: " + Files.readString(said));
        }
        return new Said(process.exitValue(), Files.readString(said));
    }

    /** As a scheduler asks on its own machine, whatever ran where. */
    private Said status(Path project, String key) throws Exception {
        Path said = Files.createTempFile(folder, "found", ".txt");
        try (SubmitMode.Ground here = SubmitMode.LAUNCHER.open(folder)) {
            return ended(
                    here.submit(said, List.of("status", "--project", project.toString(), "--key", key, "--exit-code")),
                    said);
        }
    }
}
