package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.TableRead;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What no run notices, by mode, and the modes that do: the lines of {@code docs/silent.md}. A line that is noticed by now
 * fails here, and so does one that a mode was said to notice and does not.
 */
class SilentConditionsIT {
    private static final Path PAGE = Path.of("docs/silent.md");
    private static final Pattern LINE = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    /** All of them read rows of a column {@code v} by a key {@code id}. */
    private enum Mode {
        CURSOR,
        LOOKBACK,
        XID,
        APPEND,
        SNAPSHOT,
        REPLACE;

        DatabaseTable of(String from) {
            return switch (this) {
                case SNAPSHOT -> Declared.snapshot(from, from, "id");
                case REPLACE -> Declared.replace(from, from);
                case LOOKBACK -> Declared.lookback(from, from, "at", Duration.ofSeconds(1), "id");
                default -> BoundedMode.valueOf(name()).of(from);
            };
        }
    }

    private static final Set<Mode> BOUNDED = Set.of(Mode.CURSOR, Mode.LOOKBACK, Mode.XID, Mode.APPEND);

    /** What happens to a table {@code t} between two runs. It has four rows, which are a day old. */
    private enum Condition {
        GONE_ROWS(BOUNDED, "delete from t where id = 1"),
        UPDATED_KEYS(BOUNDED, "update t set id = 100, at = now() where id = 1"),
        UNMARKED_WRITES(Set.of(Mode.CURSOR, Mode.LOOKBACK, Mode.APPEND), "update t set v = 'x' where id = 1"),
        UPDATES_OF_GROWING_TABLES(Set.of(Mode.APPEND), "update t set v = 'x', at = now() where id = 1"),
        NUMBERS_DRAWN_BEFORE(Set.of(Mode.APPEND), "insert into t (id, v) values (5, 'drawn before')"),
        SEQUENCES_SET_BACK(
                Set.of(Mode.APPEND),
                "select setval('t_id_seq', 6)",
                "insert into t (v) select 'again' from generate_series(1, 4)",
                "select nextval('t_id_seq') from generate_series(1, 2)",
                "insert into t (v) values ('beyond')"),
        LATE_COMMITS(Set.of(Mode.LOOKBACK)),
        POLICIES_THAT_READ(BOUNDED, "update shown set most = 4"),
        NAMES_IN_VALUES(BOUNDED, "alter table named rename to renamed");

        private final Set<Mode> silent;
        private final List<String> statements;

        Condition(Set<Mode> silent, String... statements) {
            this.silent = silent;
            this.statements = List.of(statements);
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What raw has of a table in one mode, by key. */
    private static final class Raw {
        private final DatabaseTable table;
        private Known known = Known.NOTHING;
        private final Map<Long, String> rows = new TreeMap<>();

        Raw(DatabaseTable table) {
            this.table = table;
        }
    }

    private PostgresFixture database;
    private String reader;
    private final Map<Condition, Map<Mode, Raw>> raw = new EnumMap<>(Condition.class);

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        reader = "reader_" + database.database();
        database.run("create role " + reader + " login in role pg_read_all_stats");
    }

    @AfterEach
    void stop() {
        database.run("drop owned by " + reader, "drop role " + reader);
        database.close();
    }

    /** Statements over one condition's table. */
    private void run(Condition condition, List<String> statements) {
        database.run(statements.stream().map(sql -> over(condition, sql)).toArray(String[]::new));
    }

    private static String over(Condition condition, String sql) {
        String fit = condition == Condition.NAMES_IN_VALUES
                ? sql.replaceAll("'(later|other|third)'", "row('named')::link")
                : sql;
        return fit.replaceAll("\\bt\\b", condition.word()).replaceAll("\\bt_id_seq\\b", condition.word() + "_id_seq");
    }

    private void create(Condition condition) {
        boolean named = condition == Condition.NAMES_IN_VALUES;
        if (named) {
            database.run("create table named ()", "create type link as (target regclass)");
        }
        run(
                condition,
                List.of(
                        "create table t (id bigint generated by default as identity primary key, v "
                                + (named ? "link" : "text") + " not null, at timestamptz not null default now())",
                        "insert into t (v, at) select " + (named ? "row('named')::link" : "'v' || i")
                                + ", now() - interval '1 day' from generate_series(1, 4) i",
                        "select nextval('t_id_seq')",
                        "insert into t (v) values ('later')",
                        "select nextval('t_id_seq') from generate_series(1, 4)",
                        "grant select on t, t_id_seq to " + reader));
        if (condition == Condition.POLICIES_THAT_READ) {
            database.run(
                    "create table shown (most int)",
                    "insert into shown values (2)",
                    "grant select on shown to " + reader,
                    "create policy few on policies_that_read using (id <= (select most from shown))",
                    "alter table policies_that_read enable row level security");
        }
        Map<Mode, Raw> modes = new EnumMap<>(Mode.class);
        Arrays.stream(Mode.values()).forEach(mode -> modes.put(mode, new Raw(mode.of(condition.word()))));
        raw.put(condition, modes);
    }

    private void readAll() {
        List<Raw> all =
                raw.values().stream().flatMap(modes -> modes.values().stream()).toList();
        DatabaseTable[] tables = all.stream().map(known -> known.table).toArray(DatabaseTable[]::new);
        try (PostgresSource source = new PostgresSource(Tables.source(database, reader, tables))) {
            source.connect();
            all.forEach(known -> read(source, known));
        }
    }

    private static void read(PostgresSource source, Raw known) {
        Look look = source.look(known.table, known.known);
        if (look instanceof Look.Changed changed) {
            try (TableRead read = changed.reader().read()) {
                take(read, known);
                known.known = Tables.known(Tables.window(changed), read.fingerprint());
            }
        } else {
            assertThat(look).isInstanceOf(Look.Unchanged.class);
        }
    }

    private static void take(TableRead read, Raw into) {
        if (read.overlap() instanceof Overlap.Content || into.table.can().replaces()) {
            into.rows.clear();
        }
        ColumnReader columns = read.columns().orElseThrow();
        ColumnBatch batch = new ColumnBatch(columns.schema(), 1_000);
        try {
            for (int part = 0; part < columns.parts(); part++) {
                columns.read(part, batch, filled -> {
                    LongValues keys = (LongValues) filled.column(0);
                    BytesValues values = (BytesValues) filled.column(1);
                    for (int i = 0; i < filled.rows(); i++) {
                        int start = values.start(i);
                        String value = new String(values.array(), start, values.end(i) - start, StandardCharsets.UTF_8);
                        into.rows.put(keys.value(i), value);
                    }
                });
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<Long, String> current(Condition condition) throws SQLException {
        Map<Long, String> current = new TreeMap<>();
        try (Connection connection = database.connect(reader);
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = pg_catalog");
            try (ResultSet row = statement.executeQuery("select id, v::text from public." + condition.word())) {
                while (row.next()) {
                    current.put(row.getLong(1), row.getString(2));
                }
            }
        }
        return current;
    }

    private Set<Mode> silent(Condition condition) throws SQLException {
        Map<Long, String> current = current(condition);
        Set<Mode> silent = new TreeSet<>();
        Objects.requireNonNull(raw.get(condition)).forEach((mode, known) -> {
            if (!known.rows.equals(current)) {
                silent.add(mode);
            }
        });
        return silent;
    }

    @Test
    void whatIsSaidToBeSilentIsAndTheOtherModesNoticeIt() throws SQLException {
        Arrays.stream(Condition.values()).forEach(this::create);
        readAll();
        try (Connection late = database.connect();
                Statement own = late.createStatement()) {
            late.setAutoCommit(false);
            own.execute("insert into late_commits (v) values ('late')");
            // Longer than the time that lookback states, and than the horizon keeps behind.
            own.execute("select pg_sleep(2.5)");
            for (Condition condition : Condition.values()) {
                run(condition, List.of("insert into t (v) values ('other')"));
            }
            readAll();
            late.commit();
        }
        database.run("select pg_sleep(2.5)");
        // By now a bound of numbers holds where there are such.
        for (Condition condition : Condition.values()) {
            run(condition, List.of("insert into t (v) values ('third')"));
        }
        readAll();
        for (Condition condition : Condition.values()) {
            run(condition, condition.statements);
        }
        readAll();

        SoftAssertions all = new SoftAssertions();
        for (Condition condition : Condition.values()) {
            all.assertThat(silent(condition)).as(condition.word()).isEqualTo(new TreeSet<>(condition.silent));
        }
        all.assertAll();
    }

    /** Foreign tables, and whatever else a view shows that is no row of this database, are in no snapshot. */
    @Test
    void contentThatGoesAwayAndComesBackWhileItIsReadIsSilent() {
        database.run(
                "create table beneath as select 1::bigint as id",
                "copy (select 'a') to program 'cat > shown.txt'",
                "create view seen as select id, pg_read_file('shown.txt') as v from beneath",
                "grant pg_read_server_files to " + reader,
                "grant execute on function pg_read_file(text) to " + reader,
                "grant select on seen to " + reader);
        Raw known = new Raw(Mode.SNAPSHOT.of("seen"));
        raw.put(Condition.GONE_ROWS, new EnumMap<>(Map.of(Mode.SNAPSHOT, known)));
        readAll();
        database.run("copy (select 'b') to program 'cat > shown.txt'");
        try (PostgresSource source = new PostgresSource(Tables.source(database, reader, known.table))) {
            source.connect();
            Look.Changed changed = Tables.changed(source.look(known.table, known.known));
            try (TableRead read = changed.reader().read()) {
                database.run("copy (select 'c') to program 'cat > shown.txt'");
                take(read, known);
                known.known = Tables.known(Tables.window(changed), read.fingerprint());
            }
        }
        database.run("copy (select 'b') to program 'cat > shown.txt'");
        readAll();

        assertThat(known.rows).containsEntry(1L, "c\n");
    }

    @Test
    void thePageNamesEachOfThem() throws IOException {
        List<String> named = LINE.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();

        assertThat(named)
                .containsExactlyElementsOf(
                        Arrays.stream(Condition.values()).map(Condition::word).toList());
    }
}
