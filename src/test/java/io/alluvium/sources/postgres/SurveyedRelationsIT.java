package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.alluvium.failure.AlluviumException;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.database.Declared;
import io.alluvium.source.fault.NamedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SurveyedRelationsIT {
    private PostgresFixture database;
    private SnapshotSession snapshot;

    @BeforeEach
    void start() throws SQLException {
        database = PostgresFixture.fresh();
        database.run(
                "do $$ begin for i in 1..130 loop"
                        + " execute format('create table t%s (id int primary key, c%s text[], d numeric(9,2))', i, i);"
                        + " end loop; end $$",
                "create schema other",
                "create domain other.code as varchar(3)",
                "create table other.t7 (id int not null, code other.code)",
                "create unique index on other.t7 (id)",
                "create table other.\"T 7\" (id int)",
                "create table only_there (id int)");
        snapshot = SnapshotSession.start(new Login(Tables.source(database)).open(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        snapshot.close();
        database.close();
    }

    private static NamedTable named(String from) {
        return new NamedTable(from, Declared.PLACE);
    }

    private SurveyedRelations relations(List<String> tables) {
        return new SurveyedRelations(snapshot, tables);
    }

    private static List<String> all() {
        return IntStream.rangeClosed(1, 130).mapToObj(i -> "t" + i).toList();
    }

    @Test
    void eachOfManyTablesIsFoundInWhateverOrderTheyAreAskedFor() throws SQLException {
        SurveyedRelations relations = relations(all());

        for (int i : new int[] {130, 5, 1, 130, 77, 4, 106, 105}) {
            Relation relation = relations.of(named("t" + i));
            assertThat(relation.name()).isEqualTo("\"public\".\"t" + i + "\"");
            assertThat(relation.columns())
                    .extracting(
                            SourceColumn::name,
                            SourceColumn::declaredType,
                            column -> column.type().array())
                    .containsExactly(
                            tuple("id", "integer", false),
                            tuple("c" + i, "text[]", true),
                            tuple("d", "numeric(9,2)", false));
            assertThat(relation.uniqueKeys()).containsExactly(List.of("id"));
        }
    }

    @Test
    void aTableThatIsNotThereHidesNoOther() throws SQLException {
        SurveyedRelations relations = relations(List.of("t1", "t_2", "not a name", "t3"));

        assertThat(relations.of(named("t1")).columnNames()).contains("c1");
        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> relations.of(named("t_2")))
                .withMessageContaining("t_2 does not exist");
        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> relations.of(named("not a name")))
                .withMessageContaining("not a table's name");
        assertThat(relations.of(named("t3")).columnNames()).contains("c3");
    }

    @Test
    void tablesOfOneNameAreToldApartBySchemaAndLetters() throws SQLException {
        SurveyedRelations relations = relations(List.of("t7", "other.t7", "other.\"T 7\""));

        assertThat(relations.of(named("t7")).columnNames()).containsExactly("id", "c7", "d");
        Relation other = relations.of(named("other.t7"));
        assertThat(other.columns())
                .extracting(SourceColumn::name, SourceColumn::declaredType)
                .containsExactly(tuple("id", "integer"), tuple("code", "other.code"));
        assertThat(other.uniqueKeys()).containsExactly(List.of("id"));
        assertThat(relations.of(named("other.\"T 7\"")).uniqueKeys()).isEmpty();
        assertThat(relations.of(named("public.t7")).oid())
                .isEqualTo(relations.of(named("t7")).oid());
    }

    /** As where a project's patterns are resolved anew. */
    @Test
    void aTableThatWasNotAnnouncedIsFoundToo() throws SQLException {
        assertThat(relations(List.of()).of(named("only_there")).columnNames()).containsExactly("id");
    }

    /** It is told when it is first asked for, and keeps nobody else waiting; later it is waited for. */
    @Test
    void aTableThatAnotherSessionHoldsIsWaitedForWhenItIsAskedForAgain() throws Exception {
        SurveyedRelations relations = relations(all());
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table t5 in access exclusive mode");

            assertThat(relations.of(named("t6")).name()).isEqualTo("\"public\".\"t6\"");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> relations.of(named("t5")))
                    .matches(SqlStates::isLocked);
            CompletableFuture<Relation> waiting = CompletableFuture.supplyAsync(() -> later(relations, "t5"));
            assertThat(relations.of(named("t7")).name()).isEqualTo("\"public\".\"t7\"");
            database.awaitLockWait();
            assertThat(waiting).isNotDone();
            other.commit();
            assertThat(waiting.get(20, TimeUnit.SECONDS).name()).isEqualTo("\"public\".\"t5\"");
        }
    }

    private static Relation later(SurveyedRelations relations, String from) {
        try {
            return relations.of(named(from));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
