package io.alluvium.lake;

import io.alluvium.domain.TableName;
import io.alluvium.spark.catalog.CatalogTable;
import io.alluvium.spark.catalog.ReadCatalog;
import io.delta.kernel.engine.Engine;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * One layer of the warehouse in SQL. {@code raw.orders} is that table at the version pinned for the session, and there
 * are no other tables. {@link LakeSession} configures it.
 */
public final class PinnedCatalog extends ReadCatalog {
    static final String PINS = "pins";

    private final Map<String, Pin> pins = new HashMap<>();

    /** Spark makes catalogs without arguments. */
    public PinnedCatalog() {}

    private record Pin(long version, String tableId, String path) {}

    /**
     * The option's text for a table at a version. Names, numbers, Delta's ids and an encoded path hold neither of the
     * separators.
     *
     * @param path of the table's folder, as Hadoop calls it
     */
    static String pin(TableVersion version, String path) {
        return version.name().name() + "@" + version.version() + "@" + version.tableId() + "@"
                + URLEncoder.encode(path, StandardCharsets.UTF_8);
    }

    @Override
    protected void configure(Map<String, String> options) {
        for (String pin : options.getOrDefault(PINS, "").split(",")) {
            String[] parts = pin.split("@", 4);
            if (parts.length == 4) {
                String path = URLDecoder.decode(parts[3], StandardCharsets.UTF_8);
                pins.put(parts[0], new Pin(Long.parseLong(parts[1]), parts[2], path));
            }
        }
    }

    @Override
    protected Set<String> names() {
        return pins.keySet();
    }

    /** The files of a table as such a catalog of this session knows it. */
    static Optional<PinnedFiles> files(SparkSession session, TableName table) {
        String layer = table.layer().label();
        PinnedCatalog catalog = new PinnedCatalog();
        String pinned = session.conf().get("spark.sql.catalog." + layer + "." + PINS, "");
        catalog.initialize(layer, new CaseInsensitiveStringMap(Map.of(PINS, pinned)));
        return catalog.stock(table.name()).flatMap(catalog::files);
    }

    @Override
    protected Optional<CatalogTable> table(String table) {
        return stock(table)
                .map(stock -> files(stock)
                        .map(files -> CatalogTable.ofFiles(stock.table().name(), files.relation(files.files())))
                        .orElseGet(() -> CatalogTable.of(stock.table())));
    }

    /** Delta's own table, which finds its files by Spark jobs and skips those that a filter rules out. */
    private record Stock(Pin pin, DeltaTableV2 table) {}

    private Optional<Stock> stock(String table) {
        Pin pin = pins.get(table);
        if (pin == null) {
            return Optional.empty();
        }
        DeltaTableV2 stock = stock(table, pin);
        // Deleted and made again since it was pinned: another table, whatever its version numbers say.
        return stock.initialSnapshot().metadata().id().equals(pin.tableId())
                ? Optional.of(new Stock(pin, stock))
                : Optional.empty();
    }

    private Optional<PinnedFiles> files(Stock stock) {
        Snapshot snapshot = stock.table().initialSnapshot();
        if (!TableFiles.canRead(snapshot)) {
            return Optional.empty();
        }
        Pin pin = stock.pin();
        Optional<List<AddFile>> files =
                TableLog.listed(snapshot).or(() -> new KernelFiles(engine(pin)).of(pin.path(), pin.version()));
        return files.map(
                known -> new PinnedFiles(SparkSession.active(), stock.table().deltaLog(), snapshot, known));
    }

    private static Engine engine(Pin pin) {
        return Lake.newEngine(pin.path(), SessionSettings.ofStore(SparkSession.active()));
    }

    private DeltaTableV2 stock(String table, Pin pin) {
        return DeltaTableV2$.MODULE$.apply(
                SparkSession.active(),
                new Path(pin.path()),
                Option.empty(),
                Option.apply(name() + "." + table),
                scala.collection.immutable.Map$.MODULE$.empty(),
                Option.apply(
                        new DeltaTimeTravelSpec(Option.empty(), Option.apply(pin.version()), Option.empty(), false)));
    }

    @Override
    protected String whyReadOnly() {
        return "is read at pinned versions; only Alluvium's own steps write to it";
    }
}
