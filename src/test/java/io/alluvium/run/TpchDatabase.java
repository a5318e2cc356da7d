package io.alluvium.run;

import io.alluvium.fixture.PostgresFixture;
import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.Distributions;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.NationGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.PartGenerator;
import io.trino.tpch.PartSupplierGenerator;
import io.trino.tpch.RegionGenerator;
import io.trino.tpch.SupplierGenerator;
import io.trino.tpch.TextPool;
import io.trino.tpch.TpchEntity;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * TPC-H's tables in PostgreSQL, in a schema of the name of the layer that the models read, so that their SQL is PostgreSQL's
 * too. What is changed here lands as files of the tables' logs.
 */
final class TpchDatabase implements AutoCloseable {
    private static final int TEXT_BYTES = 8 << 20;

    private final PostgresFixture database = PostgresFixture.fresh();
    private final Connection connection = database.connect();
    private final Path landing;
    private int version;
    private int files;

    /** @param landing where the logs go, a folder a table */
    TpchDatabase(TpchProject project, double scale, Path landing) throws SQLException, IOException {
        this.landing = landing;
        run("create schema curated", "create schema held");
        for (String table : TpchProject.TABLES) {
            String columns = project.columns(table).replaceFirst(", op string, version bigint$", "");
            run(
                    "create table curated." + table + " (" + columns.replace(" string", " text") + ")",
                    "create table held." + table + " (like curated." + table + ")");
        }
        fill(scale);
        for (String table : TpchProject.TABLES) {
            run("alter table curated." + table + " add primary key (" + String.join(", ", project.key(table)) + ")");
        }
        run(
                "create index on curated.lineitem (l_partkey, l_suppkey)",
                "create index on curated.orders (o_custkey)",
                "with o as (delete from curated.orders where o_orderkey % 32 = 7 returning *) insert into held.orders"
                        + " select * from o",
                "with l as (delete from curated.lineitem where l_orderkey % 32 = 7 returning *) insert into held.lineitem"
                        + " select * from l",
                "analyze");
        for (String table : TpchProject.TABLES) {
            land(table, "select *, 'I' as op, 0 as version from curated." + table);
        }
    }

    private void fill(double scale) throws SQLException, IOException {
        Distributions words = Distributions.getDefaultDistributions();
        TextPool texts = new TextPool(TEXT_BYTES, words);
        copy("region", new RegionGenerator(words, texts));
        copy("nation", new NationGenerator(words, texts));
        copy("supplier", new SupplierGenerator(scale, 1, 1, words, texts));
        copy("part", new PartGenerator(scale, 1, 1, words, texts));
        copy("partsupp", new PartSupplierGenerator(scale, 1, 1, texts));
        copy("customer", new CustomerGenerator(scale, 1, 1, words, texts));
        copy("orders", new OrderGenerator(scale, 1, 1, words, texts));
        copy("lineitem", new LineItemGenerator(scale, 1, 1, words, texts));
    }

    /** The generator ends each line with a separator. */
    private void copy(String table, Iterable<? extends TpchEntity> rows) throws SQLException, IOException {
        StringBuilder text = new StringBuilder();
        for (TpchEntity row : rows) {
            String line = row.toLine();
            text.append(line, 0, line.length() - 1).append('\n');
        }
        copies().copyIn("copy curated." + table + " from stdin (delimiter '|')", new StringReader(text.toString()));
    }

    private CopyManager copies() throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void land(String table, String query) throws SQLException, IOException {
        Path file = landing.resolve(table).resolve(files++ + ".csv");
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            copies().copyOut("copy (" + query + ") to stdout (format csv, header)", out);
        }
    }

    /** Rows changed from now on are newer than those before. */
    void nextVersion() {
        version++;
    }

    void update(String table, String changes) throws SQLException, IOException {
        land(
                table,
                "update curated.%s set %s returning *, 'U' as op, %d as version".formatted(table, changes, version));
    }

    void delete(String table, String condition) throws SQLException, IOException {
        land(
                table,
                "delete from curated.%s where %s returning *, 'D' as op, %d as version"
                        .formatted(table, condition, version));
    }

    /** Puts in rows that were held back. */
    void insert(String table, String condition) throws SQLException, IOException {
        land(
                table,
                "insert into curated.%s select * from held.%1$s where %s returning *, 'I' as op, %d as version"
                        .formatted(table, condition, version));
    }

    List<List<Object>> rows(String sql) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.close();
    }
}
