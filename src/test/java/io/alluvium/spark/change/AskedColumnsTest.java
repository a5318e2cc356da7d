package io.alluvium.spark.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.spark.query.SchemaQuery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row in which no column changed that the result depends on touches nothing: so these columns have to be all, and should be few. */
class AskedColumnsTest {
    private static final TableName ORDERS = new TableName(Layer.RAW, "orders");
    private static final TableName OTHERS = new TableName(Layer.RAW, "others");
    private static final StructType COLUMNS = StructType.fromDDL("id int, a int, b int, c int, d int");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "with o as (select * from raw.orders) select id, a from o | id a",
                "select id, s from (select *, a + b as s, c + d as t from raw.orders) | id a b",
                "select a, count(*) as n from (select * from raw.orders) group by a | a",
                "select a, n from (select a, b, count(*) as n, max(c) as m from raw.orders group by a, b) | a b",
                "select id from (select *, row_number() over (partition by a order by b) as n, sum(d) over (partition by c) as s"
                        + " from raw.orders) where n = 1 | id a b c",
                "select id from (select distinct * from raw.orders) | id a b c d",
                "select id from (select * from raw.orders union all select * from raw.orders) | id a b c d",
                "select id from raw.orders where c > 1 | id c",
                "select o.id from (select * from raw.orders) o join raw.others x on x.id = o.d | id d",
                "select id from raw.others x where exists (select * from raw.orders o where o.a = x.id and o.b > 1) | a b",
                "select id, (select max(c) from raw.orders o where o.a = x.id) as m from raw.others x | a c",
                "select id from raw.others x where x.a > (select max(c) from raw.orders where d > 1) | c d",
                "select id from (select id, explode(array(a, b)) as e, c from raw.orders) | id a b",
                "select a, b, sum(c) as s from raw.orders group by rollup(a, b) | a b c",
            })
    void onlyWhatTheResultDependsOnIsAskedFor(String sql, String asked) {
        SchemaQuery query = SchemaQuery.parse(sql).reading(ORDERS, COLUMNS).reading(OTHERS, COLUMNS);
        Set<TableName> all = Set.of(ORDERS, OTHERS);

        Set<String> columns = ChangedQuery.of(query, new ChangedQuery.Tables(all, all, Map.of(), List.of()))
                .columns(ORDERS);

        assertThat(columns).containsExactlyInAnyOrder(asked.split(" "));
    }
}
