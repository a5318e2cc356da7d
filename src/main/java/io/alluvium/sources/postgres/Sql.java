package io.alluvium.sources.postgres;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names and texts as PostgreSQL writes them. */
final class Sql {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Set<String> RESERVED = Set.of(
            "all", "and", "any", "array", "as", "asc", "case", "cast", "check", "column", "default", "desc", "do",
            "else", "end", "for", "from", "grant", "group", "having", "in", "into", "limit", "not", "null", "on", "or",
            "order", "primary", "select", "table", "then", "to", "union", "unique", "user", "using", "when", "where",
            "with");

    private Sql() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** For commands that a person will read and paste. */
    static String quotedWhereNeeded(String name) {
        boolean plain = PLAIN.matcher(name).matches() && !RESERVED.contains(name.toLowerCase(Locale.ROOT));
        return plain ? name : quoted(name);
    }

    /** A text constant, whatever {@code standard_conforming_strings} says. */
    static String text(String value) {
        return value.indexOf('\\') < 0
                ? "'" + value.replace("'", "''") + "'"
                : " E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
