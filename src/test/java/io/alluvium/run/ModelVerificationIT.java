package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.TableName;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.verify.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models' tables beside what their queries give over the inputs that they were made from. */
class ModelVerificationIT {
    @TempDir
    Path folder;

    private ShopProject shop;

    @BeforeEach
    void start() {
        shop = new ShopProject(folder);
        shop.write(
                "curated/big.sql",
                "/*---\nstrategy = view\n---*/\nselect * from curated.orders where net_total > 50\n");
        shop.write(
                "aggregate/half.sql",
                "select nation, sum(cast(revenue as double)) / 3 as third from aggregate.revenue group by 1\n");
        shop.write("aggregate/daily.sql", """
                /*---
                strategy = partition, window_by = order_date, window = day
                windows { curated.orders { by = order_date } }
                ---*/
                select order_date, count(*) as n from curated.big
                where order_date >= :window_start and order_date < :window_end group by 1
                """);
        assertThat(shop.run().exitStatus()).isZero();
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private List<Verdict> verdicts(String... tables) {
        return shop.pipeline().verifyModels(List.of(tables));
    }

    private void sql(String statement, String table) {
        SparkFixture.plain(SparkFixture.on(folder))
                .sql(statement.formatted(
                        "delta.`" + folder.resolve("warehouse").resolve(table.replace('.', '/')) + "`"));
    }

    @Test
    void tablesThatWereKeptByChangesEqualWhatTheirInputsGive() {
        shop.changeSource(0);
        shop.run();
        shop.changeSource(1);
        shop.run();

        assertThat(verdicts())
                .hasSize(5)
                .allSatisfy(verdict -> assertThat(verdict)
                        .isInstanceOfSatisfying(
                                Verdict.Recomputed.class,
                                found -> assertThat(found.isEqual())
                                        .as(found.toString())
                                        .isTrue()));
    }

    @Test
    void inputsThatHaveChangedSinceAreReadAsTheyWere() {
        shop.changeSource(0);
        shop.run((table, boundary) -> {
            if (table.toString().equals("curated.orders") && boundary == Boundary.INTENT_WRITTEN) {
                throw new IllegalStateException("planted");
            }
        });

        assertThat(verdicts("aggregate.revenue", "orders"))
                .allSatisfy(verdict ->
                        assertThat(((Verdict.Recomputed) verdict).isEqual()).isTrue());
    }

    @Test
    void rowsThatSomebodyTookOutOrPutInAreTold() {
        sql("delete from %s where order_id in (7, 8)", "curated.orders");
        sql("insert into %s select * from %1$s where order_id = 9", "curated.orders");

        Verdict.Recomputed found =
                (Verdict.Recomputed) verdicts("curated.orders").get(0);

        assertThat(found.rows()).isEqualTo(200);
        assertThat(found.missing()).isEqualTo(2);
        assertThat(found.superfluous()).isEqualTo(1);
        assertThat(found.samples()).hasSize(3).anySatisfy(row -> assertThat(row).startsWith("superfluous [9,"));
    }

    @Test
    void whatCannotBeComputedAgainIsNotCalledEqual() {
        shop.write("aggregate/half.sql", "select nation, 1 as third from aggregate.revenue\n");

        assertThat(verdicts("aggregate.half"))
                .containsExactly(new Verdict.NotCompared(
                        TableName.parse("aggregate.half").orElseThrow(),
                        "cannot verify: SQL changed, line 1 since it was made",
                        false));
    }
}
