package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.ColumnBatch;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Known;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.fault.NamedTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of several heaps, read by ranges of page numbers. */
class TableSplitIT {
    /** One row a page. */
    private static final String SPARSE = " with (fillfactor = 10)";

    private PostgresFixture database;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run(
                "create table events (id int, day date, note text) partition by range (day)",
                "create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01')" + SPARSE,
                "create table events_2 partition of events for values from ('2026-02-01') to ('2026-03-01')"
                        + " partition by list (id)",
                "create table events_2a partition of events_2 for values in (1, 2, 3)" + SPARSE,
                "create table events_2b partition of events_2 default" + SPARSE,
                "create table events_3 partition of events default" + SPARSE,
                "create table old_rows (id int, note text)" + SPARSE,
                "create table older_rows () inherits (old_rows)" + SPARSE);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Relation relation(String name) throws SQLException {
        try (Connection connection = database.connect()) {
            return new Catalog(connection, List.of("public"))
                    .relation(NamedTable.of(Declared.snapshot("t", name, "id")));
        }
    }

    private List<String> rows(String table, String condition) {
        return database.texts("select tableoid || ' ' || ctid from " + table + " t where " + condition);
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "old_rows"})
    void theRangesHoldEachRowOfAllPartitionsOnce(String table) throws SQLException {
        assertThat(TableSplit.conditions(relation(table), 3)).as("of no rows").hasSize(3);
        database.run(
                "insert into events select i, date '2026-01-01' + i / 20, repeat('x', 700) from generate_series(1, 1500) i",
                "insert into old_rows select i, repeat('x', 700) from generate_series(1, 400) i",
                "insert into older_rows select i, repeat('x', 700) from generate_series(1, 50) i",
                "delete from events where id % 7 = 0",
                "vacuum events");
        Relation relation = relation(table);
        int all = rows(table, "true").size();
        for (int ranges = 1; ranges <= 9; ranges++) {
            List<String> found = new ArrayList<>();
            for (String condition : TableSplit.conditions(relation, ranges)) {
                List<String> part = rows(table, condition);
                assertThat(part.size()).as("%s of %d", condition, ranges).isBetween(all / ranges / 2, all / ranges * 2);
                found.addAll(part);
            }
            Collections.sort(found);
            assertThat(found).as("%d ranges", ranges).isEqualTo(new ArrayList<>(new TreeSet<>(rows(table, "true"))));
        }
    }

    @Test
    void theServerReadsJustThePagesOfARange() throws SQLException {
        database.run("insert into events select i, date '2026-01-01' + i / 20, repeat('x', 700)"
                + " from generate_series(1, 1500) i");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            // Of a table of so few pages it would be as quick to look at all of them.
            statement.execute("set enable_seqscan = off");
            for (String condition : TableSplit.conditions(relation("events"), 3)) {
                List<String> scans = new ArrayList<>();
                try (ResultSet line = statement.executeQuery("explain select * from events t where " + condition)) {
                    while (line.next()) {
                        scans.add(line.getString(1));
                    }
                }
                assertThat(scans)
                        .filteredOn(line -> line.contains("Scan on"))
                        .hasSize(4)
                        .allMatch(line -> line.contains("Tid Range Scan"));
            }
        }
    }

    @Test
    void rowsThatLieNotOnlyInHeapsAreReadByOneStream() throws SQLException {
        database.run("create view recent as select * from events");

        assertThat(relation("recent").pages()).isEqualTo(HeapPages.NONE);
    }

    @Test
    void aLargePartitionedTableIsReadByAReaderOfTheParentOnSeveralConnections() throws Exception {
        database.run(
                "alter table events_1 alter note set storage plain",
                "alter table events_2b alter note set storage plain",
                "alter table events_3 alter note set storage plain",
                "insert into events select i, date '2026-01-01' + i % 100, repeat('x', 4000)"
                        + " from generate_series(1, 17000) i");
        String reader = "r_" + database.database();
        database.run("create role " + reader + " login", "grant select on events to " + reader);
        DatabaseTable events = Declared.xid("events", "events", "id");
        List<Integer> ids = new ArrayList<>();
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, reader, events));
                TableRead extracted = Tables.read(extractor, events, Known.NOTHING)) {
            ColumnReader columns = extracted.columns().orElseThrow();
            assertThat(columns.parts()).isEqualTo(2);
            for (int part = 0; part < 2; part++) {
                List<Integer> some = new ArrayList<>();
                columns.read(
                        part,
                        new ColumnBatch(columns.schema(), 500),
                        batch -> Way.rows(batch).forEach(row -> some.add(row.getInt(0))));
                assertThat(some.size()).isBetween(6_000, 11_000);
                ids.addAll(some);
            }
        }
        assertThat(ids).doesNotHaveDuplicates().hasSize(17_000);
    }
}
