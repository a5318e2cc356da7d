package io.alluvium.source.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableOffer;
import io.alluvium.source.catalog.CatalogEntry.Nature;
import io.alluvium.source.catalog.CatalogEntry.UniqueIndex;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Offers and patterns of a database that is no PostgreSQL. */
class CatalogOffersTest {
    private static final Optional<UniqueIndex> ID = Optional.of(new UniqueIndex("PRIMARY", List.of("id"), false));
    private static final Optional<UniqueIndex> CODE = Optional.of(new UniqueIndex("by_code", List.of("code"), true));

    private static CatalogEntry entry(String name, Nature nature, Optional<UniqueIndex> unique) {
        return new CatalogEntry("shop", name, "shop." + name, nature, false, Optional.empty(), unique);
    }

    private static final List<CatalogEntry> ENTRIES = List.of(
            entry("orders", Nature.TABLE, ID),
            entry("codes", Nature.TABLE, CODE),
            entry("heap", Nature.TABLE, Optional.empty()),
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
                    entry.schema(), entry.name(), entry.from(), entry.key(), "snapshot", List.of("id"), List.of());
        }

        @Override
        public AlluviumException explained(CatalogEntry entry, SQLException error) {
            return Problem.of(refusal, "no right to read raw.candidate")
                    .fixedBy("GRANT")
                    .asException(error);
        }
    }

    private static String words(TableOffer offer) {
        return offer instanceof TableOffer.Refused refused
                ? refused.name() + ": " + refused.reason()
                : offer.name() + " is loadable";
    }

    @Test
    void eachTableIsOfferedOrToldWhyNot() throws SQLException {
        assertThat(new CatalogOffers("shop", new Shop()).of(List.of()).stream().map(CatalogOffersTest::words))
                .containsExactly(
                        "orders is loadable",
                        "codes: no key: the unique index by_code may hold nulls; if it never does, take its columns",
                        "heap: no key: no primary key and no unique index; name the columns that identify a row",
                        "secret: no right to read shop.secret: GRANT",
                        "v: no key: a view has none; name the columns that identify a row",
                        "far: a foreign table: its rows lie elsewhere and have no key here; load it from there");
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

    private static String taken(String... patterns) {
        TablePatterns written = new TablePatterns(new Place("alluvium.conf", 3), List.of(patterns));
        return PatternTables.taken(
                        written,
                        "shop",
                        ENTRIES,
                        entry -> entry.name().equals("codes"),
                        (name, entry) -> name + " " + entry.key())
                .stream()
                .collect(Collectors.joining(", "));
    }

    @Test
    void patternsTakeTablesThatNoSectionNames() {
        assertThat(taken("shop.*", "!shop.s*")).isEqualTo("raw.orders [id], raw.heap []");
    }

    @Test
    void aPatternThatTakesNothingIsRefused() {
        assertThatThrownBy(() -> taken("shop.order")).hasMessageContaining("no table of shop matches shop.order");
    }
}
