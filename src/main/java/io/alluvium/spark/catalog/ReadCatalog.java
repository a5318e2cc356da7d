package io.alluvium.spark.catalog;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * A catalog of one session, to read from. SQL names {@code catalog.table}, there are no other tables, and nothing can
 * be written through it. Spark makes it by reflection, without arguments.
 */
public abstract class ReadCatalog implements TableCatalog {
    private @Nullable String name;

    /** Takes the options that the session's settings give to this catalog; called once, before all else. */
    protected abstract void configure(Map<String, String> options);

    /** The tables there are, in lower case. */
    protected abstract Set<String> names();

    /** @param table one of {@link #names}; empty where it has gone since */
    protected abstract Optional<CatalogTable> table(String table);

    /** Why nothing can be written, to follow the catalog's name. */
    protected abstract String whyReadOnly();

    @Override
    public final void initialize(String catalog, CaseInsensitiveStringMap options) {
        name = catalog;
        configure(options);
    }

    @Override
    public final String name() {
        return String.valueOf(name);
    }

    @Override
    public final Identifier[] listTables(String[] namespace) {
        return names().stream()
                .sorted()
                .map(table -> Identifier.of(new String[0], table))
                .toArray(Identifier[]::new);
    }

    @Override
    public final Table loadTable(Identifier identifier) throws NoSuchTableException {
        String table = identifier.name().toLowerCase(Locale.ROOT);
        Optional<CatalogTable> found =
                names().contains(table) && identifier.namespace().length == 0 ? table(table) : Optional.empty();
        return found.map(CatalogTable::table).orElseThrow(() -> new NoSuchTableException(identifier));
    }

    @Override
    public final Table loadTable(Identifier identifier, Set<TableWritePrivilege> privileges) {
        throw readOnly();
    }

    /** By way of this one Spark makes tables in each of its lines; in newer ones its other methods call it. */
    @Override
    @SuppressWarnings("deprecation")
    public final Table createTable(
            Identifier identifier, Column[] columns, Transform[] partitions, Map<String, String> properties) {
        throw readOnly();
    }

    @Override
    public final Table alterTable(Identifier identifier, TableChange... changes) {
        throw readOnly();
    }

    @Override
    public final boolean dropTable(Identifier identifier) {
        throw readOnly();
    }

    @Override
    public final void renameTable(Identifier from, Identifier to) {
        throw readOnly();
    }

    private UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException(name() + " " + whyReadOnly());
    }
}
