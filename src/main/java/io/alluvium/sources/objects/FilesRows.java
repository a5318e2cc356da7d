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
import org.jspecify.annotations.Nullable;

/** The rows of a batch's files: as columns, or as a table of Spark's. */
final class FilesRows implements ColumnReader, BatchSource {
    /** What a part has at least, where there is so much: a file of its own in the warehouse should be worth it. */
    private static final long PART_BYTES = 32L << 20;

    private static final int MOST_PARTS = 256;

    private final String name;
    private final RowLayout layout;
    private final FolderAddress folder;
    private final List<SourceFile> files;
    private @Nullable List<FilesPart> splits;

    /** @param files in the order in which they are read */
    FilesRows(String name, RowLayout layout, FolderAddress folder, List<SourceFile> files) {
        this.name = name;
        this.layout = layout;
        this.folder = folder;
        this.files = List.copyOf(files);
    }

    @Override
    public String name() {
        return name;
    }

    RowLayout layout() {
        return layout;
    }

    FolderAddress folder() {
        return folder;
    }

    List<SourceFile> files() {
        return files;
    }

    @Override
    public StructType schema() {
        return layout.schema();
    }

    /** Files, and where that can be done ranges of large ones, in parts of about the same size. */
    @Override
    public synchronized List<FilesPart> splits() {
        List<FilesPart> known = splits;
        if (known == null) {
            known = splits(PART_BYTES);
            splits = known;
        }
        return known;
    }

    /** @param least bytes of a part, where there are so many */
    List<FilesPart> splits(long least) {
        long bytes = files.stream().mapToLong(SourceFile::size).sum();
        long target = Math.max(least, bytes / MOST_PARTS);
        FileRecords records = layout.format().records(layout, folder.open());
        List<FilesPart> parts = new ArrayList<>();
        List<FileRange> collected = new ArrayList<>();
        long size = 0;
        for (SourceFile file : files) {
            long pieces = file.size() >= 2 * target && records.isDivided(file.path()) ? file.size() / target : 1;
            for (long piece = 0; piece < pieces; piece++) {
                collected.add(range(file, piece, pieces));
                size += file.size() / pieces;
                if (size >= target) {
                    parts.add(new FilesPart(folder, collected, layout));
                    collected.clear();
                    size = 0;
                }
            }
        }
        if (!collected.isEmpty() || parts.isEmpty()) {
            parts.add(new FilesPart(folder, collected, layout));
        }
        return List.copyOf(parts);
    }

    private static FileRange range(SourceFile file, long piece, long pieces) {
        long each = file.size() / pieces;
        return new FileRange(file.path(), piece * each, piece == pieces - 1 ? Long.MAX_VALUE : (piece + 1) * each);
    }

    @Override
    public int parts() {
        return splits().size();
    }

    @Override
    public FilesPart part(int part) {
        return splits().get(part);
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
