package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.source.HostileNames;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that are more than a name, as database, table and column of a MariaDB. */
class MysqlHostileNamesIT {
    private MariadbFixture database;
    private final List<String> made = new ArrayList<>();

    @BeforeEach
    void start() {
        database = MariadbFixture.fresh();
        database.run("create table victim (id int)", "insert into victim values (1)");
    }

    @AfterEach
    void stop() {
        made.forEach(name -> database.run("drop database " + RelationName.quoted(name)));
        database.close();
    }

    /** Some the server itself does not take: a blank at the end, what lies beyond 16 bits. */
    private boolean isMade(String name) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + RelationName.quoted(name));
            made.add(name);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void create(String table, String column) {
        database.run(
                "create table " + table + " (" + column + " varchar(5) primary key, id int)",
                "insert into " + table + " values ('one', 1), ('two', 2)");
    }

    @Test
    void everyNameThatTheServerTakesIsReadOrRefusedInOneLineAndNoneIsRun() {
        List<DatabaseTable> readable = new ArrayList<>();
        List<DatabaseTable> refused = new ArrayList<>();
        for (String name : HostileNames.all()) {
            if (!isMade(name)) {
                continue;
            }
            String quoted = RelationName.quoted(name);
            String from = quoted + "." + quoted;
            boolean column = HostileNames.mayNameAColumn(name);
            create(from, column ? quoted : "v");
            readable.add(Declared.snapshot("r" + readable.size(), from, column ? name : "v"));
            if (!column) {
                create("f" + refused.size(), quoted);
                refused.add(Declared.snapshot("f" + refused.size(), "f" + refused.size(), "id"));
            }
        }
        List<DatabaseTable> all = new ArrayList<>(readable);
        all.addAll(refused);
        try (MysqlSource source = new MysqlSource(
                MysqlTables.source(database, MariadbFixture.OWNER, all.toArray(DatabaseTable[]::new)))) {
            source.connect();
            readable.forEach(table -> isRead(source, table));
            for (DatabaseTable table : refused) {
                assertThat(source.look(table, Known.NOTHING)).isInstanceOfSatisfying(Look.Refused.class, look -> {
                    assertThat(look.problem().code()).isEqualTo(ErrorCode.COLUMN_NAME_REFUSED);
                    assertThat(look.problem().message()).doesNotContainPattern("\\p{Cntrl}");
                });
            }
        }
        assertThat(database.texts("select count(*) from victim")).containsExactly("1");
        System.out.println(readable.size() + " hostile names read as database and table, "
                + (readable.size() - refused.size()) + " as column, " + refused.size() + " refused as column");
        assertThat(readable).hasSizeGreaterThanOrEqualTo(90);
        assertThat(refused).hasSizeLessThan(45);
    }

    private static void isRead(MysqlSource source, DatabaseTable table) {
        Look look = source.look(table, Known.NOTHING);
        assertThat(look).as(table.from()).isInstanceOf(Look.Changed.class);
        try (TableRead read = ((Look.Changed) look).reader().read()) {
            List<Row> rows = Way.columns(read, LocalSpark.session()).collectAsList();
            assertThat(rows)
                    .as(table.from())
                    .extracting(row -> row.getString(0) + row.getInt(1))
                    .containsExactlyInAnyOrder("one1", "two2");
            assertThat(rows.get(0).schema().fieldNames()[0])
                    .isEqualTo(table.key().get(0));
        }
    }
}
