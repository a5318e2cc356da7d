package io.alluvium.sources.mysql;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table's name as the catalog spells it.
 *
 * @param schema the database that it is in; absent where that is the one that is connected to
 */
record RelationName(Optional<String> schema, String name) {
    private static final String PART = "(?:[\\p{L}\\p{N}_$]+|`(?:[^`]|``)+`)";
    private static final Pattern NAME = Pattern.compile("(?:(?<schema>" + PART + ")\\.)?(?<name>" + PART + ")");
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*");

    /** Empty for what SQL would not take as a name. */
    static Optional<RelationName> parse(String text) {
        Matcher name = NAME.matcher(text);
        return name.matches()
                ? Optional.of(new RelationName(
                        Optional.ofNullable(name.group("schema")).map(RelationName::plain), plain(name.group("name"))))
                : Optional.empty();
    }

    private static String plain(String part) {
        return part.startsWith("`") ? part.substring(1, part.length() - 1).replace("``", "`") : part;
    }

    /** The same with a schema: this one where it has none. */
    RelationName in(String database) {
        return schema.isPresent() ? this : new RelationName(Optional.of(database), name);
    }

    /** Quoted whatever it is. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** As a person would write it. */
    static String quotedWhereNeeded(String name) {
        return PLAIN.matcher(name).matches() ? name : quoted(name);
    }
}
