package io.alluvium.sources.objects.orc;

import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.TypedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.CompressionKind;
import org.apache.orc.FileFormatException;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.StripeInformation;
import org.apache.orc.TypeDescription;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A file of ORC. Its footer says which columns there are, and where. */
public final class OpenOrc implements TypedFile {
    private static final byte[] MAGIC = "ORC".getBytes(StandardCharsets.US_ASCII);
    /** Writers take 256 KB; memory for so much is asked for before anything is read. */
    private static final int MOST_BLOCK_BYTES = 64 << 20;

    private static final int MOST_ROWS = 1024;
    /** Truth values that are all the same: two bytes stand for 130 times eight. */
    private static final long MOST_ROWS_A_BYTE = 520;

    /** No codec makes less of its input, by far. */
    private static final long MOST_PACKING = 10_000;

    private static final long MOST_BYTES = 16L << 20;

    private final FSDataInputStream in;
    private final OneFile store;
    private final Reader file;
    private final List<Column> columns;
    private @Nullable RecordReader rows;

    private OpenOrc(FSDataInputStream in, OneFile store, Reader file) {
        this.in = in;
        this.store = store;
        this.file = file;
        this.columns = List.copyOf(columns(file.getSchema()));
    }

    /**
     * Reads a file's footer.
     *
     * @param in closed with the file, and where this throws
     * @param size of the file in bytes
     */
    public static OpenOrc of(FSDataInputStream in, long size) throws IOException {
        OpenOrc opened = null;
        OneFile store = new OneFile(in, size);
        try {
            FSDataInputStream watched = store.open(OneFile.NAME, 0);
            requireBeginning(watched, size);
            FileEnd.require(watched, size, MAGIC.length, MOST_BLOCK_BYTES);
            Reader file = OrcFile.createReader(
                    OneFile.NAME,
                    OrcFile.readerOptions(new Configuration(false))
                            .filesystem(store)
                            .maxLength(size)
                            .useUTCTimestamp(true)
                            .convertToProlepticGregorian(true));
            requireWithin(file, size);
            requireRows(file);
            opened = new OpenOrc(in, store, file);
            return opened;
        } catch (FileFormatException e) {
            throw new BrokenFileException("its end is missing or broken, where its columns are told", e);
        } catch (IOException e) {
            throw store.explained(e);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            throw broken(e);
        } finally {
            if (opened == null) {
                in.close();
            }
        }
    }

    /**
     * The library tells what is wrong with bytes of the file in its messages, which may be values. It takes as much memory at once as
     * a file says that it needs: what there is not is not taken, and the file is at fault.
     */
    static BrokenFileException broken(Throwable error) {
        return new BrokenFileException("broken or cut off: " + error.getClass().getSimpleName(), error);
    }

    private static void requireBeginning(FSDataInputStream in, long size) throws IOException {
        byte[] head = new byte[MAGIC.length];
        if (size <= head.length) {
            throw new BrokenFileException(size == 0 ? "it is empty" : "it is too short");
        }
        in.readFully(0, head);
        if (!Arrays.equals(head, MAGIC)) {
            throw new BrokenFileException("it does not begin as such files do");
        }
    }

    private static void requireWithin(Reader file, long size) throws BrokenFileException {
        if (file.getSchema().getCategory() != TypeDescription.Category.STRUCT) {
            throw new BrokenFileException("its rows have no columns");
        }
        if (file.getCompressionSize() > MOST_BLOCK_BYTES) {
            throw new BrokenFileException("blocks of more than " + (MOST_BLOCK_BYTES >> 20) + " MB");
        }
        if (file.getColumnEncryptionKeys().length > 0) {
            throw new BrokenFileException("it is encrypted");
        }
        for (StripeInformation stripe : file.getStripes()) {
            boolean within = stripe.getOffset() >= MAGIC.length
                    && stripe.getLength() >= 0
                    && stripe.getLength() <= size - stripe.getOffset();
            if (!within) {
                throw new BrokenFileException("rows beyond the file's end");
            }
            if (stripe.getLength() > Runtime.getRuntime().maxMemory() / 2) {
                throw new BrokenFileException(
                        "a stripe of " + (stripe.getLength() >> 20) + " MB is too much for memory");
            }
        }
    }

    /** Rows that are only said to be there would be read for ever. */
    private static void requireRows(Reader file) throws BrokenFileException {
        long rows = 0;
        long bytes = 0;
        for (StripeInformation stripe : file.getStripes()) {
            rows += stripe.getNumberOfRows();
            bytes += stripe.getLength();
        }
        boolean packed = file.getCompressionKind() != CompressionKind.NONE;
        long most = (bytes + 1) * MOST_ROWS_A_BYTE * (packed ? MOST_PACKING : 1);
        if (rows != file.getNumberOfRows() || rows < 0 || rows > most) {
            throw new BrokenFileException("other rows than it says");
        }
    }

    private static List<Column> columns(TypeDescription schema) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < schema.getFieldNames().size(); i++) {
            TypeDescription type = schema.getChildren().get(i);
            columns.add(new Column(schema.getFieldNames().get(i), OrcTypes.of(type), type.toString()));
        }
        return columns;
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        long before = 0;
        for (StripeInformation stripe : file.getStripes()) {
            parts.add(new Part(stripe.getOffset(), before, stripe.getLength()));
            before += stripe.getNumberOfRows();
        }
        return parts;
    }

    @Override
    public Rows rows(int part, StructType table, int[] places) throws IOException {
        closeRows();
        TypeDescription schema = file.getSchema();
        boolean[] included = new boolean[schema.getMaximumId() + 1];
        included[0] = true;
        for (int place : places) {
            if (place >= 0) {
                TypeDescription column = schema.getChildren().get(place);
                Arrays.fill(included, column.getId(), column.getMaximumId() + 1, true);
            }
        }
        try {
            long rowBytes = Math.max(1, file.getRawDataSize() / Math.max(1, file.getNumberOfRows()));
            VectorizedRowBatch vectors =
                    schema.createRowBatch((int) Math.max(1, Math.min(MOST_ROWS, MOST_BYTES / rowBytes)));
            for (ColumnVector vector : vectors.cols) {
                BoundedVectors.bound(vector);
            }
            StripeInformation stripe = file.getStripes().get(part);
            RecordReader opened =
                    file.rows(file.options().include(included).range(stripe.getOffset(), stripe.getLength()));
            rows = opened;
            return new OrcRows(opened, store, schema, table, places, vectors, rowBytes);
        } catch (IOException e) {
            throw store.explained(e);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw broken(e);
        }
    }

    private void closeRows() throws IOException {
        RecordReader open = rows;
        rows = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeRows();
            file.close();
        } finally {
            in.close();
        }
    }
}
