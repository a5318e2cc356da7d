package io.alluvium.sources.postgres;

import java.io.InputStream;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.core.VisibleBufferedInputStream;
import org.postgresql.jdbc.PgConnection;

/**
 * The stream beneath a connection of the driver, encryption undone. The driver does not give it away: its private fields
 * are read, here and nowhere else, and a driver that has others is used by its public interface instead.
 */
final class DriverStream {
    private static final Optional<Fields> FIELDS = fields();

    private final Fields fields;
    private final VisibleBufferedInputStream buffered;

    private DriverStream(Fields fields, VisibleBufferedInputStream buffered) {
        this.fields = fields;
        this.buffered = buffered;
    }

    private record Fields(Field stream, Field input, Field end) {}

    private static Optional<Fields> fields() {
        try {
            Fields found = new Fields(
                    QueryExecutorBase.class.getDeclaredField("pgStream"),
                    PGStream.class.getDeclaredField("pgInput"),
                    VisibleBufferedInputStream.class.getDeclaredField("endIndex"));
            found.stream().setAccessible(true);
            found.input().setAccessible(true);
            found.end().setAccessible(true);
            return found.end().getType() == int.class ? Optional.of(found) : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            System.getLogger(DriverStream.class.getName())
                    .log(System.Logger.Level.WARNING, "this driver's stream is not known; COPY is slower", e);
            return Optional.empty();
        }
    }

    /** Empty where the driver is another than the one that is known. */
    static Optional<DriverStream> of(Connection connection) throws SQLException {
        if (FIELDS.isEmpty() || !connection.isWrapperFor(PgConnection.class)) {
            return Optional.empty();
        }
        Fields fields = FIELDS.get();
        try {
            Object stream =
                    fields.stream().get(connection.unwrap(PgConnection.class).getQueryExecutor());
            return fields.input().get(stream) instanceof VisibleBufferedInputStream buffered
                    ? Optional.of(new DriverStream(fields, buffered))
                    : Optional.empty();
        } catch (IllegalAccessException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What the driver has taken from the stream and not looked at. */
    byte[] head() throws SQLException {
        try {
            return Arrays.copyOfRange(
                    buffered.getBuffer(), buffered.getIndex(), fields.end().getInt(buffered));
        } catch (IllegalAccessException e) {
            throw new SQLException("the driver's stream cannot be read", "08006", e);
        }
    }

    /** What comes after {@link #head}. */
    InputStream rest() {
        return buffered.getWrapped();
    }
}
