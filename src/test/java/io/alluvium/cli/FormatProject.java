package io.alluvium.cli;

import io.alluvium.fixture.PostgresFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A source with all kinds of windows, and a raw table for each kind and each state that one can be left in. */
final class FormatProject {
    /** Enough rows for a table to be read by key ranges. */
    private static final int BIG = 110_000;

    private static final String DIGEST = "count(*) || ' ' || coalesce(sum(%s), 0)";

    /** How a raw table is loaded. The last two have the windows of others. */
    enum Kind {
        CURSOR("from = events, key = [id], cursor = changed"),
        XID("from = events, key = [id], mode = xid"),
        APPEND("from = things, key = [id], mode = append, cursor = id"),
        SNAPSHOT("from = stock, key = [id], mode = snapshot"),
        RANGES("from = big, key = [id, n], mode = snapshot"),
        CSV("glob = \"csv/*.csv\", format = csv"),
        REPLACE("glob = \"replace/*.csv\", format = csv, load = replace"),
        LOOKBACK("from = events, key = [id], cursor = changed, lookback = 1 hour"),
        JSON("glob = \"json/*.json\", format = json");

        private final String table;

        Kind(String table) {
            this.table = table;
        }

        boolean files() {
            return this == CSV || this == JSON || this == REPLACE;
        }

        /** Whether it depends on the clock and on other transactions how much is read beside what is new. */
        boolean overlaps() {
            return this == CURSOR || this == XID || this == APPEND;
        }

        private String columns() {
            return files() ? "id, what" : this == RANGES ? "id, n, what" : "id, what, amount";
        }
    }

    /** What an earlier build leaves a raw table in. */
    enum State {
        SETTLED,
        /** A batch was begun after settled ones; the process died before it read a row. */
        INTENT,
        /** The process died after the commit, before its outcome was noted. */
        COMMITTED,
        /** Taken back to its first version. */
        RESTORED,
        RESET,
        /** Reset and loaded again since. */
        RELOADED,
        /** The process died when a batch's files were written. */
        STAGED,
        /** The process died when the very first batch was begun. */
        BEGUN,
        /** Taken back to its first version and loaded again since. */
        REREAD,
        /** The process died in the publish of a model above. */
        MODEL_INTENT,
        MODEL_STAGED,
        MODEL_COMMITTED;

        boolean dies() {
            return this == INTENT || this == COMMITTED || this == STAGED || this == BEGUN || ofModel();
        }

        private boolean ofModel() {
            return compareTo(MODEL_INTENT) >= 0;
        }

        private String boundary() {
            return switch (this) {
                case INTENT, BEGUN, MODEL_INTENT -> "INTENT_WRITTEN";
                case STAGED, MODEL_STAGED -> "STAGED";
                default -> "COMMITTED";
            };
        }
    }

    /** A raw table. */
    record Table(Kind kind, State state) {
        String name() {
            return (kind + "_" + state).toLowerCase(Locale.ROOT);
        }

        String raw() {
            return "raw." + name();
        }

        private String model() {
            return (state == State.MODEL_COMMITTED ? "aggregate." : "curated.") + name();
        }
    }

    private static final Map<Kind, State> WITH_MODEL = Map.of(
            Kind.CURSOR, State.SETTLED,
            Kind.XID, State.COMMITTED,
            Kind.APPEND, State.INTENT,
            Kind.SNAPSHOT, State.RESTORED,
            Kind.RANGES, State.RESET,
            Kind.CSV, State.RELOADED,
            Kind.REPLACE, State.INTENT,
            Kind.LOOKBACK, State.STAGED,
            Kind.JSON, State.REREAD);

    private final Path landing;
    private final PostgresFixture database;
    private final List<Table> tables;
    private final List<String> appended = new ArrayList<>();
    private final Map<String, List<String>> replacing = new TreeMap<>();

    /**
     * Fills the source.
     *
     * @param landing where its files are
     * @param all whether each kind comes in each state, or only those that differ most
     */
    FormatProject(Path landing, PostgresFixture database, boolean all) {
        this.landing = landing;
        this.database = database;
        this.tables = Stream.of(Kind.values())
                .filter(kind -> all || kind.compareTo(Kind.REPLACE) <= 0)
                .flatMap(kind -> Stream.of(State.values())
                        .filter(state ->
                                state.ofModel() ? kind == Kind.XID : all || state.compareTo(State.RELOADED) <= 0)
                        .map(state -> new Table(kind, state)))
                .toList();
        String columns = "id bigint generated always as identity primary key, what text, amount numeric(12,2)";
        String quiet = ") with (autovacuum_enabled = false)";
        database.run(
                "create table events (" + columns + ", changed timestamptz not null default now()" + quiet,
                "create table things (" + columns + quiet,
                "create table stock (" + columns + quiet,
                "create table big (id int, n int, what text, primary key (id, n)" + quiet,
                "insert into big select i * 7, i % 3, 'value ' || i from generate_series(0, " + (BIG - 1) + ") i",
                "analyze big");
        for (String table : List.of("events", "things", "stock")) {
            database.run(insert(table, 0, 20));
        }
        files(0);
    }

    private static String insert(String table, int round, int rows) {
        return "insert into %s (what, amount) select 'r%d ' || i %% 3, i * 1.25 from generate_series(1, %d) i"
                .formatted(table, round, rows);
    }

    /** Those in one of these states. */
    List<Table> in(State... states) {
        List<State> wanted = List.of(states);
        return tables(table -> wanted.contains(table.state()));
    }

    List<Table> tables(Predicate<Table> which) {
        return tables.stream().filter(which).toList();
    }

    /** Rows come, change and go, and files with them; the first row of each table is left alone. */
    void change(int round) {
        database.run(
                "update events set what = 'r%1$d', amount = amount + 1, changed = now() where id > 1 and id %% 5 = %1$d %% 5"
                        .formatted(round),
                "update stock set amount = amount + 1 where id > 1 and id %% 5 = %d %% 5".formatted(round),
                "delete from stock where id = " + (round + 1),
                insert("events", round, 4),
                insert("things", round, 4),
                insert("stock", round, 4),
                "update big set what = 'r%1$d' where id in (70 * %1$d, 70 * %1$d + 7, 350000)".formatted(round),
                "delete from big where id = 70 * %d + 14".formatted(round),
                "insert into big values (-%1$d, 1, 'r%1$d')".formatted(round));
        files(round);
    }

    /** What is inserted and updated here commits later than what is changed meanwhile. */
    List<String> lateChanges() {
        return List.of(
                insert("events", 99, 2),
                insert("things", 99, 2),
                insert("stock", 99, 2),
                "update events set what = 'late', changed = now() where id = 1",
                "update stock set what = 'late' where id = 1",
                "insert into big values (-99, 1, 'late')");
    }

    private void files(int round) {
        List<String> fresh = IntStream.range(0, 5)
                .mapToObj(i -> (round * 10 + i) + "|r" + round)
                .toList();
        appended.addAll(fresh);
        write("csv/" + round + ".csv", csv(fresh));
        write(
                "json/" + round + ".json",
                fresh.stream()
                        .map(row -> row.split("\\|"))
                        .map(row -> "{\"id\": %s, \"what\": \"%s\"}\n".formatted(row[0], row[1]))
                        .collect(Collectors.joining()));
        String replaced = "replace/" + round % 2 + ".csv";
        List<String> rows = IntStream.range(0, 5 + round)
                .mapToObj(i -> (round % 2 * 100 + i) + "|r" + round)
                .toList();
        replacing.put(replaced, rows);
        write(replaced, csv(rows));
    }

    private static String csv(List<String> rows) {
        return "id,what\n"
                + rows.stream().map(row -> row.replace('|', ',') + "\n").collect(Collectors.joining());
    }

    private void write(String file, String text) {
        try {
            Path path = landing.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the files' times are finer than microseconds, which is where a reader would lose them. */
    boolean hasNanoseconds() {
        try (Stream<Path> files = Files.walk(landing)) {
            return files.filter(Files::isRegularFile).anyMatch(file -> nanoseconds(file) % 1000 != 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int nanoseconds(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().getNano();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the project into a folder.
     *
     * @param warehouse relative to the folder, or absolute
     * @param parallel how many tables are worked on at a time
     * @param which of the tables; models come with those that they read
     */
    void write(Path folder, String warehouse, int parallel, Predicate<Table> which) {
        String conf = """
                project = formats
                warehouse { path = "%s" }
                run { parallel = %d }
                sources {
                  db { type = postgres, host = "%s", port = %d, database = %s, user = postgres, connections = %d
                    tables {
                %s    } }
                  landing { type = files, path = "%s"
                    tables {
                %s    } }
                }
                """.formatted(
                        warehouse,
                        parallel,
                        database.host(),
                        database.port(),
                        database.database(),
                        Math.max(4, parallel),
                        entries(which.and(table -> !table.kind().files())),
                        landing,
                        entries(which.and(table -> table.kind().files())));
        Program program = new Program(folder);
        program.write("project.conf", conf);
        for (Table table : tables(which.and(FormatProject::hasModel))) {
            program.write(table.model().replace('.', '/') + ".sql", sql(table));
        }
        if (!tables(which.and(table -> table.state() == State.RESTORED)).isEmpty()) {
            program.write(
                    "aggregate/totals.sql",
                    "select what, count(*) as n, sum(amount) as total from curated.snapshot_restored group by what\n");
        }
    }

    private String entries(Predicate<Table> which) {
        return tables(which).stream()
                .map(table -> "      " + table.name() + " { " + table.kind().table
                        + (table.kind().files() ? ", key = [id], schema = \"id bigint, what string\"" : "") + " }\n")
                .collect(Collectors.joining());
    }

    private static boolean hasModel(Table table) {
        return table.state().ofModel() || WITH_MODEL.get(table.kind()) == table.state();
    }

    private static String sql(Table table) {
        return table.state() == State.MODEL_COMMITTED
                ? "select what, count(*) as n, sum(amount) as total from " + table.raw() + " group by what\n"
                : "/*---\nstrategy = apply\n---*/\nselect " + table.kind().columns() + " from " + table.raw() + "\n";
    }

    /** Where each of the tables that die does so. */
    Map<String, String> deaths() {
        Map<String, String> deaths = new TreeMap<>();
        tables(table -> table.state().dies())
                .forEach(table -> deaths.put(
                        table.state().ofModel() ? table.model() : table.raw(),
                        table.state().boundary()));
        return deaths;
    }

    /** A query for all there is in raw and in the models, but for what tells one run from another; one line a row. */
    String everything(Predicate<Table> which) {
        List<String> parts = new ArrayList<>();
        for (Table table : tables(which)) {
            String rows = "to_json(struct(* except (_run_id, _loaded_at)))";
            parts.add("select '" + table.raw() + "' as t, "
                    + (table.kind() == Kind.RANGES
                            ? "concat_ws(' ', _batch, _op, count(*), sum(cast(xxhash64(" + rows
                                    + ") as decimal(38, 0)))) as line from " + table.raw() + " group by _batch, _op"
                            : rows + " as line from " + table.raw()));
        }
        for (Table table : tables(which.and(FormatProject::hasModel))) {
            if (table.kind() != Kind.RANGES) {
                parts.add("select '" + table.model() + "' as t, to_json(struct(*)) as line from " + table.model());
            }
        }
        parts.add("select 'totals' as t, to_json(struct(*)) as line from aggregate.totals");
        return String.join(" union all ", parts);
    }

    /** A query for the rows that each raw table says the source has, one line a row, or one of digests. */
    String current() {
        List<String> parts = new ArrayList<>();
        for (Table table : tables) {
            parts.add(lines(table.raw(), table.kind(), rawRows(table)));
            if (hasModel(table) && table.state() != State.MODEL_COMMITTED) {
                parts.add(lines(table.model(), table.kind(), table.model()));
            }
        }
        parts.add("select 'totals', concat_ws('|', what, n, total) from aggregate.totals");
        return String.join(" union all ", parts);
    }

    private static String rawRows(Table table) {
        String values = table.kind() == Kind.RANGES ? "what" : "what, amount";
        return switch (table.kind()) {
            case CSV, JSON -> table.raw();
            case REPLACE ->
                "(select * from " + table.raw() + " where _batch = (select max(_batch) from " + table.raw() + "))";
            case SNAPSHOT, RANGES -> {
                String key = table.kind() == Kind.RANGES ? "id, n" : "id";
                yield "(select " + key + ", last.* from (select " + key + ", max_by(struct(" + values
                        + ", _op), _batch) as last from " + table.raw() + " group by " + key
                        + ") where last._op <> 'D')";
            }
            default ->
                "(select id, last.* from (select id, max_by(struct(" + values + "), _batch) as last from " + table.raw()
                        + " group by id))";
        };
    }

    private static String lines(String name, Kind kind, String rows) {
        String line = "concat_ws('|', " + kind.columns() + ")";
        return "select '" + name + "' as t, "
                + (kind == Kind.RANGES
                        ? DIGEST.formatted("cast(conv(substr(md5(" + line + "), 1, 15), 16, 10) as decimal(38,0))")
                        : line)
                + " as line from " + rows;
    }

    /** What {@link #current} has to answer, by what the database and the files hold now; sorted lines {@code t,line}. */
    List<String> truth() {
        Map<Kind, List<String>> rows = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            rows.put(kind, rows(kind));
        }
        List<String> lines = new ArrayList<>();
        for (Table table : tables) {
            rows.get(table.kind()).forEach(row -> lines.add(table.raw() + "," + row));
            if (hasModel(table) && table.state() != State.MODEL_COMMITTED) {
                rows.get(table.kind()).forEach(row -> lines.add(table.model() + "," + row));
            }
        }
        database.texts("select concat_ws('|', what, count(*), sum(amount)) from stock group by what")
                .forEach(row -> lines.add("totals," + row));
        return lines.stream().sorted().toList();
    }

    private List<String> rows(Kind kind) {
        return switch (kind) {
            case CURSOR, XID, LOOKBACK -> database.texts("select concat_ws('|', id, what, amount) from events");
            case APPEND -> database.texts("select concat_ws('|', id, what, amount) from things");
            case SNAPSHOT -> database.texts("select concat_ws('|', id, what, amount) from stock");
            case RANGES ->
                database.texts("select "
                        + DIGEST.formatted(
                                "('x' || substr(md5(concat_ws('|', id, n, what)), 1, 15))::bit(60)::int8::numeric")
                        + " from big");
            case CSV, JSON -> appended;
            case REPLACE -> replacing.values().stream().flatMap(List::stream).toList();
        };
    }
}
