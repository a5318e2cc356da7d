package io.alluvium.column;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Writes batches of columns to one Parquet file, with the statistics that Delta keeps: no rows, no Spark session.
 * Memory is that of one row group's encoded pages. For one thread at a time.
 *
 * <p>Pages are of the first version, compressed with Snappy, and every encoding is one that Spark's vectorised reader,
 * parquet-java, DuckDB, Arrow and Delta Kernel read.
 */
public final class ParquetFile implements Closeable {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    /** A page of a constant column holds a row group's rows in one run, whose length has 31 bits. */
    private static final long MOST_ROWS = 1 << 30;
    /**
     * Without it, how Spark reads dates before 1582 and timestamps before 1900 hangs on the reading session's settings
     * (Spark's {@code DataSourceUtils.getRebaseSpec}); with it they are read as they are written.
     */
    private static final String SPARK_VERSION = "org.apache.spark.version";

    private final StructType schema;
    private final CountedOutput output;
    private final EncodingLimits limits;
    private final PageStore store = new PageStore();
    /** One for each leaf of the schema. */
    private final List<ColumnWriter> columns = new ArrayList<>();
    /** What comes in batches, in the order of their columns, and their types. */
    private final List<BatchColumn> batchColumns = new ArrayList<>();

    private final List<DataType> batchTypes = new ArrayList<>();
    private final List<RowGroup> rowGroups = new ArrayList<>();
    private long rowsInGroup;
    private long rows;
    /** Neither finished nor left half-written by an error. */
    private boolean open = true;

    /**
     * @param schema the file's columns, of the types that {@link ColumnValues#supports} knows
     * @param output an empty file; closed with this
     * @param sources where each of the schema's columns comes from
     */
    public ParquetFile(StructType schema, OutputStream output, List<FileColumn> sources) throws IOException {
        this(schema, output, sources, EncodingLimits.STANDARD);
    }

    ParquetFile(StructType schema, OutputStream output, List<FileColumn> sources, EncodingLimits limits)
            throws IOException {
        if (sources.size() != schema.length()) {
            throw new IllegalArgumentException(schema.length() + " columns, " + sources.size() + " sources");
        }
        this.schema = schema;
        this.output = new CountedOutput(output);
        this.limits = limits;
        PageBuffers buffers = new PageBuffers();
        GroupLevels levels = new GroupLevels();
        for (int i = 0; i < schema.length(); i++) {
            addColumn(schema.fields()[i], sources.get(i), buffers, levels);
        }
        this.output.write(MAGIC);
    }

    private void addColumn(StructField field, FileColumn source, PageBuffers buffers, GroupLevels levels) {
        if (source instanceof FileColumn.Constant constant) {
            columns.addAll(ConstantColumn.of(field, constant.value(), store, buffers));
            return;
        }
        List<BatchLeaf> leaves = LeafColumn.of(field).stream()
                .map(leaf -> new BatchLeaf(leaf, store, buffers, limits))
                .toList();
        columns.addAll(leaves);
        batchColumns.add(new BatchColumn(leaves, levels));
        batchTypes.add(field.dataType());
    }

    /**
     * Adds rows. The batch can be cleared and filled again afterwards.
     *
     * @param batch the columns that are not constant, in the file's order; one batch becomes one page a column, if it
     *     is not too large, so that it should hold thousands of rows
     */
    public void write(ColumnBatch batch) throws IOException {
        requireOpen();
        check(batch);
        if (batch.rows() == 0) {
            return;
        }
        open = false;
        if (rowsInGroup + batch.rows() > MOST_ROWS) {
            endRowGroup();
        }
        for (int i = 0; i < batchColumns.size(); i++) {
            batchColumns.get(i).write(batch.column(i));
        }
        rowsInGroup += batch.rows();
        if (encodedBytes() >= limits.rowGroupBytes()) {
            endRowGroup();
        }
        open = true;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the file is finished, or an earlier write failed");
        }
    }

    private void check(ColumnBatch batch) {
        StructField[] fields = batch.schema().fields();
        boolean fits = fields.length == batchTypes.size();
        for (int i = 0; fits && i < fields.length; i++) {
            fits = fields[i].dataType().equals(batchTypes.get(i))
                    && batch.column(i).rows() == batch.rows();
        }
        if (!fits) {
            throw new IllegalArgumentException("a batch of " + batch.schema().simpleString() + " with " + batch.rows()
                    + " rows does not fill the columns of types " + batchTypes);
        }
    }

    private long encodedBytes() {
        long bytes = store.size();
        for (ColumnWriter column : columns) {
            bytes += column.dictionaryBytes();
        }
        return bytes;
    }

    private void endRowGroup() throws IOException {
        long start = output.position();
        List<ColumnChunk> chunks = new ArrayList<>(columns.size());
        long uncompressed = 0;
        for (ColumnWriter column : columns) {
            ColumnChunk chunk = column.endRowGroup(rowsInGroup, output);
            uncompressed += chunk.getMeta_data().getTotal_uncompressed_size();
            chunks.add(chunk);
        }
        RowGroup rowGroup = new RowGroup(chunks, uncompressed, rowsInGroup);
        rowGroup.setFile_offset(start);
        rowGroup.setTotal_compressed_size(output.position() - start);
        rowGroups.add(rowGroup);
        rows += rowsInGroup;
        rowsInGroup = 0;
        store.clear();
    }

    /** About the size that the file would have if it were finished now. */
    public long bytes() {
        return output.position() + encodedBytes();
    }

    /** Writes the rest and the footer, and flushes; closing the stream is left to {@link #close}. */
    public WrittenFile finish() throws IOException {
        requireOpen();
        open = false;
        if (rowsInGroup > 0) {
            endRowGroup();
        }
        long footer = output.position();
        Util.writeFileMetaData(metadata(), output);
        ByteSink end = new ByteSink();
        end.putInt(Math.toIntExact(output.position() - footer));
        end.write(MAGIC, 0, MAGIC.length);
        output.write(end.array(), 0, end.size());
        output.flush();
        return new WrittenFile(output.position(), rows, new DeltaStatistics(schema, columns, rows).json());
    }

    private FileMetaData metadata() {
        FileMetaData metadata = new FileMetaData(1, ParquetSchema.elements(schema), rows, rowGroups);
        // Without it readers distrust the bounds of columns whose order was once unclear.
        ColumnOrder byType = ColumnOrder.TYPE_ORDER(new TypeDefinedOrder());
        columns.forEach(column -> metadata.addToColumn_orders(byType));
        metadata.addToKey_value_metadata(
                new KeyValue(SPARK_VERSION).setValue(org.apache.spark.package$.MODULE$.SPARK_VERSION_SHORT()));
        String version = ParquetFile.class.getPackage().getImplementationVersion();
        metadata.setCreated_by("alluvium version " + (version == null ? "0" : version));
        return metadata;
    }

    /** Closes the stream. A file that is not finished is of no use. */
    @Override
    public void close() throws IOException {
        output.close();
    }
}
