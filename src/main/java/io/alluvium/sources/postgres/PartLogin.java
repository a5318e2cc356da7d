package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A login for who reads a part: this process, or a task on another machine. Here the password is looked up when a
 * connection is opened. It travels with a task as it is at that moment, each attempt of Spark's included, for the other machine
 * may have no right to look; where it cannot be had then, that is what the task fails by. Prints the address only.
 */
final class PartLogin implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String url;
    private final transient @Nullable Login here;
    private final @Nullable Properties properties;
    private final @Nullable AlluviumException refusal;

    private PartLogin(
            String url, @Nullable Login here, @Nullable Properties properties, @Nullable AlluviumException refusal) {
        this.url = Objects.requireNonNull(url, "url");
        this.here = here;
        this.properties = properties;
        this.refusal = refusal;
    }

    static PartLogin of(Login login) {
        return new PartLogin(login.url(), login, null, null);
    }

    Connection open() throws SQLException {
        Login own = here;
        if (own != null) {
            return own.open();
        }
        if (refusal != null) {
            throw refusal;
        }
        return Login.connect(url, Objects.requireNonNull(properties, "properties"));
    }

    private Object writeReplace() {
        Login own = here;
        if (own == null) {
            return this;
        }
        try {
            return new PartLogin(url, null, own.properties(), null);
        } catch (AlluviumException e) {
            return new PartLogin(url, null, null, new AlluviumException(e.problems()));
        }
    }

    @Override
    public String toString() {
        return url;
    }
}
