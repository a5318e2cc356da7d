package io.alluvium.bench;

import io.alluvium.fixture.MariadbFixture;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * B4 on MariaDB: 200 tables of 1,000 rows and 8 columns: the first load, a run after 50 rows changed in 10 of them, a run
 * without any change. What a table costs is the difference between 200 tables and one.
 */
final class MariadbTables {
    private static final int TABLES = 200;
    private static final int CHANGED = 10;
    private static final String FIRST = "first load";
    private static final String CHANGES = "10 tables changed";
    private static final String NOTHING = "no change";

    private final Path folder;
    private final MariadbFixture database;
    private final Meter meter;
    private final Contenders contenders;
    private final PrintStream out;
    private final Map<String, List<Double>> milliseconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();

    private MariadbTables(Path repository, Path folder, MariadbFixture database, PrintStream out) {
        this.folder = folder;
        this.database = database;
        this.meter = new Meter(folder, MariadbFixture.pid());
        this.contenders = new Contenders(repository, folder);
        this.out = out;
    }

    /** @return whether our tables hold as many rows as the source's */
    static boolean measure(Path repository, Path folder, int rounds, PrintStream out)
            throws IOException, InterruptedException {
        try (MariadbFixture database = MariadbFixture.fresh()) {
            for (int i = 0; i < TABLES; i++) {
                database.run(
                        "create table t" + i + " (id bigint primary key, name varchar(200), amount decimal(12,2),"
                                + " quantity int, flag boolean, day date, note text, updated_at timestamp(6) not null,"
                                + " key (updated_at))",
                        "insert into t" + i + " select seq, concat('name ', seq), seq * 1.01, seq % 7, seq % 2 = 0,"
                                + " '2026-01-01' + interval seq % 300 day, repeat('note ', seq % 9),"
                                + " now(6) - interval seq minute from seq_1_to_1000",
                        "analyze table t" + i);
            }
            out.printf("B4 --source mariadb: %d tables of 1,000 rows, %d rounds, the first dropped%n", TABLES, rounds);
            MariadbTables benchmark = new MariadbTables(repository, folder, database, out);
            boolean right = true;
            for (int round = 0; round < rounds; round++) {
                right &= benchmark.round(round);
                out.printf("round %d of %d done%n", round + 1, rounds);
            }
            benchmark.report();
            return right;
        }
    }

    private boolean round(int round) throws IOException, InterruptedException {
        measure(FIRST, round);
        for (int i = 0; i < CHANGED; i++) {
            database.run("update t" + i * (TABLES / CHANGED)
                    + " set quantity = quantity + 1, updated_at = now(6) where id % 200 = " + round);
        }
        measure(CHANGES, round);
        measure(NOTHING, round);
        boolean right = isRight();
        Folders.delete(warehouse(1));
        Folders.delete(warehouse(TABLES));
        return right;
    }

    private void measure(String work, int round) throws IOException, InterruptedException {
        Measured one = run(1, work + "-" + round);
        Measured all = run(TABLES, work + "-" + round);
        add(milliseconds, work, (all.wall() - one.wall()) * 1000 / (TABLES - 1));
        add(cpu, work, (all.cpu() - one.cpu()) * 1000 / (TABLES - 1));
    }

    private Measured run(int tables, String name) throws IOException, InterruptedException {
        Contender command = contenders.alluvium("alluvium", "run", project(tables));
        return meter.run(name.replaceAll("\\W+", "-") + "-" + tables, command.command(), command.environment());
    }

    private static void add(Map<String, List<Double>> figures, String line, double value) {
        figures.computeIfAbsent(line, name -> new ArrayList<>()).add(value);
    }

    private Path warehouse(int tables) {
        return folder.resolve("warehouse-" + tables);
    }

    private Path project(int tables) throws IOException {
        Path project = Files.createDirectories(folder.resolve("project-" + tables));
        StringBuilder text = new StringBuilder(
                """
                project = many
                warehouse { path = "%s" }
                sources { shop { type = mysql, host = "127.0.0.1", port = %d, database = %s, user = %s, tables {
                """.formatted(warehouse(tables), database.port(), database.database(), MariadbFixture.READER));
        for (int i = 0; i < tables; i++) {
            text.append("    t%d { from = t%d, key = [id], cursor = updated_at }%n".formatted(i, i));
        }
        Files.writeString(project.resolve("project.conf"), text.append("} } }\n"));
        return project;
    }

    /** Every row of the first load and every changed one. */
    private boolean isRight() {
        long rows = 0;
        for (int i = 0; i < TABLES; i += TABLES / CHANGED) {
            rows += Long.parseLong(
                    contenders.answer(warehouse(TABLES).resolve("raw/t" + i), "select cast(count(*) as string) from "));
        }
        out.println("rows in the changed tables: " + rows);
        return rows == CHANGED * 1005L;
    }

    private void report() {
        out.printf("%n%-40s %8s %8s%n", "median, of a table", "ms", "CPU ms");
        milliseconds.forEach((work, values) -> out.printf(
                "%-40s %8.1f %8.1f%n",
                work, new Ratios(values).median(), new Ratios(cpu.getOrDefault(work, List.of())).median()));
        out.println();
        out.println(figure(FIRST).line("B4.mariadb/first_ms", "<=", 40));
        out.println(figure(NOTHING).line("B4.mariadb/unchanged_ms", "<=", 10));
    }

    private Ratios figure(String work) {
        return new Ratios(milliseconds.getOrDefault(work, List.of()));
    }
}
