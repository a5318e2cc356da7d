package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.HostileNames;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that end a quotation, begin a comment, or are otherwise more than a name, as schema, table and column. */
class HostileNamesIT {
    private PostgresFixture database;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run("create table victim (id int)", "insert into victim values (1)");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void everyNameIsReadByBothEnginesOrRefusedInOneLineAndNoneIsRun() {
        List<String> names = HostileNames.all();
        List<DatabaseTable> readable = new ArrayList<>();
        List<DatabaseTable> refused = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = Sql.quoted(names.get(i));
            boolean column = HostileNames.mayNameAColumn(names.get(i));
            database.run("create schema " + name, create(name + "." + name, column ? name : "v"));
            readable.add(Declared.snapshot("r" + i, name + "." + name, column ? names.get(i) : "v"));
            if (!column) {
                database.run(create("public.f" + i, name));
                refused.add(Declared.snapshot("f" + i, "public.f" + i, "id"));
            }
        }
        List<DatabaseTable> all = new ArrayList<>(readable);
        all.addAll(refused);
        try (PostgresSource extractor =
                new PostgresSource(Tables.source(database, all.toArray(DatabaseTable[]::new)))) {
            for (DatabaseTable table : readable) {
                isReadBothWays(extractor, table);
            }
            for (DatabaseTable table : refused) {
                Problem problem = Tables.refused(extractor.look(table, Known.NOTHING));
                assertThat(problem.code()).isEqualTo(ErrorCode.COLUMN_NAME_REFUSED);
                assertThat(problem.message()).doesNotContainPattern("\\p{Cntrl}");
            }
        }
        assertThat(database.texts("select count(*) from victim")).containsExactly("1");
        System.out.println(readable.size() + " hostile names read as schema and table, "
                + (readable.size() - refused.size()) + " as column, " + refused.size() + " refused as column");
        assertThat(names).hasSizeGreaterThanOrEqualTo(100);
        assertThat(refused).hasSizeLessThan(45);
    }

    private static String create(String table, String column) {
        return "create table " + table + " (" + column + " text primary key, id int); insert into " + table
                + " values ('one', 1), ('two', 2)";
    }

    private static void isReadBothWays(PostgresSource extractor, DatabaseTable table) {
        Look fact = extractor.look(table, Known.NOTHING);
        assertThat(fact).as(table.from()).isInstanceOf(Look.Changed.class);
        try (TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            for (Way way : Way.values()) {
                List<Row> rows = way.rows(extracted, LocalSpark.session()).collectAsList();
                assertThat(rows)
                        .as(way + " " + table.from())
                        .extracting(row -> row.getString(0) + row.getInt(1))
                        .containsExactlyInAnyOrder("one1", "two2");
                assertThat(rows.get(0).schema().fieldNames()[0])
                        .isEqualTo(table.key().get(0));
            }
        }
    }
}
