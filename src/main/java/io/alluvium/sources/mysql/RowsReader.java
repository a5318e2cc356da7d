package io.alluvium.sources.mysql;

import io.alluvium.column.BatchSink;
import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.budget.WatchedRead;
import io.alluvium.source.image.UnfitValue;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of a window as columns, a session a part. Sessions of another process cannot show the same state: the parts are read
 * here.
 *
 * @param conditions of the parts; together they hold every row of the window once
 */
record RowsReader(TableView table, List<String> conditions, Faults faults) implements ColumnReader {
    /** Rows that the driver takes from the stream at a time. */
    private static final int FETCHED = 1000;

    /** Of texts and bytes; a batch with this much is handed on, however few rows it has. */
    private static final long MOST_BYTES = 32 << 20;

    RowsReader {
        conditions = List.copyOf(conditions);
    }

    @Override
    public StructType schema() {
        return table.schema();
    }

    @Override
    public int parts() {
        return conditions.size();
    }

    @Override
    public boolean isPortable() {
        return false;
    }

    @Override
    public Part part(int part) {
        throw new UnsupportedOperationException("no other session shows the state that is read");
    }

    @Override
    public void read(int part, ColumnBatch batch, BatchSink sink) throws IOException {
        Thread reader = Thread.currentThread();
        Connection session = taken();
        boolean kept = false;
        try (Statement statement = session.createStatement()) {
            WatchedRead watch = WatchedRead.start("mysql", reader::isInterrupted, watched(statement, session));
            boolean whole = false;
            try {
                read(statement, conditions.get(part), batch, sink);
                whole = true;
            } finally {
                if (!watch.end() || !whole) {
                    end(statement);
                }
            }
            kept = true;
        } catch (SQLException e) {
            throw reader.isInterrupted()
                    ? stopped()
                    : faults.ofTable(table.spec(), e).asException(Faults.logged(e));
        } catch (UnfitColumn e) {
            // The session goes on with other tables.
            kept = isAlive(session);
            throw unfit(e.column(), String.valueOf(e.getMessage()));
        } finally {
            giveBack(session, kept);
        }
        if (reader.isInterrupted()) {
            throw stopped();
        }
    }

    private Connection taken() {
        try {
            return table.sessions().take();
        } catch (SQLException e) {
            throw Thread.currentThread().isInterrupted()
                    ? stopped()
                    : faults.ofTable(table.spec(), e).asException(Faults.logged(e));
        }
    }

    private void giveBack(Connection session, boolean kept) {
        if (kept && isAlive(session)) {
            table.sessions().back(session);
        } else {
            table.sessions().lost();
            SnapshotSessions.closeQuietly(session);
        }
    }

    private static boolean isAlive(Connection session) {
        try {
            return !session.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /** The rest of a result that nobody wants is not waited for. */
    private static void end(Statement statement) throws SQLException {
        statement.cancel();
    }

    private static WatchedRead.Session watched(Statement statement, Connection session) {
        return new WatchedRead.Session() {
            @Override
            public void cancel() {
                try {
                    statement.cancel();
                } catch (SQLException e) {
                    System.getLogger(RowsReader.class.getName()).log(System.Logger.Level.DEBUG, "cancelling a read", e);
                }
            }

            @Override
            public void cut() {
                try {
                    session.abort(Runnable::run);
                } catch (SQLException e) {
                    System.getLogger(RowsReader.class.getName()).log(System.Logger.Level.DEBUG, "cutting a read", e);
                }
            }
        };
    }

    private void read(Statement statement, String condition, ColumnBatch batch, BatchSink sink)
            throws SQLException, IOException {
        List<ColumnImage> columns = table.selected();
        List<ValueForm.Decoder> decoders = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            decoders.add(columns.get(i).form().into(batch.column(i)));
        }
        statement.setFetchSize(FETCHED);
        try (ResultSet row = statement.executeQuery(command(columns, condition))) {
            while (row.next()) {
                for (int i = 0; i < decoders.size(); i++) {
                    take(decoders.get(i), row, i);
                }
                batch.endRow();
                if (batch.isFull() || bytes(batch, columns.size()) >= MOST_BYTES) {
                    batch.handTo(sink);
                }
            }
        }
        batch.handTo(sink);
    }

    private static long bytes(ColumnBatch batch, int columns) {
        long bytes = 0;
        for (int i = 0; i < columns; i++) {
            bytes += batch.column(i) instanceof BytesValues values ? values.length() : 0;
        }
        return bytes;
    }

    private static void take(ValueForm.Decoder decoder, ResultSet row, int column) throws SQLException {
        try {
            decoder.take(row, column + 1);
        } catch (UnfitValue e) {
            throw new UnfitColumn(column, e);
        }
    }

    private String command(List<ColumnImage> columns, String condition) {
        return columns.stream().map(ColumnImage::select).collect(Collectors.joining(", ", "select ", "")) + " from "
                + table.relation().from() + " where " + condition;
    }

    /** Which column a value that does not fit is in. */
    private static final class UnfitColumn extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int column;

        private UnfitColumn(int column, UnfitValue cause) {
            super(cause.getMessage(), null, false, false);
            this.column = column;
        }

        private int column() {
            return column;
        }
    }

    private AlluviumException unfit(int column, String what) {
        ColumnImage image = table.selected().get(column);
        String name = image.column();
        String quoted = RelationName.quotedWhereNeeded(name);
        Optional<String> condition = image.form().unfit(quoted);
        return table.spec()
                .problem(
                        ErrorCode.SOURCE_VALUE_UNSUPPORTED,
                        "the column " + name + " of " + table.spec().from() + " holds " + what)
                .marking(name)
                .because("in column " + name)
                .fixedBy(condition
                        .map(found -> "unfit = null or unfit = text; to find them: select * from "
                                + table.spec().from() + " where " + found)
                        .orElse("mend the values, or read a view that does without them"))
                .asException();
    }

    private AlluviumException stopped() {
        return table.spec()
                .problem(ErrorCode.INTERRUPTED, "stopped while " + table.spec().from() + " was read")
                .asException();
    }
}
