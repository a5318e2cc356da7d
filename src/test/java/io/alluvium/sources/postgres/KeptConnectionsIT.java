package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alluvium.column.ColumnBatch;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Known;
import io.alluvium.source.TableRead;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptConnectionsIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final DatabaseTable A = Declared.snapshot("a", "a", "id");
    private static final DatabaseTable B = Declared.snapshot("b", "b", "id");
    private static final DatabaseTable UNFIT = Declared.snapshot("unfit", "unfit", "id");
    private static final DatabaseTable LARGE = Declared.snapshot("large", "large", "id");

    private PostgresFixture database;
    private PostgresSource extractor;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        String reader = "reader_" + database.database();
        database.run(
                "create table a (id int primary key)",
                "insert into a select generate_series(1, 10)",
                "create table b (id int primary key)",
                "insert into b select generate_series(1, 20)",
                "create table unfit (id int primary key, v numeric(38, 2))",
                "insert into unfit values (1, 'NaN')",
                "create table large (id int primary key)",
                "insert into large select generate_series(1, 60000)",
                // As many as Tables.source may hold together; the server refuses more.
                "create role " + reader + " login connection limit 4",
                "grant select on all tables in schema public to " + reader);
        extractor = new PostgresSource(Tables.source(database, reader, A, B, UNFIT, LARGE));
        extractor.connect();
    }

    @AfterEach
    void stop() {
        extractor.close();
        database.close();
    }

    private TableRead extracted(DatabaseTable table) {
        return Tables.read(extractor, table, Known.NOTHING);
    }

    private long rows(DatabaseTable table) throws IOException {
        try (TableRead extracted = extracted(table)) {
            return rows(extracted.columns().orElseThrow());
        }
    }

    private static long rows(ColumnReader reader) throws IOException {
        long[] rows = {0};
        reader.read(0, new ColumnBatch(reader.schema(), 1_000), batch -> rows[0] += batch.rows());
        return rows[0];
    }

    /** Of reads, by the server's numbers. */
    private List<String> connections() {
        return database.texts("select pid from pg_stat_activity where datname = current_database()"
                + " and application_name = 'alluvium' and query like 'copy%' order by 1");
    }

    @Test
    void smallReadsFollowOneAnotherOnOneConnectionInOneSnapshot() throws IOException {
        assertThat(rows(A)).isEqualTo(10);
        List<String> first = connections();
        database.run("insert into b values (1000)");

        assertThat(rows(B)).isEqualTo(20);

        assertThat(connections()).isEqualTo(first).hasSize(1);
    }

    @Test
    void aConnectionWhoseReadFailedIsNotUsedAgain() throws IOException {
        assertThat(rows(A)).isEqualTo(10);
        List<String> first = connections();

        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> rows(UNFIT))
                .satisfies(fault ->
                        assertThat(fault.problems().get(0).code()).isEqualTo(ErrorCode.SOURCE_VALUE_UNSUPPORTED));

        assertThat(rows(B)).isEqualTo(20);
        assertThat(connections()).hasSize(1).doesNotContainAnyElementsOf(first);
    }

    @Test
    void twoReadsAtATimeHaveTwoConnections() throws IOException {
        try (TableRead a = extracted(A);
                TableRead b = extracted(B)) {
            ColumnReader inner = b.columns().orElseThrow();
            ColumnReader outer = a.columns().orElseThrow();
            outer.read(
                    0,
                    new ColumnBatch(outer.schema(), 1_000),
                    batch -> assertThat(rows(inner)).isEqualTo(20));
        }

        assertThat(connections()).hasSize(2);
    }

    @Test
    void whoeverOpensConnectionsOfHisOwnFindsNoneWaiting() throws IOException {
        try (TableRead a = extracted(A);
                TableRead b = extracted(B)) {
            rows(a.columns().orElseThrow());
            rows(b.columns().orElseThrow());
        }
        assertThat(rows(LARGE)).isEqualTo(60_000);
        assertThat(connections()).isEmpty();

        assertThat(rows(A)).isEqualTo(10);
        try (TableRead b = extracted(B)) {
            assertThat(b.rows(SPARK).count()).isEqualTo(20);
        }
        assertThat(connections()).isEmpty();
    }

    @Test
    void theyEndWithTheSnapshot() throws Exception {
        assertThat(rows(A)).isEqualTo(10);

        extractor.close();

        for (int i = 0; i < 200 && !connections().isEmpty(); i++) {
            Thread.sleep(10);
        }
        assertThat(connections()).isEmpty();
    }
}
