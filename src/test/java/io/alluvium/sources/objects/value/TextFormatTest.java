package io.alluvium.sources.objects.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyy-MM-dd",
                "dd.MM.yyyy",
                "d/M/uuuu",
                "yyyyMMdd",
                "dd-MMM-yyyy",
                "yyyy-DDD",
                "EEE, d MMM yyyy",
                "yyyy'y'MMdd"
            })
    void aPatternWithAllPartsOfADateIsFine(String pattern) {
        assertThat(TextFormat.problem(pattern, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyy-MM-dd HH:mm",
                "dd.MM.yyyy HH:mm:ss",
                "yyyyMMddHHmmssSSS",
                "MM/dd/yyyy h:mm a",
                "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
                "yyyy-MM-dd HH:mm VV"
            })
    void aPatternWithAllPartsOfATimestampIsFine(String pattern) {
        assertThat(TextFormat.problem(pattern, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yyyy-MM|false|year, month and day are not all in it",
                "MM-dd|false|year, month and day are not all in it",
                "YYYY-MM-dd|false|year, month and day are not all in it",
                "yyyy-mm-dd|false|year, month and day are not all in it",
                "dd.MM.yy|false|a year of two digits does not tell its century",
                "yyyy-MM-dd HH:mm|false|it has a time or a zone, which a date does not hold",
                "yyyy-MM-ddXXX|false|it has a time or a zone, which a date does not hold",
                "yyyy-MM-dd|true|hour and minute are not both in it",
                "yyyy-MM-dd HH|true|hour and minute are not both in it",
                "yyyy-MM-dd hh:mm|true|hour and minute are not both in it",
                "yyyy-MM-dd HH:mm z|true|the short name of a zone means several zones; an offset (XXX) or an id (VV) means one",
                "%d.%m.%Y|false|year, month and day are not all in it",
                "yyyy-MM-dd bb|false|Unknown pattern letter: b"
            })
    void aPatternThatLacksAPartIsTold(String pattern, boolean withTime, String problem) {
        assertThat(TextFormat.problem(pattern, withTime)).contains(problem);
        assertThatThrownBy(() -> new TextFormat(
                        '.',
                        TextFormat.NO_GROUPING,
                        withTime ? List.of() : List.of(pattern),
                        withTime ? List.of(pattern) : List.of(),
                        ZoneId.of("UTC")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    @Test
    void marksThatWouldLeaveNumbersUnclearAreTold() {
        assertThat(TextFormat.problem('.', ',')).isEmpty();
        assertThat(TextFormat.problem(',', '.')).isEmpty();
        assertThat(TextFormat.problem(',', '\u202f')).isEmpty();
        assertThat(TextFormat.problem('.', TextFormat.NO_GROUPING)).isEmpty();
        assertThat(TextFormat.problem(',', ','))
                .contains("one character cannot both group digits and be the decimal mark");
        assertThat(TextFormat.problem('1', ',')).contains("the decimal mark is a point or a comma");
        assertThat(TextFormat.problem('.', '0'))
                .contains("digits are grouped by a point, a comma, a blank, an apostrophe or an underscore");
    }

    @Test
    void aFormatTravelsToATask() throws IOException, ClassNotFoundException {
        TextFormat format =
                new TextFormat(',', '.', List.of("d.M.yyyy"), List.of("d.M.yyyy H:mm"), ZoneId.of("Europe/Berlin"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(format);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(format);
        }
    }
}
