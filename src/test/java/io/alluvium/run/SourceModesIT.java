package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Capabilities;
import io.alluvium.source.Capabilities.Finding;
import io.alluvium.source.Holds;
import io.alluvium.source.Holds.Fact;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Source;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.source.TableRead;
import io.alluvium.sources.SourceTypes;
import io.alluvium.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each source says of each of its modes is what happens: a row comes, one is changed, one goes. */
@Holds(
        source = "postgres",
        modes = {"cursor", "lookback", "xid", "append", "snapshot", "replace"},
        value = {Fact.INSERTS, Fact.UPDATES, Fact.DELETES, Fact.VERSIONS, Fact.REPLACES, Fact.SPARK, Fact.VERIFIED})
@Holds(
        source = "mysql",
        modes = {"cursor", "lookback", "append", "snapshot", "replace"},
        value = {Fact.INSERTS, Fact.UPDATES, Fact.DELETES, Fact.VERSIONS, Fact.REPLACES, Fact.SPARK, Fact.VERIFIED})
@Holds(
        source = "files",
        modes = {"append", "replace"},
        value = {Fact.INSERTS, Fact.UPDATES, Fact.DELETES, Fact.VERSIONS, Fact.REPLACES, Fact.SPARK, Fact.VERIFIED})
class SourceModesIT {
    /** Rows 1 and 2 with their notes; then row 1 changed, row 2 gone, another new. */
    private interface World extends AutoCloseable {
        void begin();

        /** What has to happen before a later batch has the bounds of the mode and no wider ones. */
        default void settle() throws InterruptedException {}

        void change();

        @Override
        void close();
    }

    /** The horizon keeps two seconds behind. */
    private static final Duration HORIZON = Duration.ofMillis(2_500);

    private static final Map<String, String> DATABASE = Map.of(
            "cursor", "cursor = changed",
            "lookback", "cursor = changed, lookback = 1 hour",
            "xid", "mode = xid",
            "append", "mode = append, cursor = id",
            "snapshot", "mode = snapshot",
            "replace", "mode = replace");

    @TempDir
    Path folder;

    static Stream<Arguments> modes() {
        return SourceTypes.all().list().stream()
                .flatMap(type -> type.modes().stream().map(mode -> Arguments.of(type, mode)));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void aModeFindsWhatItSays(SourceType type, Capabilities mode) throws Exception {
        ProjectFolder project = new ProjectFolder(folder);
        try (World world = world(type, project, mode)) {
            world.begin();
            project.runWell();
            world.settle();
            project.runWell();
            world.change();
            project.runWell();

            assertThat(project.rows("select 1 from raw.t where note = 'three'"))
                    .as("the new row")
                    .hasSize(1);
            boolean changed = !project.rows("select 1 from raw.t where id = 1 and note = 'changed'")
                    .isEmpty();
            assertThat(changed).as("the changed row").isEqualTo(mode.updates() != Finding.NEVER);
            assertThat(isGone(project)).as("the deleted row").isEqualTo(mode.deletes() != Finding.NEVER);
            boolean kept = !project.rows("select 1 from raw.t where id = 1 and note = 'one'")
                    .isEmpty();
            assertThat(kept).as("the earlier version").isEqualTo(!mode.replaces());
            assertThat(readsByColumn(project, type)).isEqualTo(!mode.needsSpark());
            assertThat(project.pipeline().verify(List.of()).get(0) instanceof Verdict.Checked)
                    .isEqualTo(mode.verifiable());
            assertThat(project.pipeline().sources().get(0).tables().get(0).can())
                    .isEqualTo(mode);
        }
    }

    private static boolean isGone(ProjectFolder project) {
        boolean marked = List.of(project.pipeline().query("select * from raw.t").columns())
                        .contains("_op")
                && !project.rows("select 1 from raw.t where id = 2 and _op = 'D'")
                        .isEmpty();
        return marked || project.rows("select 1 from raw.t where id = 2").isEmpty();
    }

    private static boolean readsByColumn(ProjectFolder project, SourceType type) {
        SourceSpec spec = project.pipeline().sources().get(0);
        assertThat(spec.type().word()).isEqualTo(type.word());
        try (Source source = spec.open()) {
            source.connect();
            Look.Changed all = (Look.Changed) source.look(spec.tables().get(0), Known.NOTHING);
            assertThat(all.position().sourceType()).isEqualTo(type.word());
            try (TableRead read = all.reader().read()) {
                return read.columns().isPresent();
            }
        }
    }

    private static World world(SourceType type, ProjectFolder project, Capabilities mode) {
        return switch (type.word()) {
            case "postgres" -> postgres(project, mode);
            case "mysql" -> mariadb(project, mode);
            default -> files(project, mode);
        };
    }

    private static World mariadb(ProjectFolder project, Capabilities mode) {
        MariadbFixture database = MariadbFixture.fresh();
        project.over(
                database,
                "t { from = t, key = [id], "
                        + Optional.ofNullable(DATABASE.get(mode.mode())).orElseThrow() + " }");
        return new World() {
            @Override
            public void begin() {
                database.run("create table t (id bigint auto_increment primary key, note text, changed timestamp(6)"
                        + " not null default current_timestamp(6) on update current_timestamp(6))");
                database.run("insert into t (note) values ('one'), ('two')");
            }

            /** A bound by number is a mark that the horizon has passed. */
            @Override
            public void settle() throws InterruptedException {
                if (mode.mode().equals("append")) {
                    Thread.sleep(HORIZON.toMillis());
                    database.run("insert into t (note) values ('between')");
                }
            }

            @Override
            public void change() {
                database.run("update t set note = 'changed' where id = 1");
                database.run("delete from t where id = 2");
                database.run("insert into t (note) values ('three')");
            }

            @Override
            public void close() {
                database.close();
            }
        };
    }

    private static World postgres(ProjectFolder project, Capabilities mode) {
        PostgresFixture database = PostgresFixture.fresh();
        project.over(
                database,
                "",
                "t { from = t, key = [id], "
                        + Optional.ofNullable(DATABASE.get(mode.mode())).orElseThrow() + " }");
        return new World() {
            @Override
            public void begin() {
                database.run("create table t (id bigint generated by default as identity primary key, note text,"
                        + " changed timestamptz not null default clock_timestamp())");
                database.run("insert into t (note) values ('one'), ('two')");
            }

            /** The bound by identifier is that of a batch whose time the oldest open transaction has passed. */
            @Override
            public void settle() throws InterruptedException {
                if (mode.mode().equals("append")) {
                    Thread.sleep(HORIZON.toMillis());
                    database.run("insert into t (note) values ('between')");
                }
            }

            @Override
            public void change() {
                database.run("update t set note = 'changed', changed = clock_timestamp() where id = 1");
                database.run("delete from t where id = 2");
                database.run("insert into t (note) values ('three')");
            }

            @Override
            public void close() {
                database.close();
            }
        };
    }

    private static World files(ProjectFolder project, Capabilities mode) {
        project.write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                sources { web { type = files, path = landing, tables {
                  t { glob = "*.csv", format = csv, key = [id], load = %s }
                } } }
                """.formatted(
                        mode.mode().equals("append") ? "append, file_change = reload" : mode.mode()));
        return new World() {
            @Override
            public void begin() {
                project.write("landing/a.csv", "id,note\n1,one\n");
                project.write("landing/b.csv", "id,note\n2,two\n");
            }

            @Override
            public void change() {
                project.write("landing/a.csv", "id,note\n1,changed\n");
                project.remove("landing/b.csv");
                project.write("landing/c.csv", "id,note\n3,three\n");
            }

            @Override
            public void close() {}
        };
    }
}
