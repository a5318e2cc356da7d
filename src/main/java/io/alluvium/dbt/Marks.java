package io.alluvium.dbt;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks in a rendered text for what is only known once all files were read: the names of tables, and values. */
final class Marks {
    private static final Pattern TABLE = Pattern.compile("\uE000([^\uE000-\uE002]*)\uE001");
    private static final Pattern VALUE = Pattern.compile("\uE002([^\uE000-\uE002]*)\uE001");

    private Marks() {}

    static String table(String key) {
        return "\uE000" + key + "\uE001";
    }

    static String value(String name) {
        return "\uE002" + name + "\uE001";
    }

    static String tables(String text, UnaryOperator<String> names) {
        return TABLE.matcher(text).replaceAll(mark -> Matcher.quoteReplacement(names.apply(mark.group(1))));
    }

    static Matcher values(String text) {
        return VALUE.matcher(text);
    }
}
