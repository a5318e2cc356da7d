package io.alluvium.sources.postgres;

import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;

/**
 * How the server tells the values of a key column apart, beside {@link io.alluvium.domain.KeyIdentity}.
 *
 * @param unites whether it calls values equal that are different in raw, such as {@code 1.0} and {@code 1.00} as texts
 * @param divides whether it tells values apart that are the same in raw
 */
record KeyEquality(boolean unites, boolean divides) {
    /** Types of text whose equality follows a collation. */
    private static final Set<String> COLLATED = Set.of("text", "varchar", "bpchar");

    /** Built-in types of which some values are equal that have different texts. */
    private static final Set<String> BY_VALUE = Set.of("interval", "jsonb");

    /** Of the types with parts, those whose parts are equal only where their texts are. */
    private static final Set<String> EXACT_RANGES = Set.of(
            "int4range",
            "int8range",
            "daterange",
            "tsrange",
            "tstzrange",
            "int4multirange",
            "int8multirange",
            "datemultirange",
            "tsmultirange",
            "tstzmultirange");

    private static final String KINDS_WITH_PARTS = "crmd";

    static KeyEquality of(SourceColumn column, ColumnImage image) {
        boolean isList = image.type() instanceof ArrayType;
        DataType kept = image.type() instanceof ArrayType list ? list.elementType() : image.type();
        // Raw keeps no bounds of arrays. A value of any other type is in raw as the bytes that it is.
        return new KeyEquality(kept instanceof StringType && unites(column.type()), isList);
    }

    private static boolean unites(SourceColumn.Type type) {
        if (KINDS_WITH_PARTS.indexOf(type.kind()) >= 0) {
            return !(type.schema().equals("pg_catalog") && EXACT_RANGES.contains(type.name()));
        }
        if (!type.schema().equals("pg_catalog")) {
            return type.name().equals("citext");
        }
        boolean padded = type.name().equals("bpchar") && type.modifier() >= 0;
        return BY_VALUE.contains(type.name())
                || type.name().equals("numeric")
                || type.name().equals("bpchar") && !padded
                || COLLATED.contains(type.name()) && type.folds();
    }
}
