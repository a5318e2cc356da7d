package io.alluvium.lake;

import io.alluvium.spark.catalog.CatalogTable;
import io.alluvium.spark.catalog.ReadCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaTimeTravelSpec;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.catalog.DeltaTableV2$;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * One layer of the warehouse in SQL. {@code raw.orders} is that table at the version pinned for the session, and there
 * are no other tables. {@link LakeSession} configures it.
 */
public final class PinnedCatalog extends ReadCatalog {
    static final String FOLDER = "folder";
    static final String PINS = "pins";

    private @Nullable String folder;
    private final Map<String, Pin> pins = new HashMap<>();

    /** Spark makes catalogs without arguments. */
    public PinnedCatalog() {}

    private record Pin(long version, String tableId) {}

    /** The option's text for a table at a version. Names, numbers and Delta's ids hold neither of the separators. */
    static String pin(TableVersion version) {
        return version.name().name() + "@" + version.version() + "@" + version.tableId();
    }

    @Override
    protected void configure(Map<String, String> options) {
        folder = options.get(FOLDER);
        for (String pin : options.getOrDefault(PINS, "").split(",")) {
            String[] parts = pin.split("@", 3);
            if (parts.length == 3) {
                pins.put(parts[0], new Pin(Long.parseLong(parts[1]), parts[2]));
            }
        }
    }

    @Override
    protected Set<String> names() {
        return pins.keySet();
    }

    @Override
    protected Optional<CatalogTable> table(String table) {
        Pin pin = pins.get(table);
        if (pin == null) {
            return Optional.empty();
        }
        DeltaTableV2 stock = stock(table, pin.version());
        Snapshot snapshot = stock.initialSnapshot();
        if (!snapshot.metadata().id().equals(pin.tableId())) {
            // Deleted and made again since it was pinned: another table, whatever its version numbers say.
            return Optional.empty();
        }
        if (!TableFiles.canRead(snapshot)) {
            return Optional.of(CatalogTable.of(stock));
        }
        Optional<List<AddFile>> files = TableLog.listed(snapshot)
                .or(() -> new KernelFiles(Lake.newEngine()).of(folder + "/" + table, pin.version()));
        return Optional.of(files.map(known -> new TableFiles(SparkSession.active(), stock.deltaLog(), snapshot, known))
                .map(known -> CatalogTable.ofFiles(stock.name(), known.relation()))
                .orElseGet(() -> CatalogTable.of(stock)));
    }

    /** Delta's own table, which finds its files by Spark jobs and skips those that a filter rules out. */
    private DeltaTableV2 stock(String table, long version) {
        return DeltaTableV2$.MODULE$.apply(
                SparkSession.active(),
                new Path(folder + "/" + table),
                Option.empty(),
                Option.apply(name() + "." + table),
                scala.collection.immutable.Map$.MODULE$.empty(),
                Option.apply(new DeltaTimeTravelSpec(Option.empty(), Option.apply(version), Option.empty(), false)));
    }

    @Override
    protected String whyReadOnly() {
        return "is read at pinned versions; only Alluvium's own steps write to it";
    }
}
