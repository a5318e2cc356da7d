package io.alluvium.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times at which something begins again and again, as cron writes them: five fields, in UTC.
 *
 * @param fields minute, hour, day of the month, month, day of the week
 */
public record CronSchedule(List<String> fields) {
    private static final String PART = "(\\*|[0-9]{1,2}(-[0-9]{1,2})?)(/[0-9]{1,2})?";
    private static final Pattern FIELD = Pattern.compile(PART + "(," + PART + ")*");
    private static final Pattern NUMBER = Pattern.compile("(?<slash>/)?(?<number>[0-9]{1,2})");
    private static final List<String> NAMES = List.of("minute", "hour", "day of the month", "month", "day of the week");
    private static final int[] LEAST = {0, 0, 1, 1, 0};
    private static final int[] MOST = {59, 23, 31, 12, 7};
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

    public CronSchedule {
        fields = List.copyOf(fields);
    }

    static CronSchedule of(String written) {
        return new CronSchedule(List.of(written.strip().split("\\s+")));
    }

    /** What is wrong with a text that shall be one; empty where nothing is. */
    static Optional<String> fault(String written) {
        List<String> fields = of(written).fields();
        if (fields.size() != NAMES.size()) {
            return Optional.of("five fields, as cron has them: minute, hour, day of the month, month, day of the week");
        }
        for (int at = 0; at < fields.size(); at++) {
            String field = fields.get(at);
            if (!FIELD.matcher(field).matches() || !isWithin(field, at)) {
                return Optional.of("%s is no %s: numbers from %d to %d, with * , - and /"
                        .formatted(field, NAMES.get(at), LEAST[at], MOST[at]));
            }
        }
        return isOpen(fields.get(DAY_OF_MONTH)) || isOpen(fields.get(DAY_OF_WEEK))
                ? Optional.empty()
                : Optional.of("AWS takes days of the month or days of the week, not both");
    }

    private static boolean isWithin(String field, int at) {
        Matcher numbers = NUMBER.matcher(field);
        while (numbers.find()) {
            int number = Integer.parseInt(numbers.group("number"));
            boolean isStep = numbers.group("slash") != null;
            if (isStep ? number < 1 : number < LEAST[at] || number > MOST[at]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOpen(String field) {
        return field.equals("*");
    }

    /** As cron and Kubernetes have it. */
    @Override
    public String toString() {
        return String.join(" ", fields);
    }

    /** As EventBridge Scheduler has it: with a year, with a question mark for the days that say nothing, weeks begin with 1. */
    public String ofAws() {
        List<String> aws = new ArrayList<>(fields);
        if (isOpen(fields.get(DAY_OF_WEEK))) {
            aws.set(DAY_OF_WEEK, "?");
        } else {
            aws.set(DAY_OF_WEEK, namedDays(fields.get(DAY_OF_WEEK)));
            aws.set(DAY_OF_MONTH, "?");
        }
        aws.add("*");
        return "cron(" + String.join(" ", aws).toUpperCase(Locale.ROOT) + ")";
    }

    private static String namedDays(String field) {
        return NUMBER.matcher(field)
                .replaceAll(match ->
                        match.group().startsWith("/") ? match.group() : DAYS.get(Integer.parseInt(match.group())));
    }
}
