package io.alluvium.catalog;

import io.alluvium.config.ProjectConfig.CatalogSettings;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** What tells engines that an entry of a catalog is a Delta table, and us that it is ours. */
final class DeltaEntry {
    /** Formats by which engines without Delta would read it; they must not. */
    static final String SERDE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

    static final String INPUT = "org.apache.hadoop.mapred.SequenceFileInputFormat";
    static final String OUTPUT = "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat";

    static final String EXTERNAL = "EXTERNAL_TABLE";
    private static final String PROJECT = "alluvium.project";
    private static final String COMMENT = "comment";

    private DeltaEntry() {}

    /** An entry's parameters with ours among them. */
    static Map<String, String> parameters(CatalogTable table, Map<String, String> before) {
        Map<String, String> parameters = new LinkedHashMap<>(before);
        parameters.put("EXTERNAL", "TRUE");
        parameters.put("spark.sql.sources.provider", "delta");
        parameters.put("table_type", "DELTA");
        parameters.put(PROJECT, table.project());
        table.comment().ifPresentOrElse(text -> parameters.put(COMMENT, text), () -> parameters.remove(COMMENT));
        return parameters;
    }

    /** Spark and Trino find the files by {@code path}. */
    static Map<String, String> serde(String location, Map<String, String> before) {
        Map<String, String> parameters = new LinkedHashMap<>(before);
        parameters.put("serialization.format", "1");
        parameters.put("path", location);
        return parameters;
    }

    /** @throws AlluviumException CATALOG_REFUSED where the entry is of somebody else */
    static void requireOurs(CatalogSettings settings, CatalogTable table, Map<String, String> parameters) {
        String project = parameters.get(PROJECT);
        if (!table.project().equals(project)) {
            String name = settings.name(table.name());
            throw refused(settings, table.name(), name + " is another table there, and stays as it is")
                    .because(
                            project == null
                                    ? "no project of Alluvium made the entry"
                                    : "project " + project + " made it")
                    .fixedBy("another database under catalog.databases, or drop that entry in the catalog")
                    .asException();
        }
    }

    static Problem refused(CatalogSettings settings, TableName table, String message) {
        return Problem.of(ErrorCode.CATALOG_REFUSED, table + " is not registered: " + message)
                .at(settings.place())
                .marking("catalog");
    }

    static Problem unreachable(CatalogSettings settings) {
        return Problem.of(ErrorCode.CATALOG_UNREACHABLE, "the catalog " + settings + " does not answer")
                .at(settings.place())
                .marking("catalog");
    }
}
