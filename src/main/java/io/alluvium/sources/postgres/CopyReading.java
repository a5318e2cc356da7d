package io.alluvium.sources.postgres;

import io.alluvium.column.ColumnBatch;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.spark.batch.BatchSource;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/**
 * A part that is being read. COPY in its binary format comes on a connection for it alone and is decoded into columns.
 */
final class CopyReading implements BatchSource.Reading {
    /** Of messages; a batch with this much is handed on, however few rows it has. */
    private static final int MOST_BYTES = 32 << 20;

    private final CopyPart part;
    private final ColumnBatch batch;
    private final BooleanSupplier stopped;
    private final Sessions sessions;
    private final CopySession session;
    private final CopyMessages messages;
    private final CopyRows rows;
    private boolean ended;

    /** Where sessions come from. */
    interface Sessions {
        /** One of a connection of its own. */
        Sessions NEW = (part, stopped) -> CopySession.open(part.login(), part.framing(), stopped);

        CopySession open(CopyPart part, BooleanSupplier stopped) throws SQLException;
    }

    private CopyReading(CopyPart part, ColumnBatch batch, Sessions sessions, BooleanSupplier stopped) {
        this.part = part;
        this.batch = batch;
        this.sessions = sessions;
        this.stopped = stopped;
        this.rows = new CopyRows(part.query().columns(), batch);
        this.session = open();
        boolean begun = false;
        try {
            session.join(part.snapshot());
            this.messages = session.copy(part.query().command());
            begun = true;
        } catch (SQLException e) {
            throw explained(e);
        } finally {
            if (!begun) {
                session.close();
            }
        }
    }

    /**
     * Logs in and starts the COPY.
     *
     * @param batch empty, of the part's schema
     * @param stopped looked at by another thread too; the reading ends within a second or two once it is true
     * @throws AlluviumException kinds SOURCE and DATA; INTERRUPTED
     */
    static CopyReading open(CopyPart part, ColumnBatch batch, Sessions sessions, BooleanSupplier stopped) {
        if (batch.rows() > 0 || !batch.schema().equals(part.query().schema())) {
            throw new IllegalArgumentException(
                    "not an empty batch of the columns of " + part.table().from());
        }
        return new CopyReading(part, batch, sessions, stopped);
    }

    /**
     * Reads on until the batch is full, has much memory, or there is nothing more.
     *
     * @return whether the batch has rows
     * @throws AlluviumException as {@link #open}
     */
    @Override
    public boolean fill() {
        long bytes = 0;
        try {
            while (!ended && !batch.isFull() && bytes < MOST_BYTES) {
                if (messages.next()) {
                    rows.take(messages.bytes(), messages.from(), messages.to());
                    bytes += messages.to() - messages.from();
                    if (!messages.isNextHere() || batch.rows() + rows.pending() >= batch.capacity()) {
                        rows.decode(messages.bytes());
                    }
                } else {
                    session.copied();
                    rows.requireEnd();
                    ended = true;
                }
            }
        } catch (SQLException e) {
            throw explained(e);
        } catch (CopyRows.UnfitColumn e) {
            throw unfit(e.index(), String.valueOf(e.getMessage()));
        }
        if (stopped.getAsBoolean()) {
            throw stopped();
        }
        return batch.rows() > 0;
    }

    private CopySession open() {
        try {
            return sessions.open(part, stopped);
        } catch (SQLException e) {
            throw stopped.getAsBoolean() ? stopped() : part.faults().ofLogin(e).asException(Faults.logged(e));
        }
    }

    private AlluviumException explained(SQLException error) {
        if (stopped.getAsBoolean()) {
            return stopped();
        }
        if (SqlStates.isAboutEncoding(error)) {
            return columnWithBrokenText(error);
        }
        return part.faults().ofTable(part.table(), error).asException(Faults.logged(error));
    }

    /** The server does not say which column it is: it is asked about one after the other. */
    private AlluviumException columnWithBrokenText(SQLException error) {
        CopyQuery query = part.query();
        int column = 0;
        try (CopySession asking = open()) {
            asking.join(part.snapshot());
            for (; column < query.columns().size(); column++) {
                if (query.columns().get(column).isText()) {
                    asking.run(query.proofOfText(column));
                }
            }
            return part.faults().ofTable(part.table(), error).asException();
        } catch (SQLException e) {
            if (stopped.getAsBoolean()) {
                return stopped();
            }
            return SqlStates.isAboutEncoding(e)
                    ? unfit(column, "text that is not UTF-8")
                    : part.faults().ofTable(part.table(), e).asException(Faults.logged(e));
        }
    }

    private AlluviumException unfit(int column, String what) {
        ColumnImage image = part.query().columns().get(column);
        String name = image.column();
        return part.table()
                .problem(
                        ErrorCode.SOURCE_VALUE_UNSUPPORTED,
                        "the column " + name + " of " + part.table().from() + " holds " + what)
                .because("in column " + name)
                .fixedBy(image.form()
                        .unfit(Sql.quotedWhereNeeded(name))
                        .map(condition -> (image.isTyped() ? "unfit = null" : "unfit = null or unfit = text")
                                + "; to find them: select * from "
                                + part.table().from() + " where " + condition)
                        .orElse("mend the values, or read a view that does without them"))
                .asException();
    }

    private AlluviumException stopped() {
        return part.table()
                .problem(ErrorCode.INTERRUPTED, "stopped while " + part.table().from() + " was read")
                .asException();
    }

    /** A COPY in the middle ends at the server too. */
    @Override
    public void close() {
        session.close();
    }
}
