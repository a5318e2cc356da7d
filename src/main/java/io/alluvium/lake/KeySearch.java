package io.alluvium.lake;

import io.alluvium.spark.SqlNames;
import io.alluvium.spark.query.SmallQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArray;
import org.apache.spark.sql.delta.deletionvectors.RoaringBitmapArrayFormat;
import org.apache.spark.sql.types.StructType;

/**
 * Looks for the rows of a table that have one of the keys that the driver holds, in the files that can have them, and
 * takes these rows to the driver. No query joins anything, so that little is planned and nothing is moved.
 */
final class KeySearch {
    /** So many rows are taken to the driver. */
    static final int MOST = 50_000;

    /** And of so many compressed bytes. */
    private static final long BYTES = 16 << 20;

    private static final int FILE = 0;
    private static final int POSITION = 1;

    /** Before the table's own columns in what is found. */
    private static final int ADDED = 2;

    private final TableLog log;
    private final StructType schema;
    private final HeldKeys keys;

    KeySearch(TableLog log, HeldKeys keys) {
        this.log = log;
        this.schema = log.version().schema();
        this.keys = keys;
    }

    /**
     * What was found.
     *
     * @param files with their rows
     * @param rows of the table, all of its columns
     */
    record Found(List<MarkedFile> files, List<Row> rows) {}

    /**
     * Empty where the rows are too many, or the table has keys of other types.
     *
     * @param files of the table
     * @param coming how many rows come in the place of a key's
     */
    Optional<Found> among(List<AddFile> files, Map<List<Object>, Long> coming) {
        if (!keys.isOf(schema)) {
            return Optional.empty();
        }
        List<AddFile> possible = keys.holding(PinnedFile.all(files, schema)).stream()
                .map(PinnedFile::added)
                .toList();
        return possible.isEmpty()
                ? Optional.of(new Found(List.of(), List.of()))
                : rows(possible).map(rows -> found(rows, coming));
    }

    private Optional<List<Row>> rows(List<AddFile> files) {
        if (files.stream().anyMatch(file -> file.numLogicalRecords().isEmpty())) {
            // Another tool wrote it and counted nothing.
            return Optional.empty();
        }
        long bytes = files.stream().mapToLong(AddFile::size).sum();
        long all = Math.max(1, StagedChange.count(files));
        Dataset<Row> table = log.rows(files);
        List<Column> wanted = new ArrayList<>();
        wanted.add(table.col("_metadata.file_path").as("_alluvium_file"));
        wanted.add(table.col("_metadata.row_index").as("_alluvium_position"));
        Arrays.stream(schema.fieldNames()).forEach(name -> wanted.add(table.col(SqlNames.quoted(name))));
        int most = (int) Math.min(MOST, BYTES / Math.max(1, bytes / all));
        return SmallQueries.found(table.where(keys.bounds(table)).select(wanted.toArray(Column[]::new)), most, all);
    }

    private Found found(List<Row> rows, Map<List<Object>, Long> coming) {
        int[] places = keys.names().stream()
                .mapToInt(name -> schema.fieldIndex(name) + ADDED)
                .toArray();
        Map<List<Object>, Long> left = new HashMap<>(coming);
        Map<String, Marks> marks = new LinkedHashMap<>();
        List<Row> going = new ArrayList<>();
        for (Row row : rows) {
            List<Object> key = HeldKeys.key(row, places);
            if (keys.contains(key)) {
                Long successors = left.computeIfPresent(key, (same, count) -> count - 1);
                marks.computeIfAbsent(row.getString(FILE), path -> new Marks())
                        .add(row.getLong(POSITION), successors != null && successors >= 0);
                going.add(withoutPlace(row));
            }
        }
        List<MarkedFile> files = new ArrayList<>();
        marks.forEach((path, found) -> files.add(found.of(path)));
        return new Found(files, going);
    }

    private static Row withoutPlace(Row row) {
        Object[] values = new Object[row.length() - ADDED];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i + ADDED);
        }
        return RowFactory.create(values);
    }

    /** The positions of rows in one file. */
    private static final class Marks {
        private final RoaringBitmapArray positions = new RoaringBitmapArray();
        private long replaced;

        void add(long position, boolean hasSuccessor) {
            positions.add(position);
            replaced += hasSuccessor ? 1 : 0;
        }

        MarkedFile of(String path) {
            return new MarkedFile(
                    path,
                    positions.serializeAsByteArray(RoaringBitmapArrayFormat.Portable()),
                    positions.cardinality(),
                    replaced);
        }
    }
}
