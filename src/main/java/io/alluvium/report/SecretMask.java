package io.alluvium.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides the values of secret fields in a line of a user's file; references such as {@code env:NAME} stay readable. */
final class SecretMask {
    static final String HIDDEN = "****";

    private static final String FIELD =
            "(?i)[\\w.-]*(?:password|passwd|pwd|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key)[\\w.-]*\"?";
    private static final Pattern ASSIGNMENT = Pattern.compile(FIELD + "\\s*(?:\\+=|[:=])\\s*");
    private static final Pattern OPEN_ASSIGNMENT = Pattern.compile(FIELD + "\\s*(?:\\+=|[:=])?\\s*(?:\"\"\".*)?$");
    private static final Pattern REFERENCE =
            Pattern.compile("\"?(?:(?:env|file):[\\w./-]+|aws-ss?m:[\\w:/+=.@-]+(?:#[\\w.-]+)?|rds-iam)\"?");
    private static final Pattern USER_INFO = Pattern.compile("(://[^\\s/:@\"]*:)[^\\s@\"]+@");

    private SecretMask() {}

    /** The line with that index; a value may have begun on a line above. */
    static String mask(List<String> lines, int index) {
        String line = lines.get(index);
        return beganAbove(lines.subList(0, index)) && !line.isBlank() ? HIDDEN : mask(line);
    }

    private static boolean beganAbove(List<String> above) {
        boolean expected = false;
        boolean open = false;
        boolean secret = false;
        for (String line : above) {
            boolean odd = line.split("\"\"\"", -1).length % 2 == 0;
            if (odd && !open) {
                secret = expected || ASSIGNMENT.matcher(line).find();
            }
            open ^= odd;
            if (!line.isBlank()) {
                String written = REFERENCE.matcher(withoutComment(line)).replaceAll("\"\"");
                expected = OPEN_ASSIGNMENT.matcher(written).find();
            }
        }
        return expected || open && secret;
    }

    private static String mask(String line) {
        StringBuilder masked = new StringBuilder();
        Matcher field = ASSIGNMENT.matcher(line);
        int done = 0;
        while (field.find(done)) {
            int start = field.end();
            int end = endOfValue(line, start);
            String value = line.substring(start, end).strip();
            boolean shown = value.isEmpty()
                    || value.startsWith("{")
                    || REFERENCE.matcher(value).matches();
            masked.append(line, done, start).append(shown ? line.substring(start, end) : HIDDEN);
            done = end;
        }
        masked.append(line, done, line.length());
        return USER_INFO.matcher(masked).replaceAll("$1" + HIDDEN + "@");
    }

    private static String withoutComment(String line) {
        return line.replaceFirst("(?:#|//)\\s.*$", "").stripTrailing();
    }

    /** Where a value ends that may be quoted, unquoted or both; a quote that never closes takes the rest of the line. */
    private static int endOfValue(String line, int start) {
        if (line.startsWith("{", start)) {
            return start;
        }
        int at = start;
        while (at < line.length() && ",}]".indexOf(line.charAt(at)) < 0) {
            if (line.charAt(at) == '"') {
                at = endOfQuotes(line, at);
            } else {
                at++;
            }
        }
        return at;
    }

    private static int endOfQuotes(String line, int start) {
        boolean triple = line.startsWith("\"\"\"", start);
        if (triple) {
            int close = line.indexOf("\"\"\"", start + 3);
            return close < 0 ? line.length() : close + 3;
        }
        int at = start + 1;
        while (at < line.length()) {
            if (line.charAt(at) == '\\') {
                at += 2;
            } else if (line.charAt(at) == '"') {
                return at + 1;
            } else {
                at++;
            }
        }
        return line.length();
    }
}
