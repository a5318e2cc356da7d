package io.alluvium.sources.postgres;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.SourceBehaviour;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PostgresBehaviourIT extends SourceBehaviour {
    private static final DatabaseTable TABLE = Declared.cursor("t", "t", "updated_at", "id");

    private PostgresFixture database;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run("create table t (id int primary key, updated_at timestamptz not null default now())");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Override
    protected SourceSpec source() {
        return Tables.source(database, TABLE);
    }

    @Override
    protected TableSpec table() {
        return TABLE;
    }

    @Override
    protected void add(int... ids) {
        IntStream.of(ids).forEach(id -> database.run("insert into t values (" + id + ")"));
    }

    @Override
    protected void remove() {
        database.run("drop table t");
    }
}
