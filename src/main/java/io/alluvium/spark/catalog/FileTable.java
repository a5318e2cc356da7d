package io.alluvium.spark.catalog;

import java.util.Set;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.types.StructType;

/** A table whose files are known, as a name in SQL. {@link FileTables} puts the files in its place. */
final class FileTable implements Table {
    private final String name;
    private final BaseRelation files;

    FileTable(String name, BaseRelation files) {
        this.name = name;
        this.files = files;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public StructType schema() {
        return files.schema();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }

    BaseRelation files() {
        return files;
    }
}
