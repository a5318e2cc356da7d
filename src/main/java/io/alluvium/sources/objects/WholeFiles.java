package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.storage.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Files each of which is one row.
 *
 * @param encoding of text; empty where the files are bytes
 */
record WholeFiles(Optional<TextFiles> texts, RowLayout layout, Folder folder) implements FileRecords {
    static final String CONTENT = "content";
    static final String LENGTH = "length";
    static final String MODIFIED = "modified";

    private StructType columns() {
        return texts.isPresent()
                ? new StructType().add(CONTENT, DataTypes.StringType)
                : new StructType()
                        .add(CONTENT, DataTypes.BinaryType)
                        .add(LENGTH, DataTypes.LongType)
                        .add(MODIFIED, DataTypes.TimestampType);
    }

    /** One value holds the whole file. */
    @Override
    public void requireFormat(String path) {
        long size = file(path).size();
        if (size > WholeRecord.MOST_BYTES) {
            throw layout.faults()
                    .problem(
                            ErrorCode.FILE_CORRUPT,
                            "the file " + path + " has " + (size >> 20) + " MB, and would be one value")
                    .because("a value has at most " + (WholeRecord.MOST_BYTES >> 20) + " MB")
                    .fixedBy("move the file away, or narrow the glob")
                    .asException();
        }
    }

    private StoredFile file(String path) {
        try {
            return folder.storage()
                    .file(path)
                    .orElseThrow(
                            () -> new FileNotFoundException(folder.storage().name(path)));
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    @Override
    public Optional<FileColumns> told(List<String> paths) {
        return Optional.of(seen(paths));
    }

    @Override
    public FileColumns seen(List<String> paths) {
        return new FileColumns.Types(columns(), DataType::equals);
    }

    @Override
    public Optional<List<List<String>>> names(List<String> paths) {
        return Optional.of(List.of(List.of(columns().fieldNames())));
    }

    @Override
    public Optional<Shared> shared(String path, int readers) {
        return Optional.empty();
    }

    @Override
    public Opened open(String path) {
        requireFormat(path);
        StructField[] fields = layout.columns().fields();
        String[] values = new String[fields.length];
        for (int i = 0; i < fields.length; i++) {
            values[i] = value(fields[i]);
        }
        Instant modified = file(path).modified();
        if (texts.isPresent()) {
            return texts.get()
                    .open(path, (name, text) -> Opened.of(new WholeRecord(text, true, modified, values), text));
        }
        try {
            return new Opened(
                    new WholeRecord(folder.open(path), false, modified, values), LongUnaryOperator.identity());
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    /** Which of a file's values a column takes; the empty name for none. */
    private String value(StructField column) {
        for (StructField own : columns().fields()) {
            if (layout.names().inRaw(own.name()).equalsIgnoreCase(column.name())) {
                if (!own.dataType().equals(column.dataType())) {
                    throw layout.faults()
                            .problem(
                                    ErrorCode.FILE_CORRUPT,
                                    own.name() + " of a file is "
                                            + own.dataType().simpleString() + ", no "
                                            + column.dataType().simpleString())
                            .marking("schema")
                            .fixedBy("correct schema, or leave it out")
                            .asException();
                }
                return own.name();
            }
        }
        return "";
    }

    @Override
    public String place(String path, long position) {
        return "";
    }
}
