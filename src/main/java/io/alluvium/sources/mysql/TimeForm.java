package io.alluvium.sources.mysql;

import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.image.UnfitValue;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Dates and times as text, {@code 2026-01-31} or {@code 2026-01-31 23:59:59.123456}. MySQL has dates that no calendar has:
 * of year, month or day zero, and the 31st of any month.
 *
 * @param timed whether a time follows the date
 */
record TimeForm(boolean timed) implements ValueForm {
    private static final int DATE_LENGTH = 10;
    private static final int TIME_LENGTH = 19;
    private static final int MOST_DIGITS = 6;
    private static final long MICROS_OF_SECOND = 1_000_000;

    @Override
    public Optional<String> unfit(String value) {
        return Optional.of("(year(" + value + ") = 0 or month(" + value + ") = 0 or dayofmonth(" + value
                + ") = 0 or dayofmonth(" + value + ") > dayofmonth(last_day(" + value + ")))");
    }

    @Override
    public Decoder into(ColumnValues values) {
        LongValues numbers = (LongValues) values;
        return (row, column) -> {
            byte[] value = row.getBytes(column);
            if (value == null) {
                numbers.appendNull();
            } else {
                numbers.append(number(value));
            }
        };
    }

    private long number(byte[] text) {
        if (text.length < (timed ? TIME_LENGTH : DATE_LENGTH)) {
            throw UnfitValue.ofOtherType();
        }
        long days = days(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
        if (!timed) {
            return days;
        }
        long seconds = digits(text, 11, 13) * 3600L + digits(text, 14, 16) * 60L + digits(text, 17, 19);
        return (days * 86_400 + seconds) * MICROS_OF_SECOND + fraction(text);
    }

    private static long days(int year, int month, int day) {
        if (year == 0 || month == 0 || day == 0) {
            throw new UnfitValue("dates with a year, month or day of zero");
        }
        try {
            return LocalDate.of(year, month, day).toEpochDay();
        } catch (DateTimeException e) {
            throw new UnfitValue("dates that no calendar has");
        }
    }

    /** In microseconds. */
    private static long fraction(byte[] text) {
        if (text.length == TIME_LENGTH) {
            return 0;
        }
        int end = text.length;
        long micros = digits(text, TIME_LENGTH + 1, end);
        for (int digits = end - TIME_LENGTH - 1; digits < MOST_DIGITS; digits++) {
            micros *= 10;
        }
        return micros;
    }

    private static int digits(byte[] text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw UnfitValue.ofOtherType();
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
