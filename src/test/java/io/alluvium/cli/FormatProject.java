package io.alluvium.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.alluvium.fixture.PostgresFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    private static final String DIGESTED =
            DIGEST.formatted("cast(conv(substr(md5(concat_ws('|', id, n, what)), 1, 15), 16, 10) as decimal(38,0))");
    private static final String TOTALS = "aggregate.totals";

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

    /** A slice: each kind of window pending once, and each other state of a kind or two. */
    private static final Map<Kind, Set<State>> CHOSEN = Map.of(
            Kind.CURSOR, EnumSet.of(State.SETTLED, State.INTENT, State.RESTORED),
            Kind.XID, EnumSet.of(State.COMMITTED, State.RELOADED, State.MODEL_COMMITTED),
            Kind.APPEND, EnumSet.of(State.INTENT, State.RESET),
            Kind.SNAPSHOT, EnumSet.of(State.INTENT, State.RESTORED),
            Kind.RANGES, EnumSet.of(State.INTENT),
            Kind.CSV, EnumSet.of(State.SETTLED, State.INTENT, State.RESTORED),
            Kind.REPLACE, EnumSet.of(State.COMMITTED),
            Kind.JSON, EnumSet.of(State.COMMITTED, State.RESET));

    private static final Map<Kind, State> WITH_MODEL = Map.of(
            Kind.CURSOR, State.SETTLED,
            Kind.XID, State.COMMITTED,
            Kind.SNAPSHOT, State.RESTORED,
            Kind.CSV, State.RESTORED,
            // Only among all.
            Kind.APPEND, State.BEGUN,
            Kind.RANGES, State.SETTLED,
            Kind.REPLACE, State.RELOADED,
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
     * @param all whether each kind comes in each state
     */
    FormatProject(Path landing, PostgresFixture database, boolean all) {
        this.landing = landing;
        this.database = database;
        this.tables = Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(State.values())
                        .filter(state -> all
                                ? kind == Kind.XID || !state.ofModel()
                                : CHOSEN.getOrDefault(kind, Set.of()).contains(state))
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

    List<Table> in(State state) {
        return tables(table -> table.state() == state);
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
        // A batch that was begun in the third round needs its files as they were.
        if (round != 4) {
            replace(round);
        }
    }

    private void replace(int round) {
        String file = "replace/" + round % 2 + ".csv";
        List<String> rows = IntStream.range(0, 5 + round)
                .mapToObj(i -> (round % 2 * 100 + i) + "|r" + round)
                .toList();
        replacing.put(file, rows);
        write(file, csv(rows));
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

    /** A query for all there is in raw and in the models, but for what tells one run from another; a line a row. */
    String everything() {
        List<String> parts = new ArrayList<>();
        for (Table table : tables) {
            // Earlier builds did not say where in its file a row was.
            String row = "regexp_replace(to_json(struct(* except (_run_id, _loaded_at))), ',\"_position\":[0-9]+', '')";
            parts.add(
                    table.kind() == Kind.RANGES
                            ? line(
                                            table.raw(),
                                            "concat_ws(' ', _batch, _op, count(*), sum(cast(xxhash64(" + row
                                                    + ") as decimal(38, 0))))")
                                    + " group by _batch, _op"
                            : line(table.raw(), row));
        }
        tables(table -> hasModel(table) && table.kind() != Kind.RANGES)
                .forEach(table -> parts.add(line(table.model(), "to_json(struct(*))")));
        parts.add(line(TOTALS, "to_json(struct(*))"));
        return String.join(" union all ", parts);
    }

    /** A query for digests of the rows that raw tables of large source tables show as current; a line a table. */
    String digests() {
        List<String> parts = new ArrayList<>();
        for (Table table : tables(table -> table.kind() == Kind.RANGES)) {
            parts.add("select '" + table.raw() + "' as t, " + DIGESTED
                    + " as line from (select id, n, last.* from (select id, n, max_by(struct(what, _op), _batch) as last from "
                    + table.raw() + " group by id, n) where last._op <> 'D')");
            if (hasModel(table)) {
                parts.add(line(table.model(), DIGESTED));
            }
        }
        return String.join(" union all ", parts);
    }

    private static String line(String table, String line) {
        return "select '" + table + "' as t, " + line + " as line from " + table;
    }

    /** What {@link #digests} has to answer. */
    List<String> trueDigests() {
        String digest = database.texts("select "
                        + DIGEST.formatted(
                                "('x' || substr(md5(concat_ws('|', id, n, what)), 1, 15))::bit(60)::int8::numeric")
                        + " from big")
                .get(0);
        return tables(table -> table.kind() == Kind.RANGES).stream()
                .flatMap(table -> hasModel(table) ? Stream.of(table.raw(), table.model()) : Stream.of(table.raw()))
                .map(table -> table + "," + digest)
                .sorted()
                .toList();
    }

    /** The values of the rows that each small table has to show as current, by what the source holds now. */
    Map<String, List<String>> truth() {
        Map<Kind, List<String>> rows = new EnumMap<>(Kind.class);
        Stream.of(Kind.values()).forEach(kind -> rows.put(kind, rows(kind)));
        Map<String, List<String>> truth = new TreeMap<>();
        for (Table table : tables(table -> table.kind() != Kind.RANGES)) {
            truth.put(table.raw(), rows.get(table.kind()));
            if (hasModel(table) && table.state() != State.MODEL_COMMITTED) {
                truth.put(table.model(), rows.get(table.kind()));
            }
        }
        truth.put(
                TOTALS,
                sorted(database.texts(
                        "select concat_ws('|', what, count(*), trim_scale(sum(amount))) from stock group by what")));
        return truth;
    }

    private List<String> rows(Kind kind) {
        String columns = "select concat_ws('|', id, what, trim_scale(amount)) from ";
        return sorted(
                switch (kind) {
                    case CURSOR, XID, LOOKBACK -> database.texts(columns + "events");
                    case APPEND -> database.texts(columns + "things");
                    case SNAPSHOT -> database.texts(columns + "stock");
                    case CSV, JSON -> appended;
                    case REPLACE ->
                        replacing.values().stream().flatMap(List::stream).toList();
                    case RANGES -> List.of();
                });
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }

    /**
     * The same of what the tables hold.
     *
     * @param rows by table, as {@link #everything} answers them
     */
    Map<String, List<String>> shown(Map<String, List<JsonNode>> rows) {
        Map<String, List<String>> shown = new TreeMap<>();
        for (Table table : tables(table -> table.kind() != Kind.RANGES)) {
            shown.put(table.raw(), values(current(table.kind(), rows.getOrDefault(table.raw(), List.of())), "id"));
            if (hasModel(table) && table.state() != State.MODEL_COMMITTED) {
                shown.put(table.model(), values(rows.getOrDefault(table.model(), List.of()), "id"));
            }
        }
        shown.put(TOTALS, values(rows.getOrDefault(TOTALS, List.of()), "what"));
        return shown;
    }

    /** The last version of each key, less those that are deleted; where batches replace each other, the last batch. */
    private static List<JsonNode> current(Kind kind, List<JsonNode> raw) {
        if (kind == Kind.CSV || kind == Kind.JSON) {
            return raw;
        }
        long newest = raw.stream().mapToLong(FormatProject::batch).max().orElse(0);
        if (kind == Kind.REPLACE) {
            return raw.stream().filter(row -> batch(row) == newest).toList();
        }
        Map<Long, JsonNode> last = new TreeMap<>();
        raw.forEach(row ->
                last.merge(row.path("id").asLong(), row, (one, other) -> batch(one) > batch(other) ? one : other));
        return last.values().stream()
                .filter(row -> !row.path("_op").asText().equals("D"))
                .toList();
    }

    private static long batch(JsonNode row) {
        return row.path("_batch").asLong();
    }

    private static List<String> values(List<JsonNode> rows, String key) {
        return rows.stream()
                .map(row -> Stream.of(key, key.equals("id") ? "what" : "n", "amount", "total")
                        .map(row::path)
                        .filter(value -> !value.isMissingNode())
                        .map(value -> value.isNumber()
                                ? value.decimalValue().stripTrailingZeros().toPlainString()
                                : value.asText())
                        .collect(Collectors.joining("|")))
                .sorted()
                .toList();
    }
}
