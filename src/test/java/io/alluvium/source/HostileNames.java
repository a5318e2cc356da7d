package io.alluvium.source;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Names that end a quotation, begin a comment, or are otherwise more than a name. */
public final class HostileNames {
    private static final String REFUSED_BY_DELTA = "(?s).*[ ,;{}()\n\t=].*";

    private HostileNames() {}

    /** Whether Delta has columns of such a name. */
    public static boolean mayNameAColumn(String name) {
        return !name.isBlank() && !name.matches(REFUSED_BY_DELTA);
    }

    /** Each once. */
    public static List<String> all() {
        Set<String> names = new LinkedHashSet<>(List.of(
                "\"",
                "\"\"",
                "'",
                "''",
                "\\",
                "\\\\",
                "`",
                "``",
                "$$",
                "$1",
                "$tag$x$tag$",
                "?",
                "??",
                "%s",
                "%n",
                "%",
                ";",
                "--",
                "/*",
                "*/",
                "/**/",
                "*",
                ".",
                "..",
                "a.b",
                "\".\"",
                "a\".\"b",
                ":",
                "::",
                ":x",
                "@",
                "#",
                "!",
                "{",
                "}",
                "{fn now()}",
                "{d '2020-01-01'}",
                "(",
                ")",
                "()",
                "[",
                "]",
                "[1]",
                "=",
                "<",
                ">",
                "|",
                "&",
                "~",
                "^",
                "+",
                "-",
                ",",
                " ",
                " a",
                "a ",
                "a b",
                "\t",
                "\n",
                "\r\n",
                "a\nb",
                "\u0001",
                "\u001b[2J",
                "\u007f",
                "\u00a0",
                "\u2028",
                "\u202e",
                "\ufeff",
                "\u0130",
                "\u00df",
                "\u00e9",
                "e\u0301",
                "\u4e2d\u6587",
                "\ud83d\ude00",
                "select",
                "from",
                "user",
                "null",
                "true",
                "table",
                "TABLE",
                "ctid2",
                "t",
                "w",
                "p",
                "c0",
                "v",
                "id\"",
                "\" from victim; drop table victim; --",
                "'; drop table victim; --",
                "\"; drop table victim; --",
                "x\"; drop table victim; select \"",
                "a\") to stdout; drop table victim; --",
                "\\'; drop table victim; --",
                "\\\"; drop table victim; --",
                "$$; drop table victim; $$",
                "\" union select 1 --",
                "1=1",
                "x' or '1'='1",
                "${x}",
                "${env:PATH}",
                "#{x}",
                "../../x",
                "%00",
                "%22",
                "<script>alert(1)</script>",
                "&quot;",
                "constructor",
                "__proto__"));
        names.add("x".repeat(63));
        names.add("\"".repeat(63));
        names.add("\u00e9".repeat(31));
        return List.copyOf(names);
    }
}
