package io.alluvium.dbt;

import io.alluvium.dbt.jinja.Value;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;

/** Puts {@code :name} where a value of the project stands in SQL, and the value itself where a marker cannot stand. */
final class SqlValues {
    private static final Set<String> RESERVED = Set.of("run_time", "run_date", "window_start", "window_end");

    private final Map<String, Value> values;
    private final Set<String> markers = new TreeSet<>();
    private final Set<String> written = new TreeSet<>();

    SqlValues(Map<String, Value> values) {
        this.values = values;
    }

    /** The names that stand as markers, of all texts so far. */
    Set<String> markers() {
        return markers;
    }

    /** The names whose values were written out in the last text. */
    Set<String> written() {
        return written;
    }

    String in(String text) {
        written.clear();
        StringBuilder sql = new StringBuilder();
        Matcher mark = Marks.values(text);
        int from = 0;
        while (mark.find()) {
            String name = mark.group(1);
            Value value = Objects.requireNonNull(values.get(name), name);
            boolean quoted = at(text, mark.start() - 1) == '\'' && at(text, mark.end()) == '\'';
            boolean isText = value instanceof Value.Text;
            boolean inText = isInText(text, mark.start());
            if (!RESERVED.contains(name) && quoted && isText) {
                sql.append(text, from, mark.start() - 1).append(':').append(name);
                from = mark.end() + 1;
                markers.add(name);
            } else if (!RESERVED.contains(name) && !isText && !inText && !isPartOfWord(text, mark)) {
                sql.append(text, from, mark.start()).append(':').append(name);
                from = mark.end();
                markers.add(name);
            } else {
                sql.append(text, from, mark.start()).append(value.printed());
                from = mark.end();
                written.add(name);
            }
        }
        return sql.append(text.substring(from)).toString();
    }

    private static char at(String text, int index) {
        return index >= 0 && index < text.length() ? text.charAt(index) : ' ';
    }

    private static boolean isPartOfWord(String text, Matcher mark) {
        return isWord(at(text, mark.start() - 1)) || isWord(at(text, mark.end()));
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '`' || c == '"';
    }

    private static boolean isInText(String text, int index) {
        boolean inside = false;
        for (int i = 0; i < index; i++) {
            if (!inside && text.startsWith("--", i)) {
                int end = text.indexOf('\n', i);
                if (end < 0 || end >= index) {
                    return true;
                }
                i = end;
            } else if (text.charAt(i) == '\'') {
                inside = !inside;
            }
        }
        return inside;
    }
}
