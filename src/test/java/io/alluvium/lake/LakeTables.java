package io.alluvium.lake;

import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.SparkFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A warehouse under test: short words for staging and for looking at what is there. */
final class LakeTables {
    static final TableName RAW = new TableName(Layer.RAW, "orders");
    static final TableName CURATED = new TableName(Layer.CURATED, "orders");

    final LakeSession lake;
    final SparkSession session;
    final Path folder;

    LakeTables(Path folder) {
        this.folder = folder;
        this.lake = SparkFixture.on(folder);
        this.session = SparkFixture.plain(lake);
    }

    CommitMark mark(long number) {
        return mark(number, Map.of());
    }

    CommitMark mark(long number, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent("alluvium.project", "shop");
        return new CommitMark(
                "shop/orders/1",
                number,
                UUID.randomUUID().toString(),
                new RunId(number),
                Map.of("raw.orders", 7L),
                all,
                Optional.empty(),
                Map.of());
    }

    /** The mark's number is one more than the table's last. */
    Staged stage(TableName table, TableChange change) {
        Optional<TableVersion> base = lake.lake().current(table);
        long last = base.map(version ->
                        lake.lake().committed(version, "shop/orders/1").orElse(0))
                .orElse(0L);
        return lake.stage(session, table, base, change, mark(last + 1));
    }

    TableVersion commit(TableName table, TableChange change) {
        return stage(table, change).commit();
    }

    Dataset<Row> rows(String schema, List<Row> rows) {
        return session.createDataFrame(rows, StructType.fromDDL(schema));
    }

    /** The same rows, of a query that is not little work to whoever looks at it. */
    Dataset<Row> notHeld(Dataset<Row> rows) {
        Dataset<Row> one = rows("_alluvium_one int", List.of(RowFactory.create(1)));
        return rows.crossJoin(one).drop("_alluvium_one");
    }

    /** The table's rows as a step reads them, as text, sorted: a multiset. */
    List<String> content(TableName table) {
        TableVersion version = lake.lake().current(table).orElseThrow();
        SparkSession reader = lake.session("test", Map.of(table, version));
        return multiset(reader.table(table.toString()));
    }

    /** The same by stock Delta, which shares no code with ours and takes a few Spark jobs more. */
    List<String> stockContent(TableName table) {
        return multiset(session.read().format("delta").load(lake.lake().path(table)));
    }

    static List<String> multiset(Dataset<Row> rows) {
        List<String> lines = new ArrayList<>();
        rows.collectAsList().forEach(row -> lines.add(row.toString()));
        lines.sort(null);
        return lines;
    }
}
