package io.alluvium.catalog;

import io.alluvium.config.ProjectConfig.CatalogSettings;
import java.io.Closeable;
import java.util.List;

/**
 * A catalog in which analysts' engines find tables by name. Asking it may fail at any time: whoever asks goes on without it
 * and comes again.
 */
public interface Catalog extends Closeable {
    /** What AWS's policies call the requests by which tables are kept in Glue. */
    List<String> GLUE_RIGHTS =
            List.of("glue:GetDatabase", "glue:CreateDatabase", "glue:GetTable", "glue:CreateTable", "glue:UpdateTable");

    /**
     * Makes the catalog have this table as it is now: its columns, comments and location. A database that is missing is made;
     * what others added to the table's entry stays.
     *
     * @throws io.alluvium.failure.AlluviumException CATALOG_UNREACHABLE, after which others need not be tried;
     *     CATALOG_REFUSED for this table
     */
    void keep(CatalogTable table);

    @Override
    void close();

    /** Reaches nothing yet. */
    static Catalog of(CatalogSettings settings) {
        return switch (settings.kind()) {
            case HIVE -> new HiveCatalog(settings);
            case GLUE -> new GlueCatalog(settings);
        };
    }
}
