package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.lake.Lake;
import io.alluvium.lake.TableVersion;
import io.alluvium.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Delta's RESTORE takes batches out of a raw table, and leaves their numbers in its log: they are read again. */
class RestoredRawIT {
    private static final boolean ALL = Boolean.getBoolean("alluvium.modes.all");
    private static final TableName RAW = new TableName(Layer.RAW, "orders");

    @TempDir
    Path folder;

    private PostgresFixture database;
    private ProjectFolder project;
    private Lake warehouse;

    @BeforeEach
    void start() {
        project = new ProjectFolder(folder);
        warehouse = new Lake(Storage.at(folder.resolve("warehouse").toUri()), table -> 0);
        database = PostgresFixture.fresh();
        database.run("create table orders (id int generated always as identity primary key,"
                + " changed timestamptz not null default now())");
        project.write("curated/orders.sql", "/*---\nstrategy = apply\n---*/\nselect id from raw.orders\n");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    /** Each in a batch of its own. */
    private void load(String mode, int batches) {
        project.over(database, "", "orders { from = \"public.orders\", key = [id], " + mode + " }");
        for (int batch = 0; batch < batches; batch++) {
            database.run("insert into orders select from generate_series(1, 2)");
            project.runWell();
        }
    }

    private TableVersion current() {
        return warehouse.current(RAW).orElseThrow();
    }

    private void restore(String to) {
        SparkSession session = SparkFixture.plain(project.lake());
        session.sql("restore table delta.`" + warehouse.path(RAW) + "` to " + to);
    }

    private List<String> raw() {
        return project.rows("select distinct id from raw.orders order by id");
    }

    private List<String> curated() {
        return project.rows("select id from curated.orders order by id");
    }

    private List<String> source() {
        return database.texts("select id from orders order by id");
    }

    /** Mode xid is below; all of them where there is time. */
    static Stream<String> modes() {
        return ALL
                ? Stream.of(
                        "cursor = changed",
                        "mode = xid",
                        "mode = append, cursor = id",
                        "mode = snapshot",
                        "mode = replace")
                : Stream.of("cursor = changed", "mode = append, cursor = id", "mode = snapshot", "mode = replace");
    }

    static Stream<String> modesOfVersions() {
        return ALL ? Stream.of("mode = xid", "mode = snapshot") : Stream.of("mode = xid");
    }

    @ParameterizedTest
    @MethodSource("modes")
    void whatWasTakenOutIsReadAgain(String mode) {
        load(mode, 3);
        restore("version as of 0");
        assertThat(raw()).hasSize(2);

        project.runWell();

        assertThat(raw()).isEqualTo(source());
        assertThat(curated()).isEqualTo(source());
        load(mode, 1);
        assertThat(raw()).isEqualTo(source());
        assertThat(curated()).isEqualTo(source());
    }

    @Test
    void aKeyOfWhichOnlyTheTakenOutBatchesKnewIsInNoTableAboveEither() {
        load("mode = snapshot", 2);
        restore("version as of 0");
        database.run("delete from orders where id = 4");

        project.runWell();

        assertThat(curated()).isEqualTo(source()).containsExactly("1", "2", "3");
    }

    @Test
    void theTablesAboveAreRestoredEvenWhereTheSourceHasNothing() {
        load("mode = snapshot", 2);
        restore("version as of 0");
        database.run("delete from orders where id > 2");

        project.runWell();

        assertThat(curated()).isEqualTo(source()).containsExactly("1", "2");
    }

    @ParameterizedTest
    @MethodSource("modesOfVersions")
    void aRestoredTableCanBeRestoredAgainToWhereverItStood(String mode) {
        load(mode, 3);
        restore("version as of 0");
        long restored = current().version();
        project.runWell();
        load(mode, 1);
        restore("version as of " + restored);
        assertThat(raw()).hasSize(2);

        project.runWell();
        assertThat(curated()).isEqualTo(source());
        restore("version as of 2");
        assertThat(raw()).hasSize(6);
        project.runWell();

        assertThat(raw()).isEqualTo(source());
        assertThat(curated()).isEqualTo(source());
    }

    @Test
    void aTableThatWasRestoredToATimeIsRefusedBecauseItsVersionIsNotNoted() {
        load("mode = xid", 1);
        String time = project.rows("select current_timestamp()").get(0);
        load("mode = xid", 1);
        restore("timestamp as of '" + time + "'");

        assertThat(project.run().steps().get(0).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.TABLE_RESTORED);
            assertThat(problem.message())
                    .isEqualTo("raw.orders was restored to a time, and its log does not say to which version");
            assertThat(problem.fix().orElseThrow()).contains("TO VERSION AS OF n");
        });
        restore("version as of 0");
        project.runWell();
        assertThat(raw()).isEqualTo(source()).hasSize(4);
    }
}
