package io.alluvium.lake;

import static io.alluvium.lake.LakeTables.CURATED;
import static io.alluvium.lake.LakeTables.RAW;
import static io.alluvium.lake.LakeTables.multiset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PinnedCatalogIT {
    private LakeTables tables;
    private List<TableVersion> versions;

    /** No test changes the tables, so all share them. */
    @BeforeAll
    void threeVersionsOfTwoTables(@TempDir Path folder) {
        tables = new LakeTables(folder);
        versions = new ArrayList<>();
        versions.add(tables.commit(CURATED, new TableChange.ReplaceAll(orders(1, "a", 2, "b", 3, "c"))));
        // Leaves a deletion vector, so that a version is more than a list of files.
        versions.add(tables.commit(CURATED, new TableChange.ReplaceKeys(orders(2, "B"), keys(2), List.of("id"))));
        versions.add(tables.commit(CURATED, new TableChange.ReplaceKeys(orders(), keys(1), List.of("id"))));
        tables.commit(RAW, new TableChange.Append(orders(2, "raw")));
    }

    private Dataset<Row> orders(Object... idsAndTotals) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < idsAndTotals.length; i += 2) {
            rows.add(RowFactory.create(idsAndTotals[i], idsAndTotals[i + 1]));
        }
        return tables.rows("id int, total string", rows);
    }

    private Dataset<Row> keys(Integer id) {
        return tables.rows("id int", List.of(RowFactory.create(id)));
    }

    private SparkSession session(TableVersion... pins) {
        Map<TableName, TableVersion> byName = new java.util.HashMap<>();
        for (TableVersion pin : pins) {
            byName.put(pin.name(), pin);
        }
        return tables.lake.session("curated.orders", byName);
    }

    private TableVersion raw() {
        return tables.lake.lake().current(RAW).orElseThrow();
    }

    @Test
    void aNameIsTheTableAtItsPinnedVersionWhateverCameLater() {
        assertThat(multiset(session(versions.get(0)).sql("select * from curated.orders")))
                .containsExactly("[1,a]", "[2,b]", "[3,c]");
        assertThat(multiset(session(versions.get(1)).sql("select * from curated.orders")))
                .containsExactly("[1,a]", "[2,B]", "[3,c]");
        assertThat(multiset(session(versions.get(2)).table("curated.orders"))).containsExactly("[2,B]", "[3,c]");
    }

    @Test
    void aliasesOfLayersAndUpperCaseAreTheSameTable() {
        SparkSession session = session(versions.get(0), raw());
        assertThat(multiset(session.sql("select count(*) from silver.orders"))).containsExactly("[3]");
        assertThat(multiset(session.sql("select count(*) from BRONZE.ORDERS"))).containsExactly("[1]");
    }

    @Test
    void columnsMayBeQualifiedByTableByLayerOrByAlias() {
        SparkSession session = session(versions.get(1), raw());
        for (String sql : List.of(
                "select orders.id, orders.total from curated.orders",
                "select curated.orders.id, curated.orders.total from curated.orders",
                "select o.* from curated.orders o",
                "with orders as (select * from curated.orders) select orders.* from orders")) {
            assertThat(multiset(session.sql(sql))).as(sql).containsExactly("[1,a]", "[2,B]", "[3,c]");
        }
        assertThat(multiset(session.sql("select curated.orders.total, raw.orders.total "
                        + "from curated.orders join raw.orders on curated.orders.id = raw.orders.id "
                        + "where curated.orders.id in (select id from raw.orders)")))
                .containsExactly("[B,raw]");
    }

    @Test
    void parametersWorkInItsQueries() {
        assertThat(multiset(session(versions.get(0))
                        .sql("select id from curated.orders o where o.id > :least", Map.of("least", 2))))
                .containsExactly("[3]");
    }

    @Test
    void aTableThatIsNotPinnedDoesNotExist() {
        SparkSession session = session(versions.get(0));
        assertThatThrownBy(() -> session.sql("select * from raw.orders"))
                .isInstanceOf(org.apache.spark.sql.AnalysisException.class)
                .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND")
                .hasMessageContaining("orders");
        assertThatThrownBy(() -> session.sql("select * from curated.nested.orders"))
                .isInstanceOf(org.apache.spark.sql.AnalysisException.class);
    }

    @Test
    void aTableThatWasMadeAgainIsNotTheOneThatWasPinned() {
        TableVersion other = new TableVersion(
                CURATED,
                "curated/orders",
                "another-id",
                0,
                versions.get(0).schema(),
                versions.get(0).properties());
        assertThatThrownBy(() -> session(other).sql("select * from curated.orders"))
                .isInstanceOf(org.apache.spark.sql.AnalysisException.class)
                .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
    }

    @Test
    void nothingIsWrittenThroughAName() {
        SparkSession session = session(versions.get(2));
        for (String sql : List.of(
                "insert into curated.orders values (9, 'x')",
                "delete from curated.orders",
                "update curated.orders set total = 'x'",
                "drop table curated.orders",
                "create table curated.other (id int) using delta",
                "alter table curated.orders add column x int")) {
            assertThatThrownBy(() -> session.sql(sql)).as(sql).hasStackTraceContaining("read at pinned versions");
        }
        assertThat(tables.lake.lake().current(CURATED)).contains(versions.get(2));
    }

    @Test
    void sessionsDoNotSeeEachOthersPins() throws Exception {
        List<SparkSession> sessions =
                List.of(session(versions.get(0)), session(versions.get(1)), session(versions.get(2)));
        // A cached plan of one session is the likeliest leak into another.
        Dataset<Row> cached = sessions.get(0).table("curated.orders").cache();
        cached.count();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<String>> sums = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                SparkSession session = sessions.get(i % 3);
                sums.add(threads.submit(() -> multiset(
                                session.sql("select count(*), sort_array(collect_list(total)) from curated.orders"))
                        .get(0)));
            }
            List<String> expected = List.of("[3,ArraySeq(a, b, c)]", "[3,ArraySeq(B, a, c)]", "[2,ArraySeq(B, c)]");
            for (int i = 0; i < sums.size(); i++) {
                assertThat(sums.get(i).get()).isEqualTo(expected.get(i % 3));
            }
        } finally {
            threads.shutdownNow();
            cached.unpersist();
        }
    }

    @Test
    void itsResultsCanBeStagedIntoATable() {
        SparkSession session = session(versions.get(1), raw());
        TableName target = new TableName(io.alluvium.domain.Layer.AGGREGATE, "totals");
        Staged staged = tables.lake.stage(
                session,
                target,
                java.util.Optional.empty(),
                new TableChange.ReplaceAll(session.sql("select count(*) as n from curated.orders")),
                tables.mark(1));
        staged.commit();

        assertThat(tables.content(target)).containsExactly("[3]");
    }
}
