package io.alluvium.source.catalog;

import io.alluvium.domain.Place;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Which tables of a database a project takes without naming each: {@code public.*}, {@code !public.audit_*}. Names are
 * compared as the catalog spells them; {@code *} stands for any characters, {@code ?} for one.
 *
 * @param written in order; those with {@code !} leave out what others take
 */
public record TablePatterns(Place place, List<String> written) {
    private static final String NOT = "!";

    public TablePatterns {
        Objects.requireNonNull(place, "place");
        written = List.copyOf(written);
        if (!written.stream().allMatch(TablePatterns::isPattern)
                || written.stream().allMatch(p -> p.startsWith(NOT))) {
            throw new IllegalArgumentException("not patterns: " + written);
        }
    }

    public static boolean isPattern(String text) {
        return text.matches("(?s)!?[^.!]+\\..+");
    }

    public static boolean isExclusion(String pattern) {
        return pattern.startsWith(NOT);
    }

    /** Those that take tables. */
    public List<String> inclusions() {
        return written.stream().filter(pattern -> !isExclusion(pattern)).toList();
    }

    public boolean take(String schema, String table) {
        return inclusions().stream().anyMatch(pattern -> matches(pattern, schema, table))
                && written.stream()
                        .filter(TablePatterns::isExclusion)
                        .noneMatch(pattern -> matches(pattern.substring(NOT.length()), schema, table));
    }

    /** @param pattern without {@code !} */
    public static boolean matches(String pattern, String schema, String table) {
        int dot = pattern.indexOf('.');
        return part(pattern.substring(0, dot)).matcher(schema).matches()
                && part(pattern.substring(dot + 1)).matcher(table).matches();
    }

    private static Pattern part(String pattern) {
        StringBuilder expression = new StringBuilder();
        pattern.codePoints()
                .forEach(c ->
                        expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c))));
        return Pattern.compile(expression.toString(), Pattern.DOTALL);
    }
}
