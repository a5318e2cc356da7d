package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableRead;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows that row security begins to show may be older than any bound: they were written, and hidden, long before. */
class RowSecurityIT {
    private PostgresFixture database;
    private String reader;
    private final RawLog raw = new RawLog();

    /** What an administrator does, so that the reader sees all rows. */
    private enum Loosening {
        THE_POLICY("alter policy own on events using (true)"),
        ANOTHER_POLICY("create policy other on events for select using (true)"),
        A_ROLE_WITH_A_POLICY("grant auditor to reader"),
        ROW_SECURITY_IS_OFF("alter table events disable row level security"),
        A_RIGHT_TO_BYPASS("alter role reader bypassrls");

        private final String statement;

        Loosening(String statement) {
            this.statement = statement;
        }
    }

    static Stream<Arguments> each() {
        return Arrays.stream(BoundedMode.values())
                .flatMap(mode -> Arrays.stream(Loosening.values()).map(loosening -> Arguments.of(mode, loosening)));
    }

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        reader = "reader_" + database.database();
        run(
                "create role reader login in role pg_read_all_stats",
                "create role auditor",
                "create table events (id bigint generated always as identity primary key,"
                        + " at timestamptz not null default now(), v int)",
                "grant select on events, events_id_seq to reader",
                "create policy own on events using (v % 2 = 0)",
                "create policy audit on events for select to auditor using (true)",
                "alter table events enable row level security",
                "insert into events (v) select i from generate_series(1, 6) i");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    /** Roles are the server's, which other tests use too. */
    private void run(String... statements) {
        database.run(Arrays.stream(statements)
                .map(statement -> statement
                        .replaceAll("\\breader\\b", reader)
                        .replaceAll("\\bauditor\\b", "auditor_" + database.database()))
                .toArray(String[]::new));
    }

    private Look read(DatabaseTable table) {
        return raw.run(database, reader, table);
    }

    private void readTwice(BoundedMode mode) {
        read(mode.of("events"));
        run("select pg_sleep(" + mode.late() + ")", "insert into events (v) values (8), (9)");
        read(mode.of("events"));
        assertThat(raw.rows()).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("each")
    void rowsThatItBeginsToShowAreRead(BoundedMode mode, Loosening loosening) {
        readTwice(mode);
        run(loosening.statement);

        Look fact = read(mode.of("events"));

        assertThat(Tables.changed(fact).what()).isEqualTo("all rows, since row security shows others than before");
        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "events")).hasSize(8);
        assertThat(read(mode.of("events"))).isInstanceOf(Look.Unchanged.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatDoesNotConcernTheReaderChangesNothing(BoundedMode mode) {
        readTwice(mode);
        run("create policy write on events for update using (true)", "alter policy audit on events using (v = 9)");

        assertThat(read(mode.of("events"))).isInstanceOf(Look.Unchanged.class);
    }

    @ParameterizedTest
    @EnumSource
    void anotherUserReadsWhatItIsShown(BoundedMode mode) {
        readTwice(mode);

        raw.run(database, mode.of("events"));

        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "events")).hasSize(8);
    }

    @Test
    void theGuaranteeSaysWhatPoliciesHide() {
        assertThat(guarantee(BoundedMode.XID.of("events")))
                .isEqualTo(
                        "complete; deletes are not seen; an updated key leaves the old one; only rows that row security shows to this user when they"
                                + " are new");
        assertThat(guarantee(Declared.snapshot("compared", "events", "id")))
                .endsWith("; only rows that row security shows to this user");
    }

    private String guarantee(DatabaseTable table) {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, reader, table))) {
            extractor.connect();
            return Tables.changed(extractor.look(table, Known.NOTHING)).guarantee();
        }
    }

    /** Here the policy stays, and what it reads changes. */
    @Test
    void comparedContentsDifferWhereOthersAreShown() {
        run(
                "create table shown (most int)",
                "insert into shown values (3)",
                "grant select on shown to reader",
                "alter policy own on events using (v <= (select most from shown))");
        DatabaseTable compared = Declared.snapshot("compared", "events", "id");
        Known known = comparedOnce(compared);
        run("update shown set most = 5");

        try (PostgresSource extractor = new PostgresSource(Tables.source(database, reader, compared))) {
            extractor.connect();
            assertThat(Tables.changed(extractor.look(compared, known)).rows()).hasValue(5);
        }
    }

    private Known comparedOnce(DatabaseTable table) {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, reader, table))) {
            extractor.connect();
            Look.Changed first = Tables.changed(extractor.look(table, Known.NOTHING));
            try (TableRead extracted = first.reader().read()) {
                Known known = Tables.known(Tables.window(first), extracted.fingerprint());
                assertThat(extractor.look(table, known)).isInstanceOf(Look.Unchanged.class);
                return known;
            }
        }
    }

    @Test
    void aWindowThatWaitsIsReplacedWhereOthersAreShownThen() {
        DatabaseTable events = BoundedMode.XID.of("events");
        readTwice(BoundedMode.XID);
        run("insert into events (v) values (10)");
        raw.remember(begun(events));
        run("alter policy own on events using (true)");

        read(events);

        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "events")).hasSize(9);
    }

    private Known begun(DatabaseTable table) {
        Known known = raw.known();
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, reader, table))) {
            extractor.connect();
            return new Known(
                    known.schema(),
                    known.reached(),
                    Optional.of(Tables.changed(extractor.look(table, known)).position()),
                    known.fingerprint());
        }
    }

    @Test
    void aFunctionThatAPolicyCallsIsPartOfIt() {
        run(
                "create function allowed(v int) returns boolean language sql as 'select v % 2 = 0'",
                "alter policy own on events using (allowed(v))");
        readTwice(BoundedMode.XID);
        run("create or replace function allowed(v int) returns boolean language sql as 'select true'");

        read(BoundedMode.XID.of("events"));

        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "events")).hasSize(8);
    }
}
