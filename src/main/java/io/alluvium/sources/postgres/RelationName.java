package io.alluvium.sources.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table's name as SQL writes it, taken apart: unquoted parts in lower case, quoted ones as they stand.
 *
 * @param schema absent where the server's search path decides
 */
record RelationName(Optional<String> schema, String name) {
    private static final Pattern PART = Pattern.compile("\"((?:[^\"\\x00]|\"\")+)\"|([\\p{L}_][\\p{L}\\p{N}_$]*)");

    RelationName {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
    }

    /** Empty where the text is not one or two identifiers. */
    static Optional<RelationName> parse(String text) {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(text.strip());
        int at = 0;
        while (part.find() && part.start() == at) {
            parts.add(part.group(1) != null ? part.group(1).replace("\"\"", "\"") : folded(part.group(2)));
            at = part.end();
            if (at == text.strip().length()) {
                return of(parts);
            }
            if (text.strip().charAt(at) != '.') {
                return Optional.empty();
            }
            at++;
        }
        return Optional.empty();
    }

    private static Optional<RelationName> of(List<String> parts) {
        return switch (parts.size()) {
            case 1 -> Optional.of(new RelationName(Optional.empty(), parts.get(0)));
            case 2 -> Optional.of(new RelationName(Optional.of(parts.get(0)), parts.get(1)));
            default -> Optional.empty();
        };
    }

    /** PostgreSQL folds ASCII letters only in a UTF-8 database. */
    private static String folded(String word) {
        StringBuilder folded = new StringBuilder(word.length());
        word.chars()
                .forEach(c -> folded.append(
                        c < 128 ? String.valueOf((char) c).toLowerCase(Locale.ROOT) : String.valueOf((char) c)));
        return folded.toString();
    }

    /** Quoted where it has to be, for people; names of one table are equal in it. */
    String text() {
        return schema.map(s -> Sql.quotedWhereNeeded(s) + ".").orElse("") + Sql.quotedWhereNeeded(name);
    }

    /** Quoted, for SQL and for people. */
    String sql() {
        return schema.map(s -> Sql.quoted(s) + ".").orElse("") + Sql.quoted(name);
    }
}
