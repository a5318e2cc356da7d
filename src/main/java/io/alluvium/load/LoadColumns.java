package io.alluvium.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that raw tables have beside their source's own. */
final class LoadColumns {
    static final String BATCH = "_batch";
    static final String RUN = "_run_id";
    static final String LOADED_AT = "_loaded_at";
    static final String OPERATION = "_op";
    static final String SOURCE_VERSION = "_source_version";

    static final String INSERT = "I";
    static final String UPDATE = "U";
    static final String DELETE = "D";

    private static final Set<String> NAMES =
            Set.of(BATCH, RUN, LOADED_AT, OPERATION, SOURCE_VERSION, "_file", "_position", "_corrupt");

    private LoadColumns() {}

    static boolean isOne(String column) {
        return NAMES.contains(column);
    }

    /** Raw's columns for such rows: the source's own, then those that every load adds, then those of the rows. */
    static StructType raw(StructType rows) {
        List<StructField> fields = new ArrayList<>(sourceColumns(rows));
        fields.add(DataTypes.createStructField(BATCH, DataTypes.LongType, true));
        fields.add(DataTypes.createStructField(RUN, DataTypes.LongType, true));
        fields.add(DataTypes.createStructField(LOADED_AT, DataTypes.TimestampType, true));
        for (StructField field : rows.fields()) {
            if (isOne(field.name())) {
                fields.add(field);
            }
        }
        return DataTypes.createStructType(fields);
    }

    /** The source's own columns, in order. */
    static List<StructField> sourceColumns(StructType schema) {
        return Arrays.stream(schema.fields())
                .filter(field -> !isOne(field.name()))
                .toList();
    }
}
