package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.window.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** One run after another over one table with columns {@code id} and {@code v}, and what raw would have of it. */
final class RunsOfTable {
    private final MariadbFixture database;
    private final DatabaseTable table;
    private final SortedSet<String> raw = new TreeSet<>();
    private Known known = Known.NOTHING;

    RunsOfTable(MariadbFixture database, DatabaseTable table) {
        this.database = database;
        this.table = table;
    }

    /** Look, read, remember. */
    Look run() {
        return run(table);
    }

    /** The same as another declaration of the table has it. */
    Look run(DatabaseTable other) {
        try (MysqlSource source = new MysqlSource(MysqlTables.source(database, other))) {
            source.connect();
            Look look = source.look(other, known);
            if (look instanceof Look.Changed changed) {
                try (TableRead read = changed.reader().read()) {
                    List<String> rows = Way.columns(read, LocalSpark.session())
                            .selectExpr("concat_ws(' ', id, v)")
                            .collectAsList()
                            .stream()
                            .map(row -> row.getString(0))
                            .toList();
                    assertThat(read.sourceCount()).hasValue(rows.size());
                    raw.addAll(rows);
                    known = new Known(
                            Optional.of(read.columns().orElseThrow().schema()),
                            Optional.of(changed.position()),
                            Optional.empty(),
                            read.fingerprint());
                }
            }
            return look;
        }
    }

    Known known() {
        return known;
    }

    /** That of the last batch. */
    Window last() {
        return MysqlType.WINDOWS.window(known.reached().orElseThrow());
    }

    SortedSet<String> raw() {
        return raw;
    }

    void rawHasAll() {
        assertThat(raw).containsAll(database.texts("select concat(id, ' ', v) from " + table.from()));
    }

    static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
