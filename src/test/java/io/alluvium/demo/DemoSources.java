package io.alluvium.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sources of {@code jobs/tpch}, filled: a running PostgreSQL and a landing folder. Closing stops the server. */
public final class DemoSources implements AutoCloseable {
    private final Path folder;
    private final ShopDatabase shop;
    private final Connection connection;
    private final LandingFiles landing;
    private final Map<String, Long> rows;
    private final int ordersADelivery;
    private @Nullable Connection late;

    private DemoSources(
            Path folder, ShopDatabase shop, Connection connection, LandingFiles landing, Map<String, Long> rows) {
        this.folder = folder;
        this.shop = shop;
        this.connection = connection;
        this.landing = landing;
        this.rows = rows;
        this.ordersADelivery = (int) (2 * rows("customer"));
    }

    /**
     * @param folder an empty folder for everything that the demo makes
     * @param scale of TPC-H
     * @param project the folder of {@code jobs/tpch}
     */
    public static DemoSources start(Path folder, double scale, Path project) throws IOException, SQLException {
        ShopDatabase shop = ShopDatabase.start(folder.resolve("postgres"));
        try {
            Connection connection = shop.connect();
            Map<String, Long> rows = TpchFill.fill(connection, scale);
            LandingFiles landing =
                    new LandingFiles(folder.resolve("landing"), connection, rows.getOrDefault("customer", 0L));
            landing.markets(project.resolve("seeds/markets.csv"));
            DemoSources sources = new DemoSources(folder, shop, connection, landing, rows);
            landing.deliver(sources.ordersADelivery, 0);
            return sources;
        } catch (IOException | SQLException e) {
            shop.close();
            throw e;
        }
    }

    /** Opens a transaction that changes five orders; {@link #change} commits it. */
    public void beginLateTransaction() throws SQLException {
        late = shop.connect();
        SourceChanges.beginLateTransaction(late, connection);
    }

    /** The late transaction commits, the day's changes are made and new files arrive, one line of them cut off. */
    public void change() throws IOException, SQLException {
        if (late != null) {
            late.commit();
            late.close();
            late = null;
        }
        SourceChanges.commitOfTheDay(connection);
        landing.deliver(ordersADelivery / 10, 1);
    }

    /** Rows of the first load by table. */
    public long rows(String table) {
        return rows.getOrDefault(table, 0L);
    }

    /** Rows of the first load in all tables. */
    public long rows() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    public int port() {
        return shop.port();
    }

    /** The database server's first process. */
    public long serverPid() throws IOException {
        return shop.pid();
    }

    public Path warehouse() {
        return folder.resolve("warehouse");
    }

    /** A connection as the shop's owner, closed with this. */
    public Connection connection() {
        return connection;
    }

    /** The variables that {@code jobs/tpch/project.conf} reads, in order. */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("TPCH_PORT", Integer.toString(shop.port()));
        variables.put("TPCH_PASSWORD", shop.password());
        variables.put("TPCH_LANDING", folder.resolve("landing").toString());
        variables.put("TPCH_WAREHOUSE", warehouse().toString());
        return variables;
    }

    @Override
    public void close() throws IOException, SQLException {
        if (late != null) {
            late.close();
        }
        connection.close();
        shop.close();
    }
}
