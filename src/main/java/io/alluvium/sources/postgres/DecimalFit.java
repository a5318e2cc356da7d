package io.alluvium.sources.postgres;

import io.alluvium.source.image.WrittenDecimal;

/** Conditions in the server's SQL on values that shall become decimals of a fixed scale. */
final class DecimalFit {
    private DecimalFit() {}

    /** Whether a number fits exactly; never null where it is not. */
    static String of(String number, int precision, int scale) {
        String value = "(" + number + ")::pg_catalog.numeric";
        return "(case when " + value + " in ('NaN', 'Infinity', '-Infinity') then false else abs(" + value + ") < 1e"
                + (precision - scale) + "::pg_catalog.numeric and " + value + " = round(" + value + ", " + scale
                + ") end)";
    }

    /** Whether a text is a number written out that fits exactly. */
    static String ofText(String text, int precision, int scale) {
        return "(case when (" + text + ")::pg_catalog.text ~ " + Sql.text(WrittenDecimal.NUMBER) + " then "
                + of(text + "::pg_catalog.text", precision, scale) + " else false end)";
    }

    /** The text of a value that fits, with all digits of the scale; null for another. */
    static String text(String value, boolean isText, int precision, int scale) {
        String fits = isText ? ofText(value, precision, scale) : of(value, precision, scale);
        return "case when " + fits + " then (" + value + (isText ? "::pg_catalog.text" : "") + ")::pg_catalog.numeric("
                + precision + ", " + scale + ")::pg_catalog.text end";
    }
}
