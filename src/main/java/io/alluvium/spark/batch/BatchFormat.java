package io.alluvium.spark.batch;

import io.alluvium.spark.SparkLine;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * A format that {@code spark.read().format(…)} finds by its short name. Spark makes it without arguments, by its name
 * in {@code META-INF/services}.
 */
public abstract class BatchFormat implements TableProvider, DataSourceRegister {
    private @Nullable BatchTable table;

    /** Looks at the table that the options name and fixes the state that will be read. */
    protected abstract BatchSource open(Map<String, String> options);

    @Override
    public final StructType inferSchema(CaseInsensitiveStringMap options) {
        return opened(options.asCaseSensitiveMap()).schema();
    }

    @Override
    public final Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        BatchTable opened = table;
        return opened == null ? opened(properties) : opened;
    }

    private BatchTable opened(Map<String, String> options) {
        SparkLine.refuseOthers();
        BatchTable opened = new BatchTable(open(options));
        table = opened;
        return opened;
    }
}
