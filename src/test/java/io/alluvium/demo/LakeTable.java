package io.alluvium.demo;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** A Delta table read by Delta Kernel: an implementation other than the one that wrote it, without Spark. */
final class LakeTable {
    private final Engine engine;
    private final Scan scan;
    private final StructType schema;
    private final long version;

    private LakeTable(Engine engine, Snapshot snapshot, long version) {
        this.engine = engine;
        this.scan = snapshot.getScanBuilder().build();
        this.schema = snapshot.getSchema();
        this.version = version;
    }

    static LakeTable at(Path folder) {
        Engine engine = DefaultEngine.create(new Configuration());
        Snapshot snapshot = Table.forPath(engine, folder.toString()).getLatestSnapshot(engine);
        return new LakeTable(engine, snapshot, snapshot.getVersion());
    }

    List<String> columns() {
        return schema.fieldNames();
    }

    long version() {
        return version;
    }

    /** Gives each row as the text of {@link ExactText}. */
    void forEachRow(Consumer<String> rows) throws IOException {
        Row state = scan.getScanState(engine);
        StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> files = batches.next().getRows()) {
                    while (files.hasNext()) {
                        readFile(state, physical, files.next(), rows);
                    }
                }
            }
        }
    }

    private void readFile(Row state, StructType physical, Row file, Consumer<String> rows) throws IOException {
        CloseableIterator<FileReadResult> results = engine.getParquetHandler()
                .readParquetFiles(
                        Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                        physical,
                        Optional.empty());
        try (CloseableIterator<FilteredColumnarBatch> data =
                Scan.transformPhysicalData(engine, state, file, results.map(FileReadResult::getData))) {
            while (data.hasNext()) {
                try (CloseableIterator<Row> batch = data.next().getRows()) {
                    while (batch.hasNext()) {
                        rows.accept(text(batch.next()));
                    }
                }
            }
        }
    }

    private String text(Row row) {
        ExactText text = new ExactText();
        for (int i = 0; i < schema.length(); i++) {
            text.add(row.isNullAt(i) ? null : value(row, i, schema.at(i)));
        }
        return text.toString();
    }

    private static @Nullable Object value(Row row, int i, StructField field) {
        DataType type = field.getDataType();
        if (type instanceof LongType) {
            return BigDecimal.valueOf(row.getLong(i));
        } else if (type instanceof IntegerType) {
            return BigDecimal.valueOf(row.getInt(i));
        } else if (type instanceof ShortType) {
            return BigDecimal.valueOf(row.getShort(i));
        } else if (type instanceof DecimalType) {
            return row.getDecimal(i);
        } else if (type instanceof StringType) {
            return row.getString(i);
        } else if (type instanceof BooleanType) {
            return row.getBoolean(i);
        } else if (type instanceof DateType) {
            return LocalDate.ofEpochDay(row.getInt(i));
        } else if (type instanceof TimestampType) {
            return Instant.EPOCH.plus(row.getLong(i), ChronoUnit.MICROS);
        } else if (type instanceof TimestampNTZType) {
            return LocalDateTime.ofInstant(Instant.EPOCH.plus(row.getLong(i), ChronoUnit.MICROS), ZoneOffset.UTC);
        }
        throw new IllegalArgumentException("no exact comparison for column " + field.getName() + " of type " + type);
    }
}
