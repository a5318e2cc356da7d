package io.alluvium.source.catalog;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableOffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Offers the tables of a database. Each is put to the same test as a run puts it to, so that what is offered is not
 * refused later; only values without an image are found by nothing but reading.
 */
public final class CatalogOffers {
    private final String database;
    private final Catalog catalog;

    /** A database's catalog in one state. */
    public interface Catalog {
        /** All but the server's own. */
        List<String> schemas() throws SQLException;

        /** By schema and name; partitions are read with their parent and not listed. */
        List<CatalogEntry> entries(List<String> schemas) throws SQLException;

        /**
         * How a table is best loaded, after everything was tried that a run tries without reading a row; one without a key
         * in a mode that needs none.
         *
         * @throws AlluviumException where a run would refuse it; {@code raw.candidate} stands for the table in its words
         */
        TableOffer.Loadable tried(CatalogEntry entry) throws SQLException;

        /** An error of the driver while a table was tried. */
        AlluviumException explained(CatalogEntry entry, SQLException error);
    }

    /** @param database what people call it */
    public CatalogOffers(String database, Catalog catalog) {
        this.database = database;
        this.catalog = catalog;
    }

    /**
     * Looks at the catalog without reading a row.
     *
     * @param schemas as the catalog spells them; empty for all but the server's own
     * @return tables and views by schema and name
     * @throws AlluviumException of kind USER for unknown schemas, SOURCE for a server that is lost
     */
    public List<TableOffer> of(List<String> schemas) throws SQLException {
        List<TableOffer> offers = new ArrayList<>();
        for (CatalogEntry entry : catalog.entries(known(schemas, catalog.schemas()))) {
            Optional<String> ruledOut = ruledOut(entry);
            offers.add(ruledOut.isPresent() ? refused(entry, ruledOut.get()) : offer(entry));
        }
        return offers;
    }

    private List<String> known(List<String> wanted, List<String> present) {
        List<Problem> unknown = wanted.stream()
                .filter(schema -> !present.contains(schema))
                .map(schema -> Problem.of(ErrorCode.BAD_VALUE, "there is no schema \"" + schema + "\" in " + database)
                        .because(present.isEmpty() ? "it has none" : "it has " + String.join(", ", present))
                        .didYouMean(DidYouMean.amongNames(present, schema)))
                .toList();
        if (!unknown.isEmpty()) {
            throw new AlluviumException(unknown);
        }
        return wanted.isEmpty() ? present : wanted;
    }

    private TableOffer offer(CatalogEntry entry) {
        try {
            TableOffer.Loadable loadable = catalog.tried(entry);
            if (loadable.columns().isEmpty()) {
                return refused(entry, "it has no columns");
            }
            return entry.nature() == CatalogEntry.Nature.TABLE || !entry.key().isEmpty()
                    ? loadable.with(remarks(entry))
                    : refused(entry, noKey(entry) + "; without a key mode = " + loadable.mode() + " loads it whole");
        } catch (SQLException e) {
            return refused(entry, catalog.explained(entry, e));
        } catch (AlluviumException e) {
            return refused(entry, e);
        } catch (RuntimeException e) {
            // Whatever nobody foresaw at one table, the others are offered.
            System.getLogger(CatalogOffers.class.getName())
                    .log(System.Logger.Level.ERROR, entry.from() + " was not offered", e);
            return refused(
                    entry,
                    "looking at it failed in a way that is not expected, "
                            + e.getClass().getSimpleName() + ": report it with the log");
        }
    }

    private static Optional<String> ruledOut(CatalogEntry entry) {
        if (entry.extension().isPresent()) {
            return Optional.of("belongs to the extension " + entry.extension().get());
        }
        if (entry.nature() == CatalogEntry.Nature.FOREIGN_TABLE) {
            return Optional.of("a foreign table: its rows lie elsewhere and have no key here; load it from there");
        }
        if (entry.from().contains("${")) {
            return Optional.of("${ in its name means something else in this file; read a view with another name");
        }
        return Optional.empty();
    }

    /** What a person may want to know of a table's key, or of its having none. */
    private static List<String> remarks(CatalogEntry entry) {
        if (entry.key().isEmpty()) {
            return List.of(noKey(entry));
        }
        return entry.unique().filter(CatalogEntry.UniqueIndex::deferrable).stream()
                .map(index -> "its key " + index.name() + " is deferrable, and kept by all that is committed")
                .toList();
    }

    /** Says why nothing that looks like a key is one. */
    private static String noKey(CatalogEntry entry) {
        boolean isTable = entry.nature() == CatalogEntry.Nature.TABLE;
        List<String> why = new ArrayList<>();
        entry.unique().ifPresent(index -> why.add("the unique index " + index.name() + " may hold nulls"));
        entry.unfit().forEach(index -> why.add(index.words()));
        if (entry.hasChildren() && isTable) {
            why.add("the rows of tables that inherit from it are read with its own");
        }
        if (why.isEmpty()) {
            why.add(
                    entry.nature() == CatalogEntry.Nature.VIEW
                            ? "a view has none"
                            : "no primary key and no unique index");
        }
        String columns = entry.unique()
                .map(index -> "if it never does, key = [" + String.join(", ", index.columns()) + "], mode = snapshot")
                .orElse("if columns identify a row, name them in key, with mode = snapshot");
        return "no key: " + String.join(", ", why) + "; " + columns;
    }

    /** A lost server is no fault of one table. */
    private static TableOffer refused(CatalogEntry entry, AlluviumException fault) {
        Problem problem = fault.problems().get(0);
        boolean oneTable = fault.kind() != Kind.SOURCE || problem.code() == ErrorCode.SOURCE_FAILED;
        if (!oneTable || problem.code() == ErrorCode.NOT_BUILT_YET) {
            throw fault;
        }
        return refused(
                entry,
                problem.message().replace("raw.candidate", entry.from())
                        + problem.fix().map(fix -> ": " + fix).orElse(""));
    }

    private static TableOffer refused(CatalogEntry entry, String reason) {
        return new TableOffer.Refused(
                entry.schema(),
                entry.name(),
                entry.from(),
                entry.unique().map(CatalogEntry.UniqueIndex::columns).orElse(List.of()),
                reason);
    }
}
