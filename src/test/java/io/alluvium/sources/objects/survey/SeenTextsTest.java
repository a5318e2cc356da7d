package io.alluvium.sources.objects.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A type is told only where nothing of what is written is lost in it. */
class SeenTextsTest {
    private static SeenTexts seen(String... texts) {
        SeenTexts seen = new SeenTexts();
        for (String text : texts) {
            byte[] bytes = (" " + text).getBytes(StandardCharsets.UTF_8);
            seen.see(bytes, 1, bytes.length - 1);
        }
        return seen;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            1 0 -5 9223372036854775807                     § bigint
            1 9223372036854775808                          § decimal(38,0)
            12345678901234567890123456789012345678         § decimal(38,0)
            123456789012345678901234567890123456789        § string
            007                                            § string
            1 007                                          § string
            +5                                             § string
            -0                                             § string
            -0.00                                          § string
            1.10 2 -0.5                                    § decimal(18,2)
            0.10                                           § decimal(18,2)
            00.10                                          § string
            12345678901234567.25                           § decimal(38,2)
            1. 2                                           § string
            .5                                             § string
            1,5                                            § string
            1e5 2.5                                        § double
            1E-3                                           § double
            1e5 0.12345678901234567890123                  § string
            1e999                                          § string
            true FALSE True                                § boolean
            true 1                                         § string
            yes no                                         § string
            2026-01-31 1969-12-31                          § date
            2026-02-30                                     § string
            2026-01-31 31.01.2026                          § string
            2026-01-31 2026-01-31T10:00:00                 § string
            2026-01-31T10:00:00 2026-01-31T10:00:00.123456 § timestamp_ntz
            2026-01-31T10:00:00.1234567                    § string
            2026-01-31T10:00:00Z                           § timestamp
            2026-01-31T10:00:00+02:00                      § string
            2026-01-31T25:00:00                            § string
            20260131                                       § bigint
            NULL 5                                         § string
            a                                              § string
            """)
    void aTypeHoldsAllThatIsWritten(String texts, String type) {
        assertThat(seen(texts.split(" +")).type().simpleString()).isEqualTo(type);
    }

    @Test
    void blanksAroundANumberArePartOfIt() {
        assertThat(seen(" 5", "5 ").type().simpleString()).isEqualTo("string");
        assertThat(seen("2026-01-31 10:00:00").type().simpleString()).isEqualTo("timestamp_ntz");
    }

    @Test
    void peopleAreToldWhatWasSeen() {
        assertThat(seen("007", "8").remark()).contains("text: digits with zeros or a sign in front, whole numbers");
        assertThat(seen("2026-01-31T10:00:00+02:00").remark())
                .contains("text: times with offsets, which no type keeps");
        assertThat(seen("5", "\\N").remark()).contains("text, for the sake of \\N; bigint where nulls names it");
        assertThat(seen("a", "b").remark()).isEmpty();
        assertThat(seen("a", "NULL").remark()).isEmpty();
        assertThat(seen("1").remark()).isEmpty();
        assertThat(seen().remark()).contains("no value");
        assertThat(Arrays.asList(TextForm.values()))
                .allMatch(form -> !form.told().isEmpty());
    }
}
