package io.alluvium.spark.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.SampleRows;
import io.alluvium.column.SparkRows;
import io.alluvium.fixture.SparkFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of batches needs no database. */
class BatchTableIT {
    @TempDir
    private static Path folder;

    private final SparkSession session = SparkFixture.plain(SparkFixture.on(folder));
    private final Dataset<Row> numbers = new BatchTable(NumbersSource.of(3)).in(session);

    private static String plan(Dataset<Row> rows) {
        return rows.queryExecution().executedPlan().toString();
    }

    @Test
    void everyPartIsReadByATaskOfItsOwn() {
        assertThat(numbers.rdd().getNumPartitions()).isEqualTo(3);
        assertThat(numbers.selectExpr("count(*)", "sum(number)", "max(square)")
                        .first()
                        .toString())
                .isEqualTo("[30000,449985000,899940001]");
        assertThat(numbers.count()).isEqualTo(30_000);
    }

    @Test
    void columnsAndRowsThatNobodyAsksForStayAtTheSource() {
        Dataset<Row> few = numbers.where("number >= 29998").select("square");

        assertThat(few.collectAsList().toString()).isEqualTo("[[899880004], [899940001]]");
        assertThat(plan(few)).contains("COUNT [number, square] pushed [number >= 29998]");
        assertThat(plan(numbers.select("square"))).contains("COUNT [square] pushed []");
    }

    @Test
    void aFilterThatTheSourceDoesNotUnderstandStaysWithSpark() {
        Dataset<Row> few = numbers.where("square = 9 or number = 5");

        assertThat(few.select("number").collectAsList().toString()).isEqualTo("[[3], [5]]");
        assertThat(plan(few)).contains("pushed []");
        assertThat(plan(numbers.where("square >= 9"))).contains("pushed []");
    }

    @Test
    void structsAndListsAreReadAtAnyDepth() {
        session.conf().set("spark.sql.datetime.java8API.enabled", "true");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int nullPercent : List.of(0, 0, 30, 30, 90)) {
            SampleSource source =
                    SampleSource.of(SampleRows.nested(random, 5, 4), random.nextLong(), nullPercent, 1_000);
            String what = "seed " + seed + ", " + nullPercent + " % null, "
                    + source.schema().simpleString();
            Dataset<Row> read = new BatchTable(source).in(session);
            assertThat(read.schema()).isEqualTo(source.schema());
            assertThat(comparable(read.collectAsList()))
                    .as(what)
                    .isEqualTo(comparable(SparkRows.of(source.schema(), source.rows())));
        }
    }

    @Test
    void fieldsAreTakenOutOfStructsAndLists() {
        StructType schema = StructType.fromDDL(
                "s struct<a:bigint,t:struct<b:string,c:bigint>>, l array<struct<x:bigint,y:string>>," + " n bigint");
        SampleSource source = SampleSource.of(schema, 4, 25, 1_000);
        Dataset<Row> own = session.createDataFrame(SparkRows.of(schema, source.rows()), schema);
        Dataset<Row> ours = new BatchTable(source).in(session);
        for (String query : List.of(
                "s.t.c", "s.t", "l.x", "get(l, 0).y", "explode(l.y)", "inline_outer(l)", "hash(s, l)", "s.a is null")) {
            assertThat(comparable(ours.selectExpr(query).collectAsList()))
                    .as(query)
                    .isEqualTo(comparable(own.selectExpr(query).collectAsList()));
        }
        assertThat(ours.where("s.t.c > 100 and get(l.x, 0) is not null").count())
                .isEqualTo(own.where("s.t.c > 100 and get(l.x, 0) is not null").count())
                .isPositive();
        assertThat(ours.groupBy("s").count().count())
                .isEqualTo(own.groupBy("s").count().count());
    }

    private static List<Object> comparable(List<Row> rows) {
        return rows.stream().<Object>map(SparkRows::comparable).toList();
    }
}
