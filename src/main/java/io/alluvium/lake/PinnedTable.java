package io.alluvium.lake;

import java.util.Set;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.types.StructType;

/** A table at a version whose files are known, as a name in SQL; {@link PinnedTables} puts the files in its place. */
final class PinnedTable implements Table {
    private final String name;
    private final HadoopFsRelation relation;

    PinnedTable(String name, HadoopFsRelation relation) {
        this.name = name;
        this.relation = relation;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public StructType schema() {
        return relation.schema();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }

    HadoopFsRelation relation() {
        return relation;
    }
}
