package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.database.DeclaredDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Sources as a project would declare them, and what is read from them. */
final class MysqlTables {
    private MysqlTables() {}

    static MysqlSpec source(MariadbFixture database, DatabaseTable... tables) {
        return source(database, MariadbFixture.READER, tables);
    }

    static MysqlSpec source(MariadbFixture database, String user, DatabaseTable... tables) {
        return new MysqlSpec(new DeclaredDatabase(
                "shop",
                Declared.PLACE,
                database.host(),
                database.port(),
                database.database(),
                user,
                Optional.empty(),
                Optional.empty(),
                4,
                Duration.ofMinutes(1),
                SchemaChange.ADD,
                ChosenTables.of(List.of(tables))));
    }

    /** All rows of a first batch. */
    static List<Row> rows(MariadbFixture database, DatabaseTable table) {
        try (MysqlSource source = new MysqlSource(source(database, table))) {
            source.connect();
            Look look = source.look(table, Known.NOTHING);
            assertThat(look).isInstanceOf(Look.Changed.class);
            try (TableRead read = ((Look.Changed) look).reader().read()) {
                List<Row> rows = Way.columns(read, LocalSpark.session()).collectAsList();
                assertThat(read.sourceCount()).hasValue(rows.size());
                return rows;
            }
        }
    }
}
