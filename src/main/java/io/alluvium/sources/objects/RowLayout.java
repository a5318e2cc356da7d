package io.alluvium.sources.objects;

import io.alluvium.raw.RawColumns;
import java.io.Serializable;
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
 * @param declared whether the project says which columns there are
 * @param keepsCorrupt whether such records are rows without values that keep their text
 * @param faults what people are told
 */
record RowLayout(
        StructType columns,
        StructType partitions,
        FileFormat format,
        ColumnNames names,
        PathRules.Compression packing,
        boolean declared,
        boolean keepsCorrupt,
        FileFaults faults)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of files whose paths tell nothing but how they are packed. */
    RowLayout(
            StructType columns,
            FileFormat format,
            ColumnNames names,
            boolean declared,
            boolean keepsCorrupt,
            FileFaults faults) {
        this(columns, new StructType(), format, names, PathRules.Compression.AUTO, declared, keepsCorrupt, faults);
    }

    /** @param columns of the table, in whatever order */
    static RowLayout of(FilesTable table, StructType columns, FileFaults faults) {
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
                table.schema().isPresent(),
                table.corrupt() == FilesTable.Corrupt.KEEP,
                faults);
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
