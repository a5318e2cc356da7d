package io.alluvium.bench;

import io.alluvium.demo.ShopDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * B4: 200 tables of 1,000 rows and 8 columns: the first load, a run after 50 rows changed in 10 of them, a run without
 * any change. What a table costs is the difference between 200 tables and one, so that starting a JVM does not count.
 */
final class ManyTables {
    private static final int TABLES = 200;
    private static final int CHANGED = 10;
    private static final String DLT = "dlt";
    private static final String FIRST = "first load";
    private static final String CHANGES = "10 tables changed";
    private static final String NOTHING = "no change";

    private final Path folder;
    private final ShopDatabase shop;
    private final Meter meter;
    private final Contenders contenders;
    private final Peers peers;
    private final boolean isThorough;
    private final PrintStream out;
    private final Map<String, List<Double>> milliseconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();

    private ManyTables(Path repository, Path folder, ShopDatabase shop, boolean isThorough, PrintStream out)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.shop = shop;
        this.meter = new Meter(folder, shop.pid());
        this.contenders = new Contenders(repository, folder);
        this.peers = Peers.prepare(repository, folder.resolve("peers"), shop.port(), out);
        this.isThorough = isThorough;
        this.out = out;
    }

    /**
     * @param isThorough whether Spark's loop is measured on changes too, which takes it minutes
     * @return whether our tables hold as many rows as the source's
     */
    static boolean measure(Path repository, Path folder, int rounds, boolean isThorough, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        try (ShopDatabase shop = ShopDatabase.start(folder.resolve("postgres"));
                Connection connection = shop.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < TABLES; i++) {
                statement.execute("create table t" + i + " (id bigint primary key, name text, amount numeric(12,2),"
                        + " quantity int, flag boolean, day date, note text, updated_at timestamptz not null)");
                statement.execute("insert into t" + i + " select i, 'name ' || i, i * 1.01, i % 7, i % 2 = 0,"
                        + " date '2026-01-01' + (i % 300)::int, repeat('note ', i % 9), now() - i * interval '1 minute'"
                        + " from generate_series(1, 1000) i");
            }
            statement.execute("grant select on all tables in schema public to etl_reader");
            statement.execute("grant pg_read_all_stats to etl_reader");
            statement.execute("vacuum analyze");
            out.printf("B4: %d tables of 1,000 rows, %d rounds, the first dropped%n", TABLES, rounds);
            ManyTables benchmark = new ManyTables(repository, folder, shop, isThorough, out);
            boolean right = true;
            for (int round = 0; round < rounds; round++) {
                right &= benchmark.round(round, statement);
                out.printf("round %d of %d done%n", round + 1, rounds);
            }
            benchmark.report();
            return right;
        }
    }

    private boolean round(int round, Statement database) throws IOException, SQLException, InterruptedException {
        Path warehouses = Files.createDirectories(folder.resolve("warehouses"));
        alluvium(FIRST, round);
        spark(FIRST, 1, round);
        spark(FIRST, 8, round);
        dlt(FIRST, round);
        for (int i = 0; i < CHANGED; i++) {
            database.execute("update t" + i * (TABLES / CHANGED)
                    + " set quantity = quantity + 1, updated_at = now() where id % 200 = " + round);
        }
        alluvium(CHANGES, round);
        dlt(CHANGES, round);
        if (isThorough) {
            spark(CHANGES, 8, round);
        }
        alluvium(NOTHING, round);
        dlt(NOTHING, round);
        boolean right = isRight(warehouses);
        Folders.delete(warehouses);
        return right;
    }

    private void alluvium(String work, int round) throws IOException, InterruptedException {
        measure("alluvium", work, round, tables -> contenders.alluvium("alluvium", "run", project(tables)));
    }

    private void spark(String work, int threads, int round) throws IOException, InterruptedException {
        String name = "Spark loop, " + threads + (threads == 1 ? " thread" : " threads");
        measure(
                name,
                work,
                round,
                tables -> contenders.sparkLoop(
                        name,
                        List.of(
                                Integer.toString(shop.port()),
                                Integer.toString(tables),
                                Integer.toString(threads),
                                warehouse(name.replaceAll("\\W+", "-"), tables).toString())));
    }

    private void dlt(String work, int round) throws IOException, InterruptedException {
        if (peers.hasDlt()) {
            measure(DLT, work, round, tables -> peers.dltTables(warehouse(DLT, tables), tables));
        }
    }

    /** Makes the command line for so many tables. */
    private interface Work {
        Contender of(int tables) throws IOException;
    }

    private void measure(String name, String work, int round, Work contender) throws IOException, InterruptedException {
        Measured one = run(contender, 1, name + "-" + work + "-" + round);
        Measured all = run(contender, TABLES, name + "-" + work + "-" + round);
        String line = name + ": " + work;
        add(milliseconds, line, (all.wall() - one.wall()) * 1000 / (TABLES - 1));
        add(cpu, line, (all.cpu() - one.cpu()) * 1000 / (TABLES - 1));
    }

    private Measured run(Work contender, int tables, String name) throws IOException, InterruptedException {
        Contender command = contender.of(tables);
        Map<String, String> environment = new LinkedHashMap<>(command.environment());
        environment.put("SHOP_PASSWORD", shop.password());
        environment.put("PGPASSWORD", shop.password());
        return meter.run(name.replaceAll("\\W+", "-") + "-" + tables, command.command(), environment);
    }

    private static void add(Map<String, List<Double>> figures, String line, double value) {
        figures.computeIfAbsent(line, name -> new ArrayList<>()).add(value);
    }

    private Path warehouse(String name, int tables) {
        return folder.resolve("warehouses").resolve(name + "-" + tables);
    }

    private Path project(int tables) throws IOException {
        Path project = Files.createDirectories(folder.resolve("project-" + tables));
        StringBuilder text = new StringBuilder("""
                project = many
                warehouse { path = "%s" }
                sources { shop { type = postgres, host = localhost, port = %d, database = shop, user = etl_reader
                  password = "env:SHOP_PASSWORD", tables {
                """.formatted(warehouse("alluvium", tables), shop.port()));
        for (int i = 0; i < tables; i++) {
            text.append("    t%d { from = public.t%d, key = [id], cursor = updated_at }%n".formatted(i, i));
        }
        Files.writeString(project.resolve("project.conf"), text.append("} } }\n"));
        return project;
    }

    /** Every row of the first load and every changed one; what others have is only said. */
    private boolean isRight(Path warehouses) {
        long rows = changedRows(warehouses.resolve("alluvium-" + TABLES));
        out.println("rows in the changed tables: " + rows);
        Path dlt = warehouses.resolve(DLT + "-" + TABLES);
        if (Files.isDirectory(dlt)) {
            out.println("rows that dlt has of these: " + changedRows(dlt));
        }
        return rows == CHANGED * 1005L;
    }

    private long changedRows(Path warehouse) {
        long rows = 0;
        for (int i = 0; i < TABLES; i += TABLES / CHANGED) {
            rows += Long.parseLong(
                    contenders.answer(warehouse.resolve("raw/t" + i), "select cast(count(*) as string) from "));
        }
        return rows;
    }

    private void report() {
        out.printf("%n%-40s %8s %8s%n", "median, of a table", "ms", "CPU ms");
        milliseconds
                .keySet()
                .forEach(line -> out.printf(
                        "%-40s %8.1f %8.1f%n",
                        line,
                        figure(milliseconds, line).median(),
                        figure(cpu, line).median()));
        out.println();
        out.println(figure(milliseconds, "alluvium: " + FIRST).line("B4.first_ms", "<=", 40));
        out.println(figure(milliseconds, "alluvium: " + NOTHING).line("B4.unchanged_ms", "<=", 8));
        for (String threads : List.of("1 thread", "8 threads")) {
            out.println(Ratios.of(
                            milliseconds.getOrDefault("Spark loop, " + threads + ": " + FIRST, List.of()),
                            milliseconds.getOrDefault("alluvium: " + FIRST, List.of()))
                    .line("B4.first/spark_loop_" + threads.charAt(0), ">=", 12));
        }
        for (String work : List.of(FIRST, CHANGES, NOTHING)) {
            List<Double> dlt = milliseconds.getOrDefault(DLT + ": " + work, List.of());
            if (!dlt.isEmpty()) {
                out.println(Ratios.of(dlt, milliseconds.getOrDefault("alluvium: " + work, List.of()))
                        .line("B4." + work.replaceAll("\\W+", "_") + "/dlt", ">=", 3));
            }
        }
        if (isThorough) {
            out.println(Ratios.of(
                            milliseconds.getOrDefault("Spark loop, 8 threads: " + CHANGES, List.of()),
                            milliseconds.getOrDefault("alluvium: " + CHANGES, List.of()))
                    .line("B4.changes/spark_loop_8", ">=", 12));
        }
    }

    private static Ratios figure(Map<String, List<Double>> figures, String line) {
        return new Ratios(figures.getOrDefault(line, List.of()));
    }
}
