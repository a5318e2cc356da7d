package io.alluvium.sources.objects.value;

/** Reads the parts of dates and times as ISO 8601 writes them, byte by byte. */
final class IsoTime {
    /** What stands for a text that is no date or time. */
    static final long NONE = Long.MIN_VALUE;

    static final int DATE_LENGTH = 10;
    static final long MICROS_PER_SECOND = 1_000_000;
    static final int SECONDS_PER_DAY = 86_400;

    /** 0001-01-01, in days since 1970. */
    static final long FIRST_DAY = -719_162;

    /** 9999-12-31, in days since 1970. */
    static final long LAST_DAY = 2_932_896;

    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private IsoTime() {}

    /** Two digits as a number; negative where they are none. */
    static int two(byte[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }

    /** Days since 1970 of the {@link #DATE_LENGTH} bytes from {@code at} on, or {@link #NONE}. */
    static long day(byte[] text, int at) {
        int century = two(text, at);
        int ofCentury = two(text, at + 2);
        int month = two(text, at + 5);
        int day = two(text, at + 8);
        int year = century * 100 + ofCentury;
        if ((century | ofCentury | month | day) < 0
                || text[at + 4] != '-'
                || text[at + 7] != '-'
                || year == 0
                || month < 1
                || month > 12
                || day < 1
                || day > daysOf(year, month)) {
            return NONE;
        }
        return day(year, month, day);
    }

    private static int daysOf(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS[month - 1];
    }

    /** Years that begin in March have their leap day at the end. */
    private static long day(int year, int month, int day) {
        int shifted = month > 2 ? year : year - 1;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return shifted * 365L + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468;
    }

    /** Seconds of a day of {@code HH:mm}, or negative. The bytes must be there. */
    static int minuteOfDay(byte[] text, int at) {
        int hour = two(text, at);
        int minute = two(text, at + 3);
        return hour < 0 || hour > 23 || minute < 0 || minute > 59 || text[at + 2] != ':'
                ? -1
                : hour * 3_600 + minute * 60;
    }
}
