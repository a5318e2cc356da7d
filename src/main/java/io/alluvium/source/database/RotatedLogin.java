package io.alluvium.source.database;

import io.alluvium.secret.Password;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Logs in while a password may be rotated. The password is taken as it is now, and where that is refused, as it is when it
 * has changed: a rotation may have come between the look and the login.
 */
public final class RotatedLogin {
    private final Optional<Password> password;
    private final Supplier<Properties> properties;
    private final Predicate<SQLException> wrongPassword;

    /** One login. */
    public interface Attempt {
        Connection with(Properties properties) throws SQLException;
    }

    /**
     * For one database.
     *
     * @param properties of the driver, with the password looked up at each call
     * @param wrongPassword whether the server refused the password
     */
    public RotatedLogin(
            Optional<Password> password, Supplier<Properties> properties, Predicate<SQLException> wrongPassword) {
        this.password = password;
        this.properties = properties;
        this.wrongPassword = wrongPassword;
    }

    public Connection open(Attempt attempt) throws SQLException {
        Properties first = properties.get();
        try {
            return attempt.with(first);
        } catch (SQLException e) {
            if (!wrongPassword.test(e)) {
                throw e;
            }
            return attempt.with(changedFrom(first).orElseThrow(() -> e));
        }
    }

    /** The server is asked again with another password only. */
    private Optional<Properties> changedFrom(Properties refused) {
        for (Duration wait : password.map(Password::furtherLooks).orElse(List.of())) {
            LockSupport.parkNanos(wait.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
            Properties now = properties.get();
            if (!now.equals(refused)) {
                return Optional.of(now);
            }
        }
        return Optional.empty();
    }
}
