package io.alluvium.sources.objects;

import io.alluvium.raw.RawColumns;
import java.io.Serializable;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns the rows of a table's files have, and what becomes of records that are no rows.
 *
 * @param columns of the table
 * @param format how its files are written
 * @param names which values of files are stored, and under which names
 * @param declared whether the project says which columns there are
 * @param keepsCorrupt whether such records are rows without values that keep their text
 * @param faults what people are told
 */
record RowLayout(
        StructType columns,
        FileFormat format,
        ColumnNames names,
        boolean declared,
        boolean keepsCorrupt,
        FileFaults faults)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The table's columns, then those that say where a row is from and why it could not be read. */
    StructType schema() {
        StructType all =
                columns.add(RawColumns.FILE, DataTypes.StringType).add(RawColumns.POSITION, DataTypes.LongType);
        return keepsCorrupt
                ? all.add(RawColumns.CORRUPT, DataTypes.StringType).add(RawColumns.CORRUPT_BYTES, DataTypes.BinaryType)
                : all;
    }
}
