package io.alluvium.demo;

import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.Distributions;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.NationGenerator;
import io.trino.tpch.Order;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.PartGenerator;
import io.trino.tpch.PartSupplierGenerator;
import io.trino.tpch.RegionGenerator;
import io.trino.tpch.SupplierGenerator;
import io.trino.tpch.TextPool;
import io.trino.tpch.TpchEntity;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Fills the shop with TPC-H: at scale 1 six million lines of orders. The same scale gives the same rows each time. */
public final class TpchFill {
    private static final int CHUNK = 1 << 16;
    /** The generator's own pool of 300 MB takes longer to make than the demo's data; comments repeat sooner with this. */
    private static final int TEXT_BYTES = 8 << 20;

    private final Connection connection;
    private final double scale;
    private final Map<String, Long> rows = new TreeMap<>();

    private TpchFill(Connection connection, double scale) {
        this.connection = connection;
        this.scale = scale;
    }

    /** @return the number of rows by table */
    public static Map<String, Long> fill(Connection connection, double scale) throws SQLException {
        TpchFill fill = new TpchFill(connection, scale);
        connection.setAutoCommit(false);
        fill.copyAll();
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create index on orders (updated_at)");
            statement.execute("create index on lineitem (updated_at)");
            statement.execute("vacuum (freeze, analyze)");
        }
        return Map.copyOf(fill.rows);
    }

    /** Fills {@code lineitem} alone and returns the number of its rows. */
    public static long fillLines(Connection connection, double scale) throws SQLException {
        TpchFill fill = new TpchFill(connection, scale);
        Distributions words = Distributions.getDefaultDistributions();
        fill.copyLines(words, new TextPool(TEXT_BYTES, words));
        try (Statement statement = connection.createStatement()) {
            statement.execute("create index on lineitem (updated_at)");
            statement.execute("vacuum (freeze, analyze) lineitem");
        }
        return fill.rows.getOrDefault("lineitem", 0L);
    }

    private void copyAll() throws SQLException {
        Distributions words = Distributions.getDefaultDistributions();
        TextPool texts = new TextPool(TEXT_BYTES, words);
        copy("region", new RegionGenerator(words, texts), TpchFill::line);
        copy("nation", new NationGenerator(words, texts), TpchFill::line);
        copy("customer", new CustomerGenerator(scale, 1, 1, words, texts), TpchFill::line);
        copy("supplier", new SupplierGenerator(scale, 1, 1, words, texts), TpchFill::line);
        copy("part", new PartGenerator(scale, 1, 1, words, texts), TpchFill::line);
        copy("partsupp", new PartSupplierGenerator(scale, 1, 1, texts), TpchFill::line);
        copy("orders", new OrderGenerator(scale, 1, 1, words, texts), TpchFill::line);
        copyLines(words, texts);
    }

    private void copyLines(Distributions words, TextPool texts) throws SQLException {
        copy("lineitem", new LineItemGenerator(scale, 1, 1, words, texts), TpchFill::line);
    }

    private <E extends TpchEntity> void copy(String table, Iterable<E> entities, Function<E, String> line)
            throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " from stdin (delimiter '|')");
        StringBuilder chunk = new StringBuilder(CHUNK + 1024);
        for (E entity : entities) {
            chunk.append(line.apply(entity)).append('\n');
            if (chunk.length() >= CHUNK) {
                send(copy, chunk);
            }
        }
        send(copy, chunk);
        rows.put(table, copy.endCopy());
    }

    private static void send(CopyIn copy, StringBuilder chunk) throws SQLException {
        byte[] bytes = chunk.toString().getBytes(StandardCharsets.US_ASCII);
        copy.writeToCopy(bytes, 0, bytes.length);
        chunk.setLength(0);
    }

    /** The generator ends each line with a separator. */
    private static String line(TpchEntity entity) {
        String line = entity.toLine();
        return line.substring(0, line.length() - 1);
    }

    /** With a time of the last write in the evening of the day of the order. */
    private static String line(Order order) {
        return order.toLine() + lastWrite(order.getOrderDate(), order.getOrderKey());
    }

    private static String line(LineItem item) {
        return item.toLine() + lastWrite(item.getReceiptDate(), item.getOrderKey());
    }

    private static String lastWrite(int day, long key) {
        long second = 18 * 3600 + key % (6 * 3600);
        return LocalDate.ofEpochDay(day).atStartOfDay().plusSeconds(second) + "Z";
    }
}
