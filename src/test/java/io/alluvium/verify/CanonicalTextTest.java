package io.alluvium.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.Arrays;
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
        assertThat(of("", "a𝄞", "N")).isEqualTo("V0:V2:a𝄞V1:N");
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
}
