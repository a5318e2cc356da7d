package io.alluvium.sources.postgres;

import io.alluvium.column.ColumnBatch;
import io.alluvium.source.image.UnfitValue;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * Decodes the messages of one COPY in the binary format into a batch: where the fields of a few hundred rows lie is noted
 * first, and then one column is decoded after the other.
 */
final class CopyRows {
    /** Ends with bytes that any conversion of text would change. */
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    /** Signature, flags, length of what future versions add. */
    private static final int HEADER = SIGNATURE.length + 2 * Integer.BYTES;

    private static final int END = -1;

    /** More than fit in a usual buffer of messages, and few enough for their places to stay in the nearest cache. */
    private static final int BLOCK_ROWS = 512;

    private final ColumnBatch batch;
    private final BinaryForm.Decoder[] decoders;
    private final FieldSpans[] fields;
    private int noted;
    private boolean begun;
    private boolean ended;

    CopyRows(List<ColumnImage> columns, ColumnBatch batch) {
        this.batch = batch;
        this.decoders = new BinaryForm.Decoder[columns.size()];
        this.fields = new FieldSpans[columns.size()];
        for (int i = 0; i < decoders.length; i++) {
            fields[i] = new FieldSpans(BLOCK_ROWS);
            decoders[i] = columns.get(i).form().into(batch.column(i));
        }
    }

    /** A value that its column cannot hold. */
    static final class UnfitColumn extends Exception {
        private static final long serialVersionUID = 1L;

        private final int index;

        private UnfitColumn(int index, UnfitValue cause) {
            super(cause.getMessage(), cause);
            this.index = index;
        }

        /** Which column. */
        int index() {
            return index;
        }
    }

    /**
     * Takes the rows of a message, usually one. They need not be in the batch before {@link #decode}.
     *
     * @param bytes the same, unchanged, until the rows are decoded
     * @throws SQLException when these are not messages of a COPY of these columns
     */
    void take(byte[] bytes, int from, int to) throws SQLException, UnfitColumn {
        int at = begun ? from : header(bytes, from, to);
        while (at < to) {
            at = row(bytes, at, to);
            if (noted == BLOCK_ROWS) {
                decode(bytes);
            }
        }
    }

    /** Rows that were taken and are not in the batch yet. */
    int pending() {
        return noted;
    }

    /** Appends the rows that were taken to the batch. */
    void decode(byte[] bytes) throws UnfitColumn {
        for (int column = 0; column < decoders.length; column++) {
            fields[column].end(noted);
            try {
                decoders[column].appendAll(bytes, fields[column], batch.column(column));
            } catch (UnfitValue e) {
                throw new UnfitColumn(column, e);
            }
        }
        batch.endRows(noted);
        noted = 0;
    }

    /** @throws SQLException when the rows did not end as they must */
    void requireEnd() throws SQLException {
        require(ended && noted == 0);
    }

    private int header(byte[] bytes, int from, int to) throws SQLException {
        require(to - from >= HEADER);
        for (int i = 0; i < SIGNATURE.length; i++) {
            require(bytes[from + i] == SIGNATURE[i]);
        }
        require(BigEndian.int32(bytes, from + SIGNATURE.length) == 0);
        int extension = BigEndian.int32(bytes, from + SIGNATURE.length + Integer.BYTES);
        require(extension >= 0 && extension <= to - from - HEADER);
        begun = true;
        return from + HEADER + extension;
    }

    private int row(byte[] bytes, int from, int to) throws SQLException {
        require(!ended && to - from >= Short.BYTES);
        int count = BigEndian.int16(bytes, from);
        int at = from + Short.BYTES;
        if (count == END) {
            ended = true;
            return at;
        }
        require(count == fields.length);
        for (FieldSpans column : fields) {
            require(at <= to - Integer.BYTES);
            int length = BigEndian.int32(bytes, at);
            at += Integer.BYTES;
            require(length >= FieldSpans.NULL && length <= to - at);
            column.put(noted, at, length);
            at += Math.max(0, length);
        }
        noted++;
        return at;
    }

    /** The state is that of a broken protocol: the connection is of no use any more. */
    private static void require(boolean isCopy) throws SQLException {
        if (!isCopy) {
            throw new SQLException("not the binary format of COPY", "08P01");
        }
    }
}
