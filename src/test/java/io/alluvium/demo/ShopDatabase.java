package io.alluvium.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A PostgreSQL server of its own with an empty shop: eight TPC-H tables, a schema {@code truth} for what is known of the
 * files, and the reader {@code etl_reader}, who must give a password and may only read. Closing stops the server and
 * removes its data.
 */
public final class ShopDatabase implements AutoCloseable {
    private static final String NAME = "shop";

    private final EmbeddedPostgres server;
    private final Path folder;
    private final String password;

    private ShopDatabase(EmbeddedPostgres server, Path folder, String password) {
        this.server = server;
        this.folder = folder;
        this.password = password;
    }

    /** @param folder where the server keeps its data until it is closed; made anew */
    public static ShopDatabase start(Path folder) throws IOException, SQLException {
        Files.createDirectories(folder);
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data").toFile())
                .setCleanDataDirectory(true)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("listen_addresses", "localhost")
                .setServerConfig("timezone", "UTC")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "2GB")
                // The data live as long as the demo.
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .start();
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        ShopDatabase shop = new ShopDatabase(server, folder, HexFormat.of().formatHex(random));
        try {
            shop.create();
        } catch (IOException | SQLException e) {
            server.close();
            throw e;
        }
        return shop;
    }

    private void create() throws IOException, SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + NAME);
            statement.execute("create role etl_reader login password '" + password + "'");
            statement.execute("grant pg_read_all_stats to etl_reader");
            askForPassword(statement);
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(resource("shop.sql"));
        }
    }

    /** The server trusts every local user by default; the reader shall log in as in real life. */
    private static void askForPassword(Statement statement) throws IOException, SQLException {
        try (ResultSet rows = statement.executeQuery("show hba_file")) {
            rows.next();
            Path rules = Path.of(rows.getString(1));
            String reader = "host all etl_reader all scram-sha-256\n";
            Files.writeString(rules, reader + Files.readString(rules));
        }
        statement.execute("select pg_reload_conf()");
    }

    static String resource(String name) throws IOException {
        try (InputStream stream = ShopDatabase.class.getResourceAsStream("/demo/" + name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A connection as the shop's owner. */
    public Connection connect() throws SQLException {
        return server.getDatabase("postgres", NAME).getConnection();
    }

    public int port() {
        return server.getPort();
    }

    /** The server's first process. */
    public long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0).trim());
    }

    /** The password of {@code etl_reader}. */
    public String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
