package io.alluvium.sources.objects;

import io.alluvium.source.ColumnReader;
import io.alluvium.spark.batch.BatchSource;
import io.alluvium.spark.batch.BatchTable;
import io.alluvium.spark.batch.ColumnFilter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a batch's files: as columns, or as a table of Spark's.
 *
 * @param files in the order in which they are read
 * @param splits the same in parts, each of which is read by one task or thread
 */
record FilesRows(String name, RowLayout layout, FolderAddress folder, List<SourceFile> files, List<FilesPart> splits)
        implements ColumnReader, BatchSource {
    /** What a part has at least, where there is so much: a file of its own in the warehouse should be worth it. */
    private static final long PART_BYTES = 32L << 20;

    private static final int MOST_PARTS = 256;

    FilesRows {
        files = List.copyOf(files);
        splits = List.copyOf(splits);
    }

    FilesRows(String name, RowLayout layout, FolderAddress folder, List<SourceFile> files) {
        this(name, layout, folder, files, splits(layout, folder, files));
    }

    @Override
    public StructType schema() {
        return layout.schema();
    }

    /** Whole files, in parts of about the same size. */
    private static List<FilesPart> splits(RowLayout layout, FolderAddress folder, List<SourceFile> files) {
        long bytes = files.stream().mapToLong(SourceFile::size).sum();
        long target = Math.max(PART_BYTES, bytes / MOST_PARTS);
        List<FilesPart> parts = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        long collected = 0;
        for (SourceFile file : files) {
            paths.add(file.path());
            collected += file.size();
            if (collected >= target) {
                parts.add(new FilesPart(folder, paths, layout));
                paths.clear();
                collected = 0;
            }
        }
        if (!paths.isEmpty() || parts.isEmpty()) {
            parts.add(new FilesPart(folder, paths, layout));
        }
        return parts;
    }

    @Override
    public int parts() {
        return splits.size();
    }

    @Override
    public FilesPart part(int part) {
        return splits.get(part);
    }

    @Override
    public Threads here() {
        return new FilesThreads(layout, folder, files);
    }

    /** The rows in the terms of a session; nothing is read yet. */
    Dataset<Row> in(SparkSession session) {
        return new BatchTable(this).in(session);
    }

    @Override
    public String description() {
        return layout.format().label() + " files of " + name;
    }

    @Override
    public boolean understands(ColumnFilter filter) {
        return false;
    }

    /** Whether a record is a row is told by all its values, whatever is asked for. */
    @Override
    public FilesRows narrowed(StructType columns, List<ColumnFilter> filters) {
        return this;
    }
}
