package io.alluvium.sources.objects;

import io.alluvium.raw.RawColumns;
import io.alluvium.sources.objects.record.RecordColumns;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns the rows of a table's files have, and what becomes of records that are no rows.
 *
 * @param columns of the table that files have
 * @param partitions of the table that folders tell
 * @param format how its files are written
 * @param names which values of files are stored, and under which names
 * @param packing how its files are packed
 * @param declared the columns of files that the project says there are, in order; empty where it says none
 * @param masks columns whose values are masked
 * @param keepsCorrupt whether such records are rows without values that keep their text
 * @param faults what people are told
 */
record RowLayout(
        StructType columns,
        StructType partitions,
        FileFormat format,
        ColumnNames names,
        PathRules.Compression packing,
        List<String> declared,
        ValueDecoder.Masks masks,
        boolean keepsCorrupt,
        FileFaults faults)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** @param columns of the table, in whatever order */
    static RowLayout of(FilesTable table, StructType columns, ValueDecoder.Masks masks, FileFaults faults) {
        StructType ofFiles = new StructType();
        StructType ofFolders = new StructType();
        for (StructField field : columns.fields()) {
            if (table.paths().isPartition(field.name())) {
                ofFolders = ofFolders.add(field);
            } else {
                ofFiles = ofFiles.add(field);
            }
        }
        return new RowLayout(
                ofFiles,
                ofFolders,
                table.format(),
                table.names(),
                table.paths().packing(),
                declared(table),
                masks,
                table.corrupt() == FilesTable.Corrupt.KEEP,
                faults);
    }

    private static List<String> declared(FilesTable table) {
        return table.schema()
                .map(schema -> Arrays.stream(schema.fieldNames())
                        .filter(name -> !table.paths().isPartition(name))
                        .toList())
                .orElse(List.of());
    }

    /** The table's columns, then those that say where a row is from and why it could not be read. */
    StructType schema() {
        StructType all = columns;
        for (StructField field : partitions.fields()) {
            all = all.add(field);
        }
        all = all.add(RawColumns.FILE, DataTypes.StringType).add(RawColumns.POSITION, DataTypes.LongType);
        return keepsCorrupt
                ? all.add(RawColumns.CORRUPT, DataTypes.StringType).add(RawColumns.CORRUPT_BYTES, DataTypes.BinaryType)
                : all;
    }

    /** Where the column is that says from which file a row is. */
    int fileColumn() {
        return columns.length() + partitions.length();
    }

    /** Where the values of a file go, by the names that it has for them. */
    RecordColumns into(String path) {
        return new RecordColumns(columns, written -> inRaw(path, written), masks);
    }

    /**
     * What a value of a file is called in raw.
     *
     * @throws io.alluvium.failure.AlluviumException FILE_CORRUPT where folders tell it too
     */
    String inRaw(String path, String written) {
        String name = names.inRaw(written);
        if (RowShape.find(partitions, name).isPresent()) {
            throw faults.ofFolderToo(path, written);
        }
        return name;
    }
}
