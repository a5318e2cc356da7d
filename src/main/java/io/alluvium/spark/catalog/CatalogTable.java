package io.alluvium.spark.catalog;

import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.sources.BaseRelation;

/** A table as a catalog gives it to Spark. */
public final class CatalogTable {
    private final Table table;

    private CatalogTable(Table table) {
        this.table = table;
    }

    /** A table that its own format reads. */
    public static CatalogTable of(Table table) {
        return new CatalogTable(table);
    }

    /** A table that Spark reads as files. The session has the extension {@link FileTables}. */
    public static CatalogTable ofFiles(String name, BaseRelation files) {
        return new CatalogTable(new FileTable(name, files));
    }

    Table table() {
        return table;
    }
}
