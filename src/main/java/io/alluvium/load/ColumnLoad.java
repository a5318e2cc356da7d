package io.alluvium.load;

import io.alluvium.column.BatchSink;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.FileColumn;
import io.alluvium.lake.FileAppend;
import io.alluvium.lake.Lake;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableScan;
import io.alluvium.lake.TableVersion;
import io.alluvium.raw.Operation;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Overlap;
import io.alluvium.source.TableRead;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Writes one batch from columns to files, without Spark. It takes everything that raw cannot have yet whatever its
 * size, and small increments, whose rows are compared in memory.
 */
final class ColumnLoad {
    /** Heap for the rows of one comparison; a few run at a time, in a heap of 2 GB at least. */
    private static final long COMPARED_HEAP = 128L << 20;

    /** A page of the file holds one batch, so that it should be worth a page. */
    private static final int BATCH_ROWS = 20_000;

    /** Values of one batch: of a very wide table even few rows take much memory. */
    private static final int BATCH_VALUES = 8_000_000;

    private final Lake lake;
    private final Batch batch;
    private final TableRead extracted;
    private final ColumnReader reader;
    private final ColumnFit fit;
    private final StructType rawSchema;
    private final int batchRows;
    private @Nullable TableScan log;

    private ColumnLoad(Lake lake, Batch batch, TableRead extracted, ColumnReader reader) {
        this.lake = lake;
        this.batch = batch;
        this.extracted = extracted;
        this.reader = reader;
        this.fit = new ColumnFit(lake, batch.base(), reader.schema(), extracted.overlap(), batch.isReplace());
        this.rawSchema = fit.rawSchema();
        this.batchRows = Math.min(BATCH_ROWS, Math.max(1, BATCH_VALUES / Math.max(1, rawSchema.length())));
    }

    /** Empty where the batch is Spark's work. */
    static Optional<ColumnLoad> of(Lake lake, Batch batch, TableRead extracted) {
        return extracted
                .columns()
                .map(reader -> new ColumnLoad(lake, batch, extracted, reader))
                .filter(load ->
                        load.fit.obstacle(extracted.sourceCount(), load::log).isEmpty());
    }

    /** Whether the rows need no comparison and are many enough to be worth a job on a cluster. */
    boolean isLarge() {
        return fit.appendsAll() && reader.isPortable() && !ColumnFit.isFew(extracted.sourceCount());
    }

    /**
     * Writes what raw has not to files of the append.
     *
     * @return rows that the source gave; empty when they turned out to be too large for memory, and what was written
     *     means nothing
     */
    OptionalLong write(FileAppend append) throws IOException {
        if (fit.appendsAll()) {
            List<FileColumn> columns = fileColumns(true);
            return OptionalLong.of(new ThreadsLoad(reader, batch.table().name().toString(), batchRows)
                    .read(() -> new BatchFiles(append, rawSchema, columns)));
        }
        MemoryBudget memory = new MemoryBudget(COMPARED_HEAP);
        try (BatchFiles files = new BatchFiles(append, rawSchema, fileColumns(false))) {
            long read = writeCompared(files, memory);
            files.finish();
            return memory.isUsedUp() ? OptionalLong.empty() : OptionalLong.of(read);
        }
    }

    /** The same by tasks of Spark, for a batch that {@link #isLarge}. */
    OptionalLong write(FileAppend append, LakeSession spark) {
        TasksLoad tasks = new TasksLoad(spark, "extract " + batch.table().name(), reader, batchRows);
        return OptionalLong.of(tasks.read(append, rawSchema, fileColumns(true)));
    }

    private long writeCompared(BatchFiles files, MemoryBudget memory) throws IOException {
        if (extracted.overlap().isCompared()) {
            return writeDifference(files, memory);
        }
        return extracted.overlap().equals(new Overlap.ByValues())
                ? writeOthers(files, memory)
                : writeUnknown(files, memory);
    }

    private long writeOthers(BatchFiles files, MemoryBudget memory) throws IOException {
        StructType schema = reader.schema();
        List<String> names = List.of(schema.fieldNames());
        int operation = names.indexOf(RawColumns.OPERATION);
        SmallOthers others = new SmallOthers(
                RowImage.ofKey(keyColumns()),
                RowImage.ofValues(IntStream.range(0, schema.length()).toArray()),
                operation < 0 ? OptionalInt.empty() : OptionalInt.of(operation),
                schema.length(),
                memory);
        long read = readAll(others::window);
        if (!others.isEmpty()) {
            log().read(new ColumnBatch(fit.logSchema(), batchRows), others::log);
        }
        others.end(new ColumnBatch(schema, batchRows), files);
        return read;
    }

    private long writeDifference(BatchFiles files, MemoryBudget memory) throws IOException {
        int[] source = IntStream.range(0, sourceFields().size()).toArray();
        StructType changed = new StructType(sourceFields().toArray(StructField[]::new))
                .add(RawColumns.OPERATION, DataTypes.StringType, true);
        SmallDifference difference = new SmallDifference(
                RowImage.ofKey(keyColumns()),
                RowImage.ofValues(source),
                KeptKeys.of(extracted.overlap(), fit.logSchema()),
                source.length,
                new ColumnBatch(changed, batchRows),
                files,
                memory);
        log().read(new ColumnBatch(fit.logSchema(), batchRows), difference::log);
        if (memory.isUsedUp()) {
            return 0;
        }
        long read = readAll(difference::now);
        difference.end();
        return read;
    }

    private long writeUnknown(BatchFiles files, MemoryBudget memory) throws IOException {
        StructType schema = reader.schema();
        int version = schema.fieldIndex(RawColumns.SOURCE_VERSION);
        int[] key = keyColumns();
        int[] identity = Arrays.copyOf(key, key.length + 1);
        identity[key.length] = version;
        SmallOverlap overlap = new SmallOverlap(
                RowImage.ofKey(identity),
                RowImage.ofValues(IntStream.range(0, schema.length()).toArray()),
                version,
                memory);
        long read = readAll(overlap::window);
        if (!overlap.isEmpty()) {
            StructType known = new StructType(
                    Arrays.stream(identity).mapToObj(i -> schema.fields()[i]).toArray(StructField[]::new));
            lake.scan(base(), known, Optional.of(overlap.range()))
                    .read(new ColumnBatch(known, batchRows), overlap::known);
        }
        overlap.end(new ColumnBatch(schema, batchRows), files);
        return read;
    }

    /** All of them, by one thread. */
    private long readAll(BatchSink sink) throws IOException {
        long[] rows = {0};
        ColumnBatch read = new ColumnBatch(reader.schema(), batchRows);
        ColumnReader.Threads readers = reader.here();
        for (int thread = 0; thread < readers.count(); thread++) {
            readers.read(thread, read, filled -> {
                rows[0] += filled.rows();
                sink.take(filled);
            });
        }
        return rows[0];
    }

    /** Looked at for its size, then read: its files are listed once. */
    private TableScan log() {
        TableScan known = log;
        if (known == null) {
            known = fit.scan();
            log = known;
        }
        return known;
    }

    private TableVersion base() {
        return batch.base().orElseThrow();
    }

    private List<StructField> sourceFields() {
        return RawColumns.sourceColumns(reader.schema());
    }

    private int[] keyColumns() {
        return batch.table().key().stream()
                .mapToInt(reader.schema()::fieldIndex)
                .toArray();
    }

    /** Raw's columns after this batch, but for those that only raw has. */
    StructType rawSchema() {
        return rawSchema;
    }

    /** @param inserts whether each row is new, so that {@code _op} is the same in all */
    private List<FileColumn> fileColumns(boolean inserts) {
        List<FileColumn> columns = new ArrayList<>();
        for (StructField field : rawSchema.fields()) {
            columns.add(
                    switch (field.name()) {
                        case RawColumns.BATCH ->
                            new FileColumn.Constant(batch.intent().number());
                        case RawColumns.RUN ->
                            new FileColumn.Constant(batch.intent().run().number());
                        case RawColumns.LOADED_AT -> new FileColumn.Constant(microseconds(batch.loadedAt()));
                        case RawColumns.OPERATION ->
                            inserts && extracted.overlap().isCompared()
                                    ? new FileColumn.Constant(Operation.INSERT.letter())
                                    : new FileColumn.FromBatch();
                        default -> new FileColumn.FromBatch();
                    });
        }
        return columns;
    }

    private static long microseconds(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
