package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.column.ColumnBatch;
import io.alluvium.source.Way;
import io.alluvium.source.image.UnfitValue;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDecimalFormTest {
    private static Object read(String text, int precision, int scale) {
        StructType schema = new StructType().add("n", DataTypes.createDecimalType(precision, scale));
        ColumnBatch batch = new ColumnBatch(schema, 1);
        byte[] bytes = ("x" + text).getBytes(StandardCharsets.UTF_8);
        new TextDecimalForm(precision, scale).into(batch.column(0)).append(bytes, 1, bytes.length - 1);
        batch.endRow();
        return Way.rows(batch).get(0).get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "1.5, 18, 2, 1.50",
        "-0012.340, 5, 2, -12.34",
        "+5., 1, 0, 5",
        ".5, 2, 1, 0.5",
        "-0.00, 3, 1, 0.0",
        "999.99, 5, 2, 999.99",
        "-12345678901234567890123456789012345678, 38, 0, -12345678901234567890123456789012345678",
        "1, 38, 37, 1.0000000000000000000000000000000000000"
    })
    void aNumberThatIsWrittenOutIsTakenExactly(String text, int precision, int scale, String number) {
        assertThat(read(text, precision, scale)).hasToString(number);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            1e3|text that is no number
            NaN|text that is no number
             1|text that is no number
            1,5|text that is no number
            .|text that is no number
            0x1|text that is no number
            ١|text that is no number
            1.005|numbers with more decimals than its type has
            1000|numbers with more digits than its type has
            """)
    void anythingElseDoesNotFit(String text, String what) {
        assertThatThrownBy(() -> read(text.stripTrailing(), 5, 2))
                .isInstanceOf(UnfitValue.class)
                .hasMessage(what);
    }
}
