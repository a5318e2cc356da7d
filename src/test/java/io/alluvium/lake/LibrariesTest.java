package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.Libraries.Parquet;
import io.alluvium.spark.SparkLine;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibrariesTest {
    private static final String SCALA = "2.13.17";
    private static final String HADOOP = "3.4.1";

    private static Libraries with(String spark, String delta) {
        return new Libraries(spark, SCALA, Optional.of(delta), Optional.empty(), HADOOP, Parquet.COMPLETE);
    }

    private static Problem refused(Libraries found, SparkLine built) {
        Problem refusal = found.refusal(built).orElseThrow();
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_RUNTIME);
        return refusal;
    }

    @Test
    void thoseOfTheBuildAreTakenAndNamed() {
        Libraries found = Libraries.found();

        assertThat(found.refusal(SparkLine.built())).isEmpty();
        assertThat(found.text())
                .matches("Spark " + SparkLine.built()
                        + "\\.\\d+, Scala 2\\.13\\.\\d+, Delta 4\\.4\\.0, Hadoop 3\\.[45]\\.\\d+");
        assertThat(found.deltaFor()).contains(SparkLine.built().toString());
    }

    @ParameterizedTest
    @CsvSource({"4.2.0,V4_2", "4.1.2,V4_1", "4.1.3,V4_1", "4.0.4,V4_0", "4.0.2-amzn-0,V4_0", "4.0,V4_0"})
    void anyPatchOfALineIsTakenByItsOwnBuild(String spark, SparkLine line) {
        assertThat(with(spark, "4.4.0").refusal(line)).isEmpty();
    }

    @Test
    void aJobJarOnAnotherLineSaysWhichOneToTake() {
        Problem refusal = refused(with("4.1.3", "4.4.0"), SparkLine.V4_2);

        assertThat(refusal.message()).isEqualTo("this job jar is for Spark 4.2, and this is Spark 4.1.3");
        assertThat(refusal.fix().toString()).contains("-spark-4.1.jar", "io.delta:delta-spark_4.1_2.13:4.4.0");
        assertThat(refused(with("4.2.0", "4.4.0"), SparkLine.V4_0).fix().toString())
                .contains("alluvium-", ".jar with io.delta:delta-spark_4.2_2.13:4.4.0")
                .doesNotContain("-spark-");
    }

    @ParameterizedTest
    @CsvSource({"3.5.6-amzn-2", "4.3.0", "4.20.1", "5.0.0"})
    void aLineThatWasNeverTestedIsRefused(String spark) {
        Problem refusal = refused(with(spark, "4.4.0"), SparkLine.V4_2);

        assertThat(refusal.message()).isEqualTo("Spark " + spark + " was never tested");
        assertThat(refusal.label().toString()).contains("tested are Spark 4.0, 4.1, 4.2");
    }

    @Test
    void anotherDeltaThanTheBuildsIsRefused() {
        assertThat(refused(with("4.0.2-amzn-0", "4.0.0-amzn-1"), SparkLine.V4_0).message())
                .isEqualTo("Delta 4.0.0-amzn-1 was never tested");
        assertThat(refused(
                                new Libraries(
                                        "4.0.4", SCALA, Optional.empty(), Optional.empty(), HADOOP, Parquet.COMPLETE),
                                SparkLine.V4_0)
                        .fix()
                        .toString())
                .contains("io.delta:delta-spark_4.0_2.13:4.4.0");
    }

    @Test
    void deltaForAnotherLineIsRefusedByTheNameOfItsJar() {
        Libraries found =
                new Libraries("4.0.4", SCALA, Optional.of("4.4.0"), Optional.of("4.2"), HADOOP, Parquet.COMPLETE);

        assertThat(refused(found, SparkLine.V4_0).message())
                .isEqualTo("Delta's jar is for Spark 4.2, and this is Spark 4.0.4");
    }

    @Test
    void anotherScalaOrAnOlderHadoopIsRefused() {
        assertThat(refused(
                                new Libraries(
                                        "4.0.4",
                                        "2.12.20",
                                        Optional.of("4.4.0"),
                                        Optional.empty(),
                                        HADOOP,
                                        Parquet.COMPLETE),
                                SparkLine.V4_0)
                        .message())
                .isEqualTo("Scala 2.12.20 was never tested");
        assertThat(refused(
                                new Libraries(
                                        "4.0.4",
                                        SCALA,
                                        Optional.of("4.4.0"),
                                        Optional.empty(),
                                        "3.3.6",
                                        Parquet.COMPLETE),
                                SparkLine.V4_0)
                        .message())
                .isEqualTo("Hadoop 3.3.6 was never tested");
    }

    @Test
    void parquetThatDeltasKernelCannotReadWithIsRefused() {
        Problem refusal = refused(
                new Libraries("4.0.4", SCALA, Optional.of("4.4.0"), Optional.empty(), HADOOP, Parquet.TOO_OLD),
                SparkLine.V4_0);

        assertThat(refusal.message()).isEqualTo("Parquet is too old here");
        assertThat(refusal.fix().toString()).contains("parquet-column 1.16.0");
        assertThat(fix(Parquet.WITHOUT_JTS)).contains("org.locationtech.jts:jts-core:1.20.0");
        assertThat(fix(Parquet.TWICE)).contains("spark.driver.extraClassPath");
    }

    private static String fix(Parquet parquet) {
        return refused(
                        new Libraries("4.0.2", SCALA, Optional.of("4.4.0"), Optional.empty(), HADOOP, parquet),
                        SparkLine.V4_0)
                .fix()
                .toString();
    }
}
