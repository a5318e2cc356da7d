package io.alluvium.sources.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/** Messages as the driver's public interface gives them: each is an array of its own. */
final class DriverMessages implements CopyMessages {
    private final CopyOut copy;
    private byte[] message = new byte[0];

    DriverMessages(CopyOut copy) {
        this.copy = copy;
    }

    @Override
    public boolean next() throws SQLException {
        byte @Nullable [] received = copy.readFromCopy();
        if (received == null) {
            return false;
        }
        message = received;
        return true;
    }

    @Override
    public byte[] bytes() {
        return message;
    }

    @Override
    public boolean isNextHere() {
        return false;
    }

    @Override
    public int from() {
        return 0;
    }

    @Override
    public int to() {
        return message.length;
    }
}
