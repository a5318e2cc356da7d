package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.source.target.TargetTable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class CopyTextTest {
    private static final TargetTable TABLE = new TargetTable(
            new TableName(Layer.EXPORT, "t"),
            new Place("project.conf", 1),
            new TableName(Layer.CURATED, "t"),
            "public.t",
            List.of(),
            false);

    private static String line(@Nullable Object... values) {
        List<TargetColumn> columns = Collections.nCopies(values.length, new TargetColumn("c", "text", false));
        String line = new String(new CopyText(TABLE, columns).of(RowFactory.create(values)), StandardCharsets.UTF_8);
        assertThat(line).endsWith("\n");
        return line.substring(0, line.length() - 1);
    }

    private static Object list(@Nullable Object... values) {
        return CollectionConverters.asScala(java.util.Arrays.asList(values)).toSeq();
    }

    @Test
    void whatEndsOrBeginsSomethingInCopyIsEscaped() {
        assertThat(line("a\tb", null, "")).isEqualTo("a\\tb\t\\N\t");
        assertThat(line("\\N", "\\.", "x\r\ny")).isEqualTo("\\\\N\t\\\\.\tx\\r\\ny");
        assertThat(line("ä€😀")).isEqualTo("ä€😀");
    }

    @Test
    void valuesStandAsTheServerReadsThemExactly() {
        assertThat(line(true, (byte) 1, 2L, new BigDecimal("1E-9"), Double.NaN, Float.NEGATIVE_INFINITY, 0.1))
                .isEqualTo("true\t1\t2\t0.000000001\tNaN\t-Infinity\t0.1");
        assertThat(line(new byte[] {0, -1}, LocalDate.of(5, 2, 3), LocalDate.of(0, 1, 1), LocalDate.of(12345, 1, 1)))
                .isEqualTo("\\\\x00ff\t0005-02-03\t0001-01-01 BC\t12345-01-01");
        assertThat(line(
                        LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6000),
                        Instant.parse("1969-12-31T23:59:59.999999Z"),
                        Instant.parse("-0043-03-15T12:00:00Z")))
                .isEqualTo(
                        "2026-01-02 03:04:05.000006\t1969-12-31 23:59:59.999999+00\t0044-03-15 12:00:00.000000+00 BC");
    }

    @Test
    void elementsOfArraysAreQuotedAndThenEscaped() {
        assertThat(line(list("a\"b\\c", null, "", "NULL", "x,y\tz"), list()))
                .isEqualTo("{\"a\\\\\"b\\\\\\\\c\",NULL,\"\",\"NULL\",\"x,y\\tz\"}\t{}");
        assertThat(line(list(new BigDecimal("1.50"), null))).isEqualTo("{\"1.50\",NULL}");
    }

    @Test
    void aTextThatPostgresCannotHoldIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> line("secret\0"))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("column c of curated.t holds a text with the character U+0000")
                .hasMessageNotContaining("secret");
    }
}
