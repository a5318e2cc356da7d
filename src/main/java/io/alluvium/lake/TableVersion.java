package io.alluvium.lake;

import io.alluvium.domain.TableName;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.types.StructType;

/**
 * A table at one version, as its log says.
 *
 * @param folder where it lies under the warehouse, for example {@code raw/orders}
 * @param tableId Delta's id of the table; another id means another table in the same place
 * @param properties the table properties, those of {@link io.alluvium.raw.Ownership} among them
 */
public record TableVersion(
        TableName name,
        String folder,
        String tableId,
        long version,
        StructType schema,
        Map<String, String> properties) {
    public TableVersion {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(tableId, "tableId");
        Objects.requireNonNull(schema, "schema");
        properties = Map.copyOf(properties);
    }
}
