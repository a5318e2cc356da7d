package io.alluvium.sources.postgres;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code spark.read().format("alluvium-postgres")}: a table or view of PostgreSQL as a DataFrame, one state of it however
 * often and by however many tasks it is read. The options are those of {@link FormatOptions}. A session holds that state
 * at the server until nothing refers to the DataFrame any more, the application ends, or {@code holdMinutes} are over;
 * until then the server keeps rows that were deleted since.
 */
public final class PostgresFormat implements TableProvider, DataSourceRegister {
    private @Nullable CopyTable table;

    /** Made by Spark, which finds it by its short name. */
    public PostgresFormat() {}

    @Override
    public String shortName() {
        return FormatOptions.FORMAT;
    }

    /**
     * Looks at the table and fixes the state that will be read.
     *
     * @throws io.alluvium.failure.AlluviumException with what is wrong with the options, the server or the table
     */
    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return open(options.asCaseSensitiveMap()).schema();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        CopyTable opened = table;
        return opened == null ? open(properties) : opened;
    }

    private CopyTable open(Map<String, String> options) {
        CopyTable opened = FormatOptions.of(options).open(SparkSession.active().sparkContext());
        table = opened;
        return opened;
    }
}
