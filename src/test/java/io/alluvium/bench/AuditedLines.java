package io.alluvium.bench;

import io.alluvium.demo.TpchFill;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.PostgresFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** TPC-H's {@code lineitem} in a database, for tools that load it and for an audit of what they loaded. */
public final class AuditedLines implements AutoCloseable {
    private static final String TABLE = """
            create table lineitem (orderkey bigint, partkey bigint not null, suppkey bigint not null, linenumber int,
              quantity numeric(15,2), extendedprice numeric(15,2), discount numeric(15,2), tax numeric(15,2),
              returnflag text, linestatus text, shipdate date, commitdate date, receiptdate date, shipinstruct text,
              shipmode text, comment text, updated_at timestamptz, primary key (orderkey, linenumber))
            """;

    private final AutoCloseable database;
    private final String url;
    private final String driverUrl;
    private final long rows;

    private AuditedLines(AutoCloseable database, String url, String driverUrl, long rows) {
        this.database = database;
        this.url = url;
        this.driverUrl = driverUrl;
        this.rows = rows;
    }

    /**
     * Fills a database of a server that runs.
     *
     * @param database {@code postgres} or {@code mariadb}
     * @param folder for files that are read at once
     * @param scale of TPC-H; one is six million rows
     */
    public static AuditedLines start(String database, Path folder, double scale) throws IOException, SQLException {
        return database.equals("mariadb") ? mariadb(folder, scale) : postgres(scale);
    }

    private static AuditedLines postgres(double scale) throws SQLException {
        PostgresFixture database = PostgresFixture.fresh();
        database.run(TABLE);
        try (Connection connection = database.connect()) {
            long rows = TpchFill.fillLines(connection, scale);
            String at = "@127.0.0.1:" + database.port() + "/" + database.database();
            return new AuditedLines(database, "postgres://postgres" + at, "postgresql+psycopg2://postgres" + at, rows);
        }
    }

    private static AuditedLines mariadb(Path folder, double scale) throws IOException {
        MariadbFixture database = MariadbFixture.fresh();
        MariadbLoad.fill(database, folder, scale);
        database.run("grant select on lineitem to '" + MariadbFixture.READER + "'@'127.0.0.1'");
        String at = "@127.0.0.1:" + database.port() + "/" + database.database();
        long rows =
                Long.parseLong(database.texts("select count(*) from lineitem").get(0));
        return new AuditedLines(
                database,
                "mysql://" + MariadbFixture.READER + at,
                // The server lives in New York, and tells moments in the time of the session.
                "mysql+pymysql://" + MariadbFixture.READER + at + "?init_command=SET%20time_zone%3D%27%2B00%3A00%27",
                rows);
    }

    /** As {@code audit} takes it. */
    public String url() {
        return url;
    }

    /** As SQLAlchemy takes it. */
    public String driverUrl() {
        return driverUrl;
    }

    public long rows() {
        return rows;
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (Exception e) {
            throw new IllegalStateException("the database was not dropped", e);
        }
    }
}
