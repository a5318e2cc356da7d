package io.alluvium.sources.objects.value;

/** Reads {@code yyyy-MM-dd HH:mm:ss.ffffff+hh:mm} and what ISO 8601 and databases write beside it. Reused. */
final class IsoTimestamp {
    /** {@code yyyy-MM-ddTHH:mm}. */
    private static final int SHORTEST = 16;

    private static final int MICRO_DIGITS = 6;
    private static final int MOST_OFFSET = 18 * 3_600;

    private final LocalMoment moment;
    private long localSeconds;
    private int micros;

    /** @param moment takes what was read */
    IsoTimestamp(LocalMoment moment) {
        this.moment = moment;
    }

    boolean read(byte[] text, int start, int end) {
        if (end - start < SHORTEST) {
            return false;
        }
        long day = IsoTime.day(text, start);
        int minute = IsoTime.minuteOfDay(text, start + IsoTime.DATE_LENGTH + 1);
        byte between = text[start + IsoTime.DATE_LENGTH];
        if (day == IsoTime.NONE || minute < 0 || between != 'T' && between != ' ') {
            return false;
        }
        localSeconds = day * IsoTime.SECONDS_PER_DAY + minute;
        micros = 0;
        int at = readSecond(text, start + SHORTEST, end);
        return at >= 0 && readOffset(text, at, end);
    }

    /** Gives where the time ends, or a negative number. */
    private int readSecond(byte[] text, int from, int end) {
        if (from >= end || text[from] != ':') {
            return from;
        }
        int second = from + 3 <= end ? IsoTime.two(text, from + 1) : -1;
        if (second < 0 || second > 59) {
            return -1;
        }
        localSeconds += second;
        int at = from + 3;
        return at < end && (text[at] == '.' || text[at] == ',') ? readFraction(text, at + 1, end) : at;
    }

    private int readFraction(byte[] text, int from, int end) {
        int at = from;
        int fraction = 0;
        for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
            if (at - from < MICRO_DIGITS) {
                fraction = fraction * 10 + text[at] - '0';
            } else if (text[at] != '0') {
                return -1;
            }
        }
        for (int digits = at - from; digits < MICRO_DIGITS; digits++) {
            fraction *= 10;
        }
        micros = fraction;
        return at == from ? -1 : at;
    }

    private boolean readOffset(byte[] text, int from, int end) {
        moment.set(localSeconds, micros);
        if (from >= end) {
            return true;
        }
        int at = text[from] == ' ' ? from + 1 : from;
        int length = end - at;
        if (length == 1 && text[at] == 'Z' || Words.same(text, at, end, "utc")) {
            moment.setOffset(0);
            return true;
        }
        if (length < 3 || text[at] != '+' && text[at] != '-') {
            return false;
        }
        int seconds = offset(text, at + 1, length - 1);
        moment.setOffset(text[at] == '-' ? -seconds : seconds);
        return seconds >= 0 && seconds <= MOST_OFFSET;
    }

    /** {@code hh}, {@code hhmm}, {@code hh:mm} or {@code hh:mm:ss}; negative for anything else. */
    private static int offset(byte[] text, int at, int length) {
        int hours = IsoTime.two(text, at);
        int minutes = 0;
        int seconds = 0;
        switch (length) {
            case 2 -> {}
            case 4 -> minutes = IsoTime.two(text, at + 2);
            case 5, 8 -> {
                minutes = text[at + 2] == ':' ? IsoTime.two(text, at + 3) : -1;
                if (length == 8) {
                    seconds = text[at + 5] == ':' ? IsoTime.two(text, at + 6) : -1;
                }
            }
            default -> hours = -1;
        }
        boolean known = hours >= 0 && minutes >= 0 && minutes <= 59 && seconds >= 0 && seconds <= 59;
        return known ? hours * 3_600 + minutes * 60 + seconds : -1;
    }
}
