package io.alluvium.extract.postgres;

import io.alluvium.column.ColumnBatch;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** Decodes the messages of one COPY in the binary format into a batch. */
final class CopyRows {
    /** Ends with bytes that any conversion of text would change. */
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    /** Signature, flags, length of what future versions add. */
    private static final int HEADER = SIGNATURE.length + 2 * Integer.BYTES;

    private static final int NULL = -1;
    private static final int END = -1;

    private final ColumnBatch batch;
    private final BinaryForm.Decoder[] decoders;
    private boolean begun;
    private boolean ended;

    CopyRows(List<ColumnImage> columns, ColumnBatch batch) {
        this.batch = batch;
        this.decoders = new BinaryForm.Decoder[columns.size()];
        for (int i = 0; i < decoders.length; i++) {
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
     * Appends the rows of a message, usually one.
     *
     * @throws SQLException when these are not messages of a COPY of these columns
     */
    void append(byte[] bytes, int from, int to) throws SQLException, UnfitColumn {
        int at = begun ? from : header(bytes, from, to);
        while (at < to) {
            at = row(bytes, at, to);
        }
    }

    /** @throws SQLException when the rows did not end as they must */
    void requireEnd() throws SQLException {
        require(ended);
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

    private int row(byte[] bytes, int from, int to) throws SQLException, UnfitColumn {
        require(!ended && to - from >= Short.BYTES);
        int fields = BigEndian.int16(bytes, from);
        int at = from + Short.BYTES;
        if (fields == END) {
            ended = true;
            return at;
        }
        require(fields == decoders.length);
        int column = 0;
        try {
            for (; column < fields; column++) {
                require(at <= to - Integer.BYTES);
                int length = BigEndian.int32(bytes, at);
                at += Integer.BYTES;
                if (length == NULL) {
                    batch.column(column).appendNull();
                } else {
                    require(length >= 0 && length <= to - at);
                    decoders[column].append(bytes, at, length);
                    at += length;
                }
            }
        } catch (UnfitValue e) {
            throw new UnfitColumn(column, e);
        }
        batch.endRow();
        return at;
    }

    /** The state is that of a broken protocol: the connection is of no use any more. */
    private static void require(boolean isCopy) throws SQLException {
        if (!isCopy) {
            throw new SQLException("not the binary format of COPY", "08P01");
        }
    }
}
