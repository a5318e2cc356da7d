package io.alluvium.sources.objects;

import io.alluvium.config.HoconSection;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.sources.objects.typed.ExactValues;
import io.alluvium.sources.objects.typed.TypedFile;
import io.alluvium.sources.objects.typed.TypedRows;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Files that say which columns they have, of which types. */
record TypedFiles(TypedFile.Opener opener, RowLayout layout, Folder folder) implements FileRecords {

    /** What is found of a column in files. @param file the first one that has it */
    private record Found(String name, DataType type, String file) {}

    /** What no other question opens; the table's columns are compared where rows are read. */
    @Override
    public void requireFormat(String path) {
        if (!layout.declared().isEmpty()) {
            closed(path, opened(path));
        }
    }

    private TypedFile opened(String path) {
        try {
            long size = folder.size(path);
            return opener.open(folder.seekable(path), size);
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    private void closed(String path, TypedFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    /** A file's columns, none of them twice. */
    private List<TypedFile.Column> columns(String path) {
        TypedFile file = opened(path);
        List<TypedFile.Column> columns = file.columns();
        closed(path, file);
        requireOnce(path, columns);
        return columns;
    }

    private void requireOnce(String path, List<TypedFile.Column> columns) {
        Map<String, String> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (TypedFile.Column column : columns) {
            if (!layout.names().stores(column.name())) {
                continue;
            }
            String before = seen.putIfAbsent(layout.names().inRaw(column.name()), column.name());
            if (before != null) {
                throw layout.faults()
                        .problem(
                                ErrorCode.FILE_CORRUPT,
                                "the columns " + before + " and " + column.name() + " of " + path + " are one")
                        .because("letters' case does not tell columns apart")
                        .fixedBy("exclude both, or rename them in the file")
                        .asException();
            }
        }
    }

    @Override
    public Optional<FileColumns> told(List<String> paths) {
        return Optional.of(seen(paths));
    }

    @Override
    public FileColumns seen(List<String> paths) {
        Map<String, Found> found = new LinkedHashMap<>();
        for (String path : paths) {
            for (TypedFile.Column column : columns(path)) {
                Found now = new Found(column.name(), type(path, column), path);
                found.merge(column.name().toLowerCase(Locale.ROOT), now, this::joined);
            }
        }
        StructType types = new StructType();
        for (Found column : found.values()) {
            types = types.add(column.name(), TypeUnion.known(column.type()));
        }
        return new FileColumns.Types(types, TypeUnion::holds);
    }

    /** What is not stored, or not as it is, may be of any type. */
    private DataType type(String path, TypedFile.Column column) {
        if (!layout.names().stores(column.name())) {
            return DataTypes.StringType;
        }
        DataType own = column.type().orElseThrow(() -> unsupported(path, column));
        return layout.names().mask(column.name()).isPresent()
                ? DataTypes.StringType
                : layout.names().type(column.name()).orElse(own);
    }

    private AlluviumException unsupported(String path, TypedFile.Column column) {
        return layout.faults()
                .problem(
                        ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                        "column " + column.name() + " of " + path + " is of type " + column.written())
                .because("raw has no type that holds all its values")
                .fixedBy("exclude = [" + column.name() + "]")
                .asException();
    }

    private Found joined(Found before, Found now) {
        Optional<DataType> both = TypeUnion.of(before.type(), now.type());
        if (both.isPresent()) {
            return new Found(before.name(), both.get(), before.file());
        }
        if (!layout.names().stores(now.name())) {
            return before;
        }
        throw layout.faults()
                .problem(
                        ErrorCode.FILE_CORRUPT,
                        "column " + now.name() + " is " + before.type().simpleString() + " in " + before.file()
                                + " and " + now.type().simpleString() + " in " + now.file())
                .because("no type holds all values of both")
                .fixedBy("declare it with schema, or read one of the files by a table of its own")
                .asException();
    }

    @Override
    public Optional<List<List<String>>> names(List<String> paths) {
        return Optional.of(paths.stream()
                .map(path -> columns(path).stream().map(TypedFile.Column::name).toList())
                .toList());
    }

    /** Each reader opens the file for itself; of all they have in common which part comes next. */
    @Override
    public Optional<Shared> shared(String path, int readers) {
        TypedFile file = opened(path);
        List<TypedFile.Part> parts = file.parts();
        closed(path, file);
        long most = parts.stream().mapToLong(TypedFile.Part::bytes).max().orElse(0);
        if (parts.size() < 2 || most > Runtime.getRuntime().maxMemory() / 4 / readers) {
            return Optional.empty();
        }
        TypedFile.Turns turns = turns(parts, FileRange.whole(path));
        return Optional.of(new Shared(() -> records(path, opened(path), turns), turns::isEnded));
    }

    @Override
    public Opened open(String path) {
        return open(FileRange.whole(path));
    }

    @Override
    public boolean isDivided(String path) {
        TypedFile file = opened(path);
        int parts = file.parts().size();
        closed(path, file);
        return parts > 1;
    }

    /** A part of the file lies in the range where its first byte does. */
    @Override
    public Opened open(FileRange range) {
        TypedFile file = opened(range.path());
        return new Opened(records(range.path(), file, turns(file.parts(), range)), LongUnaryOperator.identity());
    }

    private static TypedFile.Turns turns(List<TypedFile.Part> parts, FileRange range) {
        return new TypedFile.Turns(IntStream.range(0, parts.size())
                .filter(part -> range.from() <= parts.get(part).offset()
                        && parts.get(part).offset() < range.to())
                .toArray());
    }

    private TypedRows records(String path, TypedFile file, TypedFile.Turns turns) {
        boolean begun = false;
        try {
            requireOnce(path, file.columns());
            TypedRows records =
                    new TypedRows(file, layout.columns(), places(path, file.columns()), layout.masks(), turns);
            begun = true;
            return records;
        } finally {
            if (!begun) {
                closed(path, file);
            }
        }
    }

    /** Which of the file's columns each of the table's takes. */
    private int[] places(String path, List<TypedFile.Column> columns) {
        StructField[] fields = layout.columns().fields();
        List<String> names = layout.names()
                .inRaw(columns.stream().map(TypedFile.Column::name).toList());
        int[] places = new int[fields.length];
        for (int i = 0; i < fields.length; i++) {
            places[i] = -1;
            for (int place = 0; place < names.size(); place++) {
                if (names.get(place).equalsIgnoreCase(fields[i].name())) {
                    requireFit(path, columns.get(place), fields[i]);
                    places[i] = place;
                }
            }
        }
        if (!columns.isEmpty() && Arrays.stream(places).allMatch(place -> place < 0)) {
            throw layout.faults()
                    .problem(ErrorCode.FILE_CORRUPT, "the file " + path + " has none of the declared columns")
                    .marking("schema")
                    .because("expected " + String.join(", ", layout.columns().fieldNames()))
                    .fixedBy("correct schema")
                    .asException();
        }
        return places;
    }

    private void requireFit(String path, TypedFile.Column column, StructField field) {
        DataType type = column.type().orElseThrow(() -> unsupported(path, column));
        StoredColumns.Mask mask = layout.masks().columns().get(field.name());
        if (mask != null) {
            requireMask(path, column, type, mask);
        } else if (!ExactValues.supports(type, field.dataType())) {
            throw layout.faults()
                    .problem(
                            ErrorCode.FILE_CORRUPT,
                            "column " + column.name() + " of " + path + " is " + type.simpleString() + ", no "
                                    + field.dataType().simpleString())
                    .because("no value of one is one of the other")
                    .fixedBy("correct " + declaredBy(column) + ", or move the file away")
                    .asException();
        }
    }

    private String declaredBy(TypedFile.Column column) {
        return layout.names().type(column.name()).isPresent() ? "types" : "schema";
    }

    private void requireMask(String path, TypedFile.Column column, DataType type, StoredColumns.Mask mask) {
        if (!TypedRows.canMask(type, mask)) {
            throw layout.faults()
                    .problem(
                            ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                            "column " + column.name() + " of " + path + " is " + type.simpleString()
                                    + ", of which no hash is made")
                    .because("hashes are made of single values")
                    .fixedBy("mask { " + HoconSection.key(column.name()) + " = redact }, or exclude it")
                    .asException();
        }
    }

    @Override
    public String place(String path, long position) {
        return "row " + (position + 1);
    }
}
