package io.alluvium.sources.objects;

import io.alluvium.column.ColumnBatch;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.LandedTable;
import io.alluvium.sources.objects.parquet.OpenParquet;
import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.TypedFile;
import io.alluvium.sources.objects.typed.TypedRows;
import io.alluvium.sources.objects.value.ValueDecoder;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The Parquet files of a folder as one table: its columns are those of all files, in types that hold them all. */
final class ParquetLanding implements LandedTable {
    private static final int BATCH_ROWS = 4096;

    private final Folder folder;
    private final List<String> paths;
    private final Map<String, Found> found = new LinkedHashMap<>();

    /** What files say of a column. @param type empty where no type holds all that they have */
    private record Found(String name, Optional<DataType> type, String written) {}

    private ParquetLanding(Folder folder, List<String> paths) {
        this.folder = folder;
        this.paths = paths;
    }

    /** Empty where the folder has no Parquet file. */
    static Optional<LandedTable> in(Storage storage) {
        List<String> paths = new ArrayList<>();
        try {
            storage.find("", path -> !FileGlob.isPassedOver(path), file -> {
                if (!FileGlob.isPassedOver(file.path())
                        && file.path().toLowerCase(Locale.ROOT).endsWith(".parquet")) {
                    paths.add(file.path());
                }
            });
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "the files in " + storage.name("") + " cannot be listed")
                    .because(String.valueOf(e.getMessage()))
                    .asException(e);
        }
        if (paths.isEmpty()) {
            return Optional.empty();
        }
        paths.sort(null);
        ParquetLanding landing = new ParquetLanding(new Folder(storage), paths);
        paths.forEach(landing::see);
        return Optional.of(landing);
    }

    private void see(String path) {
        try (TypedFile file = opened(path)) {
            for (TypedFile.Column column : file.columns()) {
                found.merge(
                        column.name().toLowerCase(Locale.ROOT),
                        new Found(column.name(), column.type(), "is of type " + column.written()),
                        ParquetLanding::joined);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static Found joined(Found one, Found other) {
        if (one.type().isEmpty() || other.type().isEmpty()) {
            return one.type().isEmpty() ? one : other;
        }
        Optional<DataType> both = TypeUnion.of(one.type().get(), other.type().get());
        return new Found(
                one.name(),
                both,
                both.isPresent()
                        ? one.written()
                        : "has types in different files of which none holds the values of all: "
                                + one.type().get().simpleString() + ", "
                                + other.type().get().simpleString());
    }

    private TypedFile opened(String path) throws IOException {
        long size = folder.size(path);
        return OpenParquet.of(folder.seekable(path), size);
    }

    /** What libraries say may hold values; what our own reader says never does. */
    private AlluviumException unreadable(String path, IOException e) {
        boolean remote = folder.storage().localFile("").isEmpty();
        boolean broken = e instanceof BrokenFileException;
        return Problem.of(
                        remote && !broken ? ErrorCode.STORAGE_FAILED : ErrorCode.FILE_CORRUPT,
                        "the file " + folder.storage().name(path) + " cannot be read as Parquet")
                .because(broken ? String.valueOf(e.getMessage()) : e.getClass().getSimpleName())
                .asException(e);
    }

    @Override
    public String what() {
        return paths.size() == 1 ? "a Parquet file" : paths.size() + " Parquet files";
    }

    @Override
    public StructType columns() {
        StructType columns = new StructType();
        for (Found column : found.values()) {
            if (column.type().isPresent()) {
                columns =
                        columns.add(column.name(), TypeUnion.known(column.type().get()));
            }
        }
        return columns;
    }

    @Override
    public Map<String, String> unreadable() {
        Map<String, String> unreadable = new LinkedHashMap<>();
        found.values().stream()
                .filter(column -> column.type().isEmpty())
                .forEach(column -> unreadable.put(column.name(), column.written()));
        return unreadable;
    }

    @Override
    public void read(StructType wanted, Consumer<ColumnBatch> sink) {
        ColumnBatch batch = new ColumnBatch(wanted, BATCH_ROWS);
        for (String path : paths) {
            try {
                read(path, wanted, batch, sink);
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }
    }

    private void read(String path, StructType wanted, ColumnBatch batch, Consumer<ColumnBatch> sink)
            throws IOException {
        TypedFile file = opened(path);
        TypedFile.Turns turns =
                new TypedFile.Turns(IntStream.range(0, file.parts().size()).toArray());
        try (RecordReader rows = new TypedRows(file, wanted, places(file, wanted), ValueDecoder.Masks.NONE, turns)) {
            for (RecordReader.Outcome next = rows.next(batch);
                    next != RecordReader.Outcome.END;
                    next = rows.next(batch)) {
                if (next == RecordReader.Outcome.CORRUPT) {
                    throw Problem.of(
                                    ErrorCode.FILE_CORRUPT,
                                    "row " + (rows.position() + 1) + " of "
                                            + folder.storage().name(path)
                                            + " has a value that is none of its column's type")
                            .asException();
                }
                batch.endRows(rows.rows());
                if (batch.isFull()) {
                    sink.accept(batch);
                    batch.clear();
                }
            }
        }
        if (batch.rows() > 0) {
            sink.accept(batch);
            batch.clear();
        }
    }

    private static int[] places(TypedFile file, StructType wanted) {
        List<TypedFile.Column> columns = file.columns();
        int[] places = new int[wanted.length()];
        for (int i = 0; i < places.length; i++) {
            StructField field = wanted.fields()[i];
            places[i] = IntStream.range(0, columns.size())
                    .filter(place -> columns.get(place).name().equalsIgnoreCase(field.name()))
                    .findFirst()
                    .orElse(-1);
        }
        return places;
    }
}
