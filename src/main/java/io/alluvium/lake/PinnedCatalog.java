package io.alluvium.lake;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;
import org.apache.spark.sql.delta.DeltaTimeTravelSpec;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.catalog.DeltaTableV2$;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * One layer of the warehouse in SQL: {@code raw.orders} is that table at the version pinned for the session, and there
 * are no other tables. Nothing can be written through it. Spark makes it by reflection; {@link LakeSession} configures
 * it.
 */
public final class PinnedCatalog implements TableCatalog {
    static final String PINS = "pins";

    private @Nullable String name;
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
    public void initialize(String catalog, CaseInsensitiveStringMap options) {
        name = catalog;
        for (String pin : options.getOrDefault(PINS, "").split(",")) {
            String[] parts = pin.split("@", 4);
            if (parts.length == 4) {
                String path = URLDecoder.decode(parts[3], StandardCharsets.UTF_8);
                pins.put(parts[0], new Pin(Long.parseLong(parts[1]), parts[2], path));
            }
        }
    }

    @Override
    public String name() {
        return String.valueOf(name);
    }

    @Override
    public Identifier[] listTables(String[] namespace) {
        return pins.keySet().stream()
                .sorted()
                .map(table -> Identifier.of(new String[0], table))
                .toArray(Identifier[]::new);
    }

    @Override
    public Table loadTable(Identifier identifier) throws NoSuchTableException {
        String table = identifier.name().toLowerCase(Locale.ROOT);
        Pin pin = pins.get(table);
        if (pin == null || identifier.namespace().length > 0) {
            throw new NoSuchTableException(identifier);
        }
        DeltaTableV2 stock = stock(table, pin);
        Snapshot snapshot = stock.initialSnapshot();
        if (!snapshot.metadata().id().equals(pin.tableId())) {
            // Deleted and made again since it was pinned: another table, whatever its version numbers say.
            throw new NoSuchTableException(identifier);
        }
        if (!TableFiles.canRead(snapshot)) {
            return stock;
        }
        Optional<List<AddFile>> files =
                TableLog.listed(snapshot).or(() -> new KernelFiles(Lake.newEngine()).of(pin.path(), pin.version()));
        if (files.isEmpty()) {
            return stock;
        }
        TableFiles known = new TableFiles(SparkSession.active(), stock.deltaLog(), snapshot, files.get());
        return new PinnedTable(stock.name(), known.relation());
    }

    /** Delta's own table, which finds its files by Spark jobs and skips those that a filter rules out. */
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
    public Table loadTable(Identifier identifier, Set<TableWritePrivilege> privileges) {
        throw readOnly();
    }

    @Override
    public Table createTable(Identifier identifier, TableInfo table) {
        throw readOnly();
    }

    @Override
    public Table alterTable(Identifier identifier, TableChange... changes) {
        throw readOnly();
    }

    @Override
    public boolean dropTable(Identifier identifier) {
        throw readOnly();
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {
        throw readOnly();
    }

    private UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException(
                name() + " is read at pinned versions; only Alluvium's own steps write to it");
    }
}
