package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The files of one batch. They have columns, and rows. */
final class FileRows {
    private final StoredForm form;
    private final FilesTable table;
    private final FolderAddress address;
    private final List<SourceFile> files;
    private final List<String> paths;
    private final RowShape shape;
    private final FileFaults faults;
    private final FileRecords records;

    /** @param form how the columns are stored */
    FileRows(StoredForm form, FolderAddress address, List<SourceFile> files) {
        this.form = form;
        this.table = form.table();
        this.address = address;
        this.files = List.copyOf(files);
        this.paths = files.stream().map(SourceFile::path).toList();
        this.shape = new RowShape(table);
        this.faults = table.faults(!address.isLocal());
        this.records = table.format().records(layout(new StructType()), address.open());
    }

    /** @throws io.alluvium.failure.AlluviumException when a file is plainly of another format */
    void requireFormat() {
        paths.forEach(records::requireFormat);
        PartitionValues.require(layout(folders(table.schema().orElse(new StructType()))), paths);
    }

    /**
     * The columns as far as they can be told without reading all rows.
     *
     * @param raw raw's schema; absent before the first batch
     */
    Optional<StructType> columns(Optional<StructType> raw) {
        if (table.schema().isPresent()) {
            form.requireSame(Arrays.stream(table.schema().get().fieldNames())
                    .map(table.stored()::inSource)
                    .toList());
        }
        Optional<StructType> columns = table.schema().isPresent()
                ? shape.declared()
                : records.told(paths).map(told -> columns(told, raw));
        return columns.map(this::folders);
    }

    /**
     * The columns of all rows, which are looked at where nothing else tells.
     *
     * @param raw raw's schema; absent before the first batch
     */
    StructType allColumns(Optional<StructType> raw) {
        return columns(raw).orElseGet(() -> {
            StructType columns = folders(columns(records.seen(paths), raw));
            shape.requireKey(columns);
            return columns;
        });
    }

    private StructType columns(FileColumns told, Optional<StructType> raw) {
        List<String> found =
                told.names().stream().flatMap(List::stream).distinct().toList();
        // The first files must have what the project mentions: a name is misspelt otherwise. Later ones need not.
        if (raw.isEmpty() && !told.names().isEmpty()) {
            shape.names().requireColumns(found);
        }
        form.requireSame(found);
        requireApart(told.names());
        StructType columns = told.in(shape, raw);
        if (columns.isEmpty()) {
            throw faults.problem(ErrorCode.SOURCE_TABLE_MISSING, "the files of " + table.name() + " are all empty")
                    .because("no column is known")
                    .fixedBy("declare them: schema = \"id bigint, name string\"")
                    .asException();
        }
        return columns;
    }

    /** Declared columns that no file has, where the files name theirs: most often they are spelled in another way. */
    List<String> unknownColumns() {
        if (table.schema().isEmpty()) {
            return List.of();
        }
        return records.names(paths).map(this::missing).orElse(List.of());
    }

    private List<String> missing(List<List<String>> inFiles) {
        List<String> missing =
                new ArrayList<>(List.of(table.schema().orElse(new StructType()).fieldNames()));
        for (List<String> names : inFiles) {
            table.names().inRaw(names).forEach(name -> missing.removeIf(name::equalsIgnoreCase));
        }
        missing.removeIf(table.paths()::isPartition);
        return missing;
    }

    /** With what folders tell; as text, where nothing says otherwise. */
    private StructType folders(StructType columns) {
        StructType all = columns;
        for (String partition : table.paths().partitions()) {
            if (RowShape.find(all, partition).isEmpty()) {
                all = all.add(partition, DataTypes.StringType);
            }
        }
        return all;
    }

    /** What a file and its folders tell is told by one of them only. */
    private void requireApart(List<List<String>> inFiles) {
        for (String name : inFiles.stream().flatMap(List::stream).distinct().toList()) {
            if (table.paths().isPartition(table.names().inRaw(name))) {
                throw faults.ofFolderToo(named(paths), name);
            }
        }
    }

    private static String named(List<String> paths) {
        return paths.get(0) + (paths.size() > 1 ? ", or another one of its batch," : "");
    }

    private RowLayout layout(StructType columns) {
        return RowLayout.of(table, columns, form.masks(columns), faults);
    }

    /** @param columns of the table */
    FilesRows rows(StructType columns) {
        return new FilesRows(table.name().toString(), layout(columns), address, files);
    }
}
