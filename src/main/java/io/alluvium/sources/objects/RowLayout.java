package io.alluvium.sources.objects;

import io.alluvium.raw.RawColumns;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns the rows of a table's files have, and what becomes of records that are no rows.
 *
 * @param columns of the table
 * @param format how its files are written
 * @param names which values of files are stored, and under which names
 * @param declared the columns that the project says there are, in order; empty where it says none
 * @param masks columns whose values are masked
 * @param keepsCorrupt whether such records are rows without values that keep their text
 * @param faults what people are told
 */
record RowLayout(
        StructType columns,
        FileFormat format,
        ColumnNames names,
        List<String> declared,
        ValueDecoder.Masks masks,
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
