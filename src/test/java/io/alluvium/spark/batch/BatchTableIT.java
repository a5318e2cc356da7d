package io.alluvium.spark.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkFixture;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
}
