package io.alluvium.sources.mysql;

import io.alluvium.fixture.MariadbFixture;
import io.alluvium.source.SourceBehaviour;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableRead;
import io.alluvium.source.TableSpec;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class MysqlBehaviourIT extends SourceBehaviour {
    private static final DatabaseTable TABLE = Declared.cursor("t", "t", "updated_at", "id");

    private MariadbFixture database;

    @BeforeEach
    void start() {
        database = MariadbFixture.fresh();
        database.run(
                "create table t (id int primary key, updated_at timestamp(6) not null default current_timestamp(6))");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Override
    protected SourceSpec source() {
        return MysqlTables.source(database, TABLE);
    }

    @Override
    protected TableSpec table() {
        return TABLE;
    }

    @Override
    protected Dataset<Row> rows(TableRead extracted, SparkSession session) {
        return Way.columns(extracted, session);
    }

    @Override
    protected void add(int... ids) {
        IntStream.of(ids).forEach(id -> database.run("insert into t (id) values (" + id + ")"));
    }

    @Override
    protected void remove() {
        database.run("drop table t");
    }
}
