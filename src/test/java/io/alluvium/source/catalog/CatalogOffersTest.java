package io.alluvium.source.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableOffer;
import io.alluvium.source.catalog.CatalogEntry.Nature;
import io.alluvium.source.catalog.CatalogEntry.UnfitIndex;
import io.alluvium.source.catalog.CatalogEntry.UniqueIndex;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Offers and patterns of a database that is no PostgreSQL. */
class CatalogOffersTest {
    private static final Optional<UniqueIndex> ID =
            Optional.of(new UniqueIndex("PRIMARY", List.of("id"), false, false));
    private static final Optional<UniqueIndex> CODE =
            Optional.of(new UniqueIndex("by_code", List.of("code"), true, false));
    private static final Optional<UniqueIndex> LATE =
            Optional.of(new UniqueIndex("late_key", List.of("id"), false, true));

    private static CatalogEntry entry(String name, Nature nature, Optional<UniqueIndex> unique, UnfitIndex... unfit) {
        return entry(name, nature, false, unique, unfit);
    }

    private static CatalogEntry entry(
            String name, Nature nature, boolean parent, Optional<UniqueIndex> unique, UnfitIndex... unfit) {
        return new CatalogEntry("shop", name, "shop." + name, nature, parent, Optional.empty(), unique, List.of(unfit));
    }

    private static final List<CatalogEntry> ENTRIES = List.of(
            entry("orders", Nature.TABLE, ID),
            entry("codes", Nature.TABLE, CODE),
            entry("heap", Nature.TABLE, Optional.empty()),
            entry("late", Nature.TABLE, LATE),
            entry("part", Nature.TABLE, Optional.empty(), new UnfitIndex("live", UnfitIndex.Reason.PARTIAL)),
            entry(
                    "parent",
                    Nature.TABLE,
                    true,
                    Optional.empty(),
                    new UnfitIndex("parent_key", UnfitIndex.Reason.PARENT_ONLY)),
            entry("none", Nature.TABLE, ID),
            entry("secret", Nature.TABLE, ID),
            entry("v", Nature.VIEW, Optional.empty()),
            entry("far", Nature.FOREIGN_TABLE, Optional.empty()));

    private static final class Shop implements CatalogOffers.Catalog {
        private ErrorCode refusal = ErrorCode.SOURCE_NO_RIGHT;

        @Override
        public List<String> schemas() {
            return List.of("shop");
        }

        @Override
        public List<CatalogEntry> entries(List<String> schemas) {
            return schemas.equals(List.of("shop")) ? ENTRIES : List.of();
        }

        @Override
        public TableOffer.Loadable tried(CatalogEntry entry) throws SQLException {
            if (entry.name().equals("secret")) {
                throw new SQLException("denied", "42000");
            }
            return new TableOffer.Loadable(
                    entry.schema(),
                    entry.name(),
                    entry.from(),
                    entry.key(),
                    entry.key().isEmpty() ? "replace" : "snapshot",
                    entry.name().equals("none") ? List.of() : List.of("id"),
                    List.of());
        }

        @Override
        public AlluviumException explained(CatalogEntry entry, SQLException error) {
            return Problem.of(refusal, "no right to read raw.candidate")
                    .fixedBy("GRANT")
                    .asException(error);
        }
    }

    private static String words(TableOffer offer) {
        return offer instanceof TableOffer.Loadable loadable
                ? offer.name() + " by " + loadable.mode() + ": " + String.join("; ", loadable.remarks())
                : offer.name() + " not: " + ((TableOffer.Refused) offer).reason();
    }

    @Test
    void eachTableIsOfferedOrToldWhyNot() throws SQLException {
        assertThat(new CatalogOffers("shop", new Shop()).of(List.of()).stream().map(CatalogOffersTest::words))
                .containsExactly(
                        "orders by snapshot: ",
                        "codes by replace: no key: the unique index by_code may hold nulls;"
                                + " if it never does, key = [code], mode = snapshot",
                        "heap by replace: no key: no primary key and no unique index;"
                                + " if columns identify a row, name them in key, with mode = snapshot",
                        "late by snapshot: its key late_key is deferrable, and kept by all that is committed",
                        "part by replace: no key: the unique index live holds for some of the rows only;"
                                + " if columns identify a row, name them in key, with mode = snapshot",
                        "parent by replace: no key: the unique index parent_key does not hold over the tables that"
                                + " inherit from it, the rows of tables that inherit from it are read with its own;"
                                + " if columns identify a row, name them in key, with mode = snapshot",
                        "none not: it has no columns",
                        "secret not: no right to read shop.secret: GRANT",
                        "v not: no key: a view has none; if columns identify a row, name them in key, with mode ="
                                + " snapshot; without a key mode = replace loads it whole",
                        "far not: a foreign table: its rows lie elsewhere and have no key here; load it from there");
    }

    @Test
    void aLostServerIsNoFaultOfOneTable() {
        Shop shop = new Shop();
        shop.refusal = ErrorCode.SOURCE_INTERRUPTED;

        assertThatThrownBy(() -> new CatalogOffers("shop", shop).of(List.of())).isInstanceOf(AlluviumException.class);
    }

    @Test
    void aSchemaThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new CatalogOffers("shop", new Shop()).of(List.of("shp")))
                .hasMessageContaining("there is no schema \"shp\" in shop");
    }

    private static PatternTables.Taken<String> taken(List<CatalogEntry> entries, String... patterns) {
        TablePatterns written = new TablePatterns(new Place("alluvium.conf", 3), List.of(patterns));
        return new PatternTables<>(
                        written,
                        "shop",
                        List.of("declared"),
                        Map.of(new TableName(Layer.RAW, "elsewhere"), "crm.elsewhere of source crm"),
                        (name, entry) -> name + " " + entry.key())
                .taken(entries, entry -> entry.name().equals("codes"));
    }

    private static String taken(String... patterns) {
        PatternTables.Taken<String> taken = taken(ENTRIES, patterns);
        assertThat(taken.refused()).isEmpty();
        return String.join(", ", taken.tables());
    }

    @Test
    void patternsTakeTablesThatNoSectionNames() {
        assertThat(taken("shop.*", "!shop.s*", "!shop.*n*"))
                .isEqualTo("raw.orders [id], raw.heap [], raw.late [id], raw.part []");
    }

    @Test
    void aTableThatCannotKeepItsNameIsRefusedByItselfWithANameForIt() {
        PatternTables.Taken<String> taken = taken(
                List.of(
                        entry("orders", Nature.TABLE, ID),
                        entry("Orders", Nature.TABLE, Optional.empty()),
                        entry("2024", Nature.TABLE, ID),
                        entry("日本", Nature.TABLE, ID),
                        entry("Declared", Nature.TABLE, ID),
                        entry("elsewhere", Nature.TABLE, ID),
                        entry("A b", Nature.TABLE, ID),
                        entry("A_B", Nature.TABLE, ID),
                        entry("shop_orders", Nature.TABLE, ID)),
                "shop.*");

        assertThat(taken.tables())
                .containsExactly(
                        "raw.orders [id]",
                        "raw.orders_2 []",
                        "raw.table [id]",
                        "raw.shop_table [id]",
                        "raw.shop_declared [id]",
                        "raw.shop_elsewhere [id]",
                        "raw.a_b [id]",
                        "raw.shop_a_b [id]",
                        "raw.shop_orders [id]");
        assertThat(taken.refused()).hasSize(7).doesNotContainKeys("raw.orders [id]", "raw.shop_orders [id]");
        assertThat(taken.refused().get("raw.orders_2 []")).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.COLUMN_NAME_REFUSED);
            assertThat(problem.message()).isEqualTo("shop.orders and shop.Orders would both be raw.orders");
            assertThat(problem.fix())
                    .contains("name it in a section under tables: orders_2 { from = \"shop.Orders\", mode = replace };"
                            + " or leave it out: \"!shop.Orders\"");
        });
        assertThat(Objects.requireNonNull(taken.refused().get("raw.table [id]")).message())
                .isEqualTo("shop.2024 has no letter that a name in raw can take");
        assertThat(Objects.requireNonNull(taken.refused().get("raw.shop_declared [id]"))
                        .message())
                .isEqualTo("a table with a section of its own and shop.Declared would both be raw.declared");
        assertThat(Objects.requireNonNull(taken.refused().get("raw.shop_elsewhere [id]"))
                        .message())
                .isEqualTo("crm.elsewhere of source crm and shop.elsewhere would both be raw.elsewhere");
        assertThat(Objects.requireNonNull(taken.refused().get("raw.a_b [id]")).message())
                .isEqualTo("shop.A_B and shop.A b would both be raw.a_b");
        assertThat(Objects.requireNonNull(taken.refused().get("raw.shop_a_b [id]"))
                        .message())
                .isEqualTo("shop.A b and shop.A_B would both be raw.a_b");
    }

    @Test
    void aPatternThatTakesNothingIsRefused() {
        assertThatThrownBy(() -> taken("shop.order")).hasMessageContaining("no table of shop matches shop.order");
    }
}
