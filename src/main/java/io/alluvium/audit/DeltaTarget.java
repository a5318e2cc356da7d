package io.alluvium.audit;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.lake.Lake;
import io.alluvium.lake.TableVersion;
import io.alluvium.source.LandedTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A Delta table at the version that it had when it was opened. */
record DeltaTarget(Lake lake, TableVersion version) implements LandedTable {
    private static final int BATCH_ROWS = 4096;

    @Override
    public String what() {
        return "a Delta table at version " + version.version();
    }

    @Override
    public StructType columns() {
        StructType columns = new StructType();
        for (StructField field : version.schema().fields()) {
            if (ColumnValues.supports(field.dataType())) {
                columns = columns.add(field);
            }
        }
        return columns;
    }

    @Override
    public Map<String, String> unreadable() {
        Map<String, String> unreadable = new LinkedHashMap<>();
        for (StructField field : version.schema().fields()) {
            if (!ColumnValues.supports(field.dataType())) {
                unreadable.put(field.name(), "is of type " + field.dataType().simpleString());
            }
        }
        return unreadable;
    }

    @Override
    public void read(StructType wanted, Consumer<ColumnBatch> sink) {
        AuditTarget.explained(version.folder(), () -> {
            lake.scan(version, wanted, Optional.empty()).read(new ColumnBatch(wanted, BATCH_ROWS), sink);
            return wanted;
        });
    }
}
