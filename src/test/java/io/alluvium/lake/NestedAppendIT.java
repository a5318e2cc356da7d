package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.FileColumn;
import io.alluvium.column.ParquetFile;
import io.alluvium.column.SampleRows;
import io.alluvium.column.SparkRows;
import io.alluvium.column.WrittenFile;
import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of structs and lists in each other: appended to without Spark, beside what Spark makes of the same rows. */
class NestedAppendIT {
    private static final TableName OURS = new TableName(Layer.RAW, "ours");
    private static final TableName SPARKS = new TableName(Layer.RAW, "sparks");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private LakeSession spark;
    private SparkSession session;
    private Lake lake;
    private final String tableId = UUID.randomUUID().toString();

    @BeforeEach
    void open() {
        spark = SparkFixture.on(folder);
        lake = spark.lake();
        session = SparkFixture.plain(spark);
        session.conf().set("spark.sql.datetime.java8API.enabled", "true");
    }

    private CommitMark mark(String id, long number) {
        return new CommitMark(
                "writer",
                number,
                id,
                new RunId(7),
                Map.of(),
                Map.of("alluvium.project", "shop", "delta.appendOnly", "true"),
                Optional.empty(),
                Map.of());
    }

    private TableVersion append(
            Optional<TableVersion> base, long number, StructType schema, List<List<@Nullable Object>> rows)
            throws IOException {
        assertThat(lake.canAppend(base, schema)).isTrue();
        FileAppend append = lake.append(OURS, base, schema, mark(tableId, number));
        String name = NewFiles.name();
        List<FileColumn> sources = Collections.nCopies(schema.length(), new FileColumn.FromBatch());
        try (ParquetFile file = new ParquetFile(schema, append.create(name), sources)) {
            for (int from = 0; from < rows.size(); from += 70) {
                file.write(SampleRows.batch(schema, rows.subList(from, Math.min(rows.size(), from + 70))));
            }
            WrittenFile written = file.finish();
            append.add(new DataFile(name, written.bytes(), written.rows(), written.statistics()));
        }
        return append.commit();
    }

    private TableVersion madeBySpark(StructType schema, List<List<@Nullable Object>> rows) {
        return spark.stage(
                        session,
                        SPARKS,
                        Optional.empty(),
                        new TableChange.Append(session.createDataFrame(SparkRows.of(schema, rows), schema)
                                .coalesce(1)),
                        mark(UUID.randomUUID().toString(), 1))
                .commit();
    }

    private static List<Object> comparable(List<Row> rows) {
        return rows.stream().<Object>map(SparkRows::comparable).toList();
    }

    private List<Object> read(TableName table) {
        return comparable(session.read().format("delta").load(lake.path(table)).collectAsList());
    }

    /** The statistics of the files that the first version has. */
    private List<JsonNode> statistics(TableName table) throws IOException {
        List<JsonNode> statistics = new ArrayList<>();
        for (String line :
                Files.readAllLines(folder.resolve("raw/" + table.name() + "/_delta_log/00000000000000000000.json"))) {
            if (JSON.readTree(line).has("add")) {
                statistics.add(JSON.readTree(
                        JSON.readTree(line).get("add").get("stats").asText()));
            }
        }
        return statistics;
    }

    @Test
    void theTableHasTheSchemaTheRowsAndTheStatisticsThatSparkGivesIt() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StructType schema = SampleRows.nested(random, 8, 4);
        String what = "seed " + seed + ", " + schema.simpleString();
        List<List<@Nullable Object>> rows = new SampleRows(random.nextLong(), 1_000, 25).rows(schema, 300);
        TableVersion ours = append(Optional.empty(), 1, schema, rows);
        TableVersion sparks = madeBySpark(schema, rows);

        assertThat(ours.schema()).as(what).isEqualTo(sparks.schema());
        assertThat(ours.properties()).as(what).isEqualTo(sparks.properties());
        assertThat(statistics(OURS)).as(what).isEqualTo(statistics(SPARKS));
        assertThat(read(OURS)).as(what).isEqualTo(read(SPARKS)).isEqualTo(comparable(SparkRows.of(schema, rows)));
    }

    @Test
    void sparkAndWeAppendInTurn() throws IOException {
        StructType schema =
                StructType.fromDDL("id bigint, s struct<a:bigint,l:array<struct<t:timestamp_ntz,b:string>>>");
        SampleRows sample = new SampleRows(3, 100, 20);
        List<List<@Nullable Object>> rows = sample.rows(schema, 90);
        TableVersion first = append(Optional.empty(), 1, schema, rows.subList(0, 30));
        TableVersion second = spark.stage(
                        spark.session("test", Map.of(OURS, first)),
                        OURS,
                        Optional.of(first),
                        new TableChange.Append(
                                session.createDataFrame(SparkRows.of(schema, rows.subList(30, 60)), schema)),
                        mark(tableId, 2))
                .commit();
        append(Optional.of(second), 3, schema, rows.subList(60, 90));
        assertThat(read(OURS)).containsExactlyInAnyOrderElementsOf(comparable(SparkRows.of(schema, rows)));
        assertThat(session.read()
                        .format("delta")
                        .load(lake.path(OURS))
                        .where("s.a > 100")
                        .count())
                .isEqualTo(session.createDataFrame(SparkRows.of(schema, rows), schema)
                        .where("s.a > 100")
                        .count())
                .isPositive();
    }

    @Test
    void otherFieldsAreAnotherType() throws IOException {
        StructType schema = StructType.fromDDL("s struct<a:bigint>, l array<struct<a:bigint>>");
        TableVersion made = append(Optional.empty(), 1, schema, List.of());
        Optional<TableVersion> base = Optional.of(made);
        assertThat(lake.canAppend(base, schema)).isTrue();
        for (String other : List.of(
                "s struct<a:bigint,b:bigint>", "s struct<A:bigint>", "s struct<a:int>", "l array<struct<a:string>>")) {
            assertThat(lake.canAppend(base, StructType.fromDDL(other)))
                    .as(other)
                    .isFalse();
        }
    }

    @Test
    void aScanGivesTheRowsBack() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 3; round++) {
            StructType schema = SampleRows.nested(random, 5, 3);
            String what = "seed " + seed + ", " + schema.simpleString();
            List<List<@Nullable Object>> rows = new SampleRows(random.nextLong(), 1_000, 25).rows(schema, 200);
            Optional<TableVersion> base = Optional.empty();
            TableVersion version = append(base, 1, schema, rows);
            List<Object> read = new ArrayList<>();
            lake.scan(version, schema, Optional.empty())
                    .read(new ColumnBatch(schema, 70), batch -> read.addAll(SampleRows.back(batch)));
            assertThat(read).as(what).isEqualTo(rows);
            folder = folder.resolve("next");
            open();
        }
    }
}
