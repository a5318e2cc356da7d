package io.alluvium.sources.postgres;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * A login with its password, for whoever opens a connection: this process, or a task on another machine, to which it
 * travels with what the task shall read. Prints the address only.
 */
final class ResolvedLogin implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String url;
    private final Properties properties;

    ResolvedLogin(String url, Properties properties) {
        this.url = Objects.requireNonNull(url, "url");
        this.properties = Objects.requireNonNull(properties, "properties");
    }

    Connection open() throws SQLException {
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not take the address", "08001");
        }
        return connection;
    }

    @Override
    public String toString() {
        return url;
    }
}
