package io.alluvium.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class CanonicalTextTest {
    private static String of(@Nullable Object... values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            CanonicalText.append(text, value);
        }
        return text.toString();
    }

    @Test
    void eachKindOfValueHasItsText() {
        assertThat(of((short) -1, 7, 8L, true, false, null)).isEqualTo("V-1;V7;V8;V1;V0;N");
        assertThat(of(new BigDecimal("0.0000000001"), new BigDecimal("-1.50"))).isEqualTo("V0.0000000001;V-1.50;");
        assertThat(of(1.0f, -0.0d, Double.NaN)).isEqualTo("V3f800000;V8000000000000000;VNaN;");
        assertThat(of(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000))).isEqualTo("V-1;");
        assertThat(of((Object) new byte[] {0, -1})).isEqualTo("V00ff;");
        assertThat(of("", "a𝄞", "N")).isEqualTo("V0:V5:a𝄞V1:N");
        assertThat(of(CollectionConverters.asScala(Arrays.asList("x", null)).toSeq()))
                .isEqualTo("A2:V1:xN");
    }

    @Test
    void valuesThatRunIntoEachOtherKeepTheirTexts() {
        assertThat(of("a", "")).isNotEqualTo(of("", "a"));
        assertThat(of("V1:a")).isNotEqualTo(of("V1", "a"));
        assertThat(of("N")).isNotEqualTo(of((Object) null));
    }

    @Test
    void theDigestIsTheFirstEightBytes() throws Exception {
        byte[] all = MessageDigest.getInstance("SHA-256").digest("ü".getBytes(StandardCharsets.UTF_8));

        assertThat(new CanonicalText().digest("ü"))
                .isEqualTo(java.nio.ByteBuffer.wrap(all).getLong());
    }

    @Test
    void floatsInKeysAreToldByValue() {
        assertThat(CanonicalText.inKey(-0.0d)).isEqualTo(0.0d);
        assertThat(CanonicalText.inKey(-0.0f)).isEqualTo(0.0f);
        assertThat(CanonicalText.inKey(-1.5d)).isEqualTo(-1.5d);
        assertThat(CanonicalText.inKey(null)).isNull();
        Object list = CollectionConverters.asScala(Arrays.asList(-0.0d, null)).toSeq();
        assertThat(CanonicalText.first(Objects.requireNonNull(CanonicalText.inKey(list))))
                .isEqualTo("A2:V0000000000000000;N");
    }

    private static String shown(Object value, DataType type) {
        return KeyText.shown(CanonicalText.first(value), type);
    }

    @Test
    void keysAreShownAsAPersonWritesThem() {
        assertThat(shown(-0.0d, DataTypes.DoubleType)).isEqualTo("-0.0");
        assertThat(shown(1.5f, DataTypes.FloatType)).isEqualTo("1.5");
        assertThat(shown(Double.NaN, DataTypes.DoubleType)).isEqualTo("NaN");
        assertThat(shown("a;b", DataTypes.StringType)).isEqualTo("a;b");
        assertThat(shown(
                        CollectionConverters.asScala(Arrays.asList("ü;𝄞", null, "", "N"))
                                .toSeq(),
                        DataTypes.createArrayType(DataTypes.StringType)))
                .isEqualTo("[ü;𝄞, null, , N]");
        assertThat(shown(
                        CollectionConverters.asScala(Arrays.asList(1, null, -2)).toSeq(),
                        DataTypes.createArrayType(DataTypes.IntegerType)))
                .isEqualTo("[1, null, -2]");
    }
}
