package io.alluvium.bench;

import io.alluvium.demo.ShopDatabase;
import io.alluvium.demo.TpchFill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A PostgreSQL server with TPC-H's {@code lineitem}, and a project that loads nothing else. */
final class Lines implements AutoCloseable {
    private static final String PROJECT = """
            project = lines
            warehouse { path = ${LINES_WAREHOUSE}%s }
            sources { shop { type = postgres, host = localhost, port = %d, database = shop, user = etl_reader
              password = "env:TPCH_PASSWORD", connections = 3
              tables { lineitem { from = "public.lineitem", key = [orderkey, linenumber], cursor = updated_at } } } }
            """;

    private final ShopDatabase shop;
    private final Path project;
    private final long rows;

    private Lines(ShopDatabase shop, Path project, long rows) {
        this.shop = shop;
        this.project = project;
        this.rows = rows;
    }

    /**
     * @param folder for the server's data, which are removed when this is closed, and for the project
     * @param scale of TPC-H; one is six million rows
     */
    static Lines start(Path folder, double scale) throws IOException, SQLException {
        ShopDatabase shop = ShopDatabase.start(folder.resolve("postgres"));
        try (Connection connection = shop.connect();
                Statement statement = connection.createStatement()) {
            long rows = TpchFill.fillLines(connection, scale);
            statement.execute("grant select on all tables in schema public to etl_reader");
            return new Lines(shop, project(folder.resolve("lines"), "", shop.port()), rows);
        } catch (IOException | SQLException e) {
            shop.close();
            throw e;
        }
    }

    private static Path project(Path folder, String store, int port) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("project.conf"), PROJECT.formatted(store, port));
        return folder;
    }

    /**
     * Another project of the same table.
     *
     * @param store what it says of the warehouse behind its path
     */
    Path project(String name, String store) throws IOException {
        return project(project.resolveSibling(name), store, shop.port());
    }

    ShopDatabase shop() {
        return shop;
    }

    Path project() {
        return project;
    }

    long rows() {
        return rows;
    }

    /** What the project and {@code psql} ask of the environment. */
    Map<String, String> environment(Path warehouse) {
        return Map.of(
                "PGPASSWORD", shop.password(),
                "TPCH_PASSWORD", shop.password(),
                "LINES_WAREHOUSE", warehouse.toString());
    }

    @Override
    public void close() throws IOException {
        shop.close();
    }
}
