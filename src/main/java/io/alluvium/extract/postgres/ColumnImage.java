package io.alluvium.extract.postgres;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_add;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.transform;

import java.time.LocalDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * How the values of one source column become those of a Delta column: what the server computes, what Spark makes of it,
 * and which values have no image.
 *
 * <p>Dates and times travel as whole numbers: no calendar and no zone of a driver touches them.
 *
 * @param select the server's expression; the row is {@code t}
 * @param type of the Delta column
 * @param read from the column that arrived to the one that is kept
 * @param unsupported the server's condition for values that have no image; absent where every value has one
 */
record ColumnImage(String select, DataType type, UnaryOperator<Column> read, Optional<String> unsupported) {
    private static final Map<String, DataType> NUMBERS = Map.of(
            "int2", DataTypes.ShortType,
            "int4", DataTypes.IntegerType,
            "int8", DataTypes.LongType,
            "float4", DataTypes.FloatType,
            "float8", DataTypes.DoubleType,
            "bool", DataTypes.BooleanType,
            "bytea", DataTypes.BinaryType);

    private static final Set<String> TEXTS = Set.of(
            "text",
            "varchar",
            "name",
            "char",
            "uuid",
            "json",
            "jsonb",
            "jsonpath",
            "xml",
            "time",
            "timetz",
            "interval",
            "money",
            "bit",
            "varbit",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "tsvector",
            "tsquery",
            "pg_lsn",
            "pg_snapshot",
            "txid_snapshot",
            "xid",
            "xid8",
            "cid",
            "tid");

    /** Types of extensions whose text form holds the whole value. */
    private static final Set<String> EXTENSION_TEXTS = Set.of("hstore", "citext", "ltree");

    private static final int NUMERIC_HEADER = 4;
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    ColumnImage {
        Objects.requireNonNull(select, "select");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(read, "read");
        Objects.requireNonNull(unsupported, "unsupported");
    }

    /** Empty where the type has no exact image. */
    static Optional<ColumnImage> of(SourceColumn column) {
        SourceColumn.Type type = column.type();
        return type.array()
                ? of(type, "e").map(element -> element.inArray(type, column.sql()))
                : of(type, column.sql());
    }

    /** The image of one value, or of one element where the type is an array. */
    private static Optional<ColumnImage> of(SourceColumn.Type type, String value) {
        if (type.kind() == 'e'
                || type.kind() == 'c'
                || type.kind() == 'r'
                || type.kind() == 'm'
                || type.kind() == 'd') {
            return Optional.of(text(value));
        }
        if (type.kind() != 'b') {
            return Optional.empty();
        }
        if (!type.schema().equals("pg_catalog")) {
            return EXTENSION_TEXTS.contains(type.name()) ? Optional.of(text(value)) : Optional.empty();
        }
        DataType number = NUMBERS.get(type.name());
        if (number != null) {
            return Optional.of(plain(value + "::pg_catalog." + type.name(), number));
        }
        return switch (type.name()) {
            case "numeric" -> Optional.of(numeric(type, value));
            case "date" -> Optional.of(date(value));
            case "timestamp" -> Optional.of(timestamp(value));
            case "timestamptz" -> Optional.of(instant(value));
            case "oid" -> Optional.of(plain(value + "::pg_catalog.int8", DataTypes.LongType));
            // The cast to text would strip the padding that belongs to the value as the server shows it.
            case "bpchar" -> Optional.of(plain("textin(bpcharout(" + value + "))", DataTypes.StringType));
            default -> TEXTS.contains(type.name()) ? Optional.of(text(value)) : Optional.empty();
        };
    }

    private static ColumnImage plain(String select, DataType type) {
        return new ColumnImage(select, type, column -> column, Optional.empty());
    }

    private static ColumnImage text(String value) {
        return plain(value + "::pg_catalog.text", DataTypes.StringType);
    }

    private static ColumnImage numeric(SourceColumn.Type type, String value) {
        if (type.modifier() < NUMERIC_HEADER) {
            return text(value);
        }
        int precision = ((type.modifier() - NUMERIC_HEADER) >> 16) & 0xFFFF;
        // Eleven bits with a sign: a scale may be negative, or beyond the precision, since PostgreSQL 15.
        int scale = (((type.modifier() - NUMERIC_HEADER) & 0x7FF) ^ 1024) - 1024;
        if (precision > DecimalType.MAX_PRECISION() || scale < 0 || scale > precision) {
            return text(value);
        }
        DecimalType decimal = DataTypes.createDecimalType(precision, scale);
        return new ColumnImage(
                value + "::pg_catalog.numeric(" + precision + "," + scale + ")",
                decimal,
                column -> column.cast(decimal),
                Optional.of(value + " = 'NaN'::pg_catalog.numeric"));
    }

    private static ColumnImage date(String value) {
        return new ColumnImage(
                "(" + value + "::pg_catalog.date - '1970-01-01'::pg_catalog.date)",
                DataTypes.DateType,
                column -> date_from_unix_date(column),
                Optional.of("not (" + value + " between '0001-01-01'::pg_catalog.date"
                        + " and '9999-12-31'::pg_catalog.date)"));
    }

    private static ColumnImage instant(String value) {
        return new ColumnImage(
                micros(value),
                DataTypes.TimestampType,
                column -> timestamp_micros(column),
                Optional.of(outsideYears(value, "timestamptz")));
    }

    private static ColumnImage timestamp(String value) {
        return new ColumnImage(
                micros(value),
                DataTypes.TimestampNTZType,
                ColumnImage::zoneless,
                Optional.of(outsideYears(value, "timestamp")));
    }

    /** Adds to the epoch without a zone, so that the session's zone has no part in it. */
    private static Column zoneless(Column micros) {
        return timestamp_add("MICROSECOND", micros, lit(EPOCH));
    }

    private static String micros(String value) {
        return "(extract(epoch from " + value + ") * 1000000)::pg_catalog.int8";
    }

    private static String outsideYears(String value, String type) {
        return "not (" + value + " >= '0001-01-01 00:00:00+00'::pg_catalog." + type + " and " + value
                + " < '10000-01-01 00:00:00+00'::pg_catalog." + type + ")";
    }

    /** This image of an element {@code e}, for arrays of one dimension. */
    private ColumnImage inArray(SourceColumn.Type type, String array) {
        boolean decimal = this.type instanceof DecimalType;
        String element = decimal ? "e::pg_catalog.text" : select;
        String elements = "case when " + array + " is not null then array(select " + element + " from unnest(" + array
                + ") with ordinality as u(e, o) order by o) end";
        String outside = "array_ndims(" + array + ") > 1"
                + unsupported
                        .map(condition ->
                                " or exists (select from unnest(" + array + ") as u(e) where " + condition + ")")
                        .orElse("");
        DataType kept = DataTypes.createArrayType(this.type);
        boolean asRead = !decimal && NUMBERS.containsValue(this.type) || this.type.equals(DataTypes.StringType);
        UnaryOperator<Column> converted =
                decimal ? column -> column.cast(kept) : column -> transform(column, read::apply);
        return new ColumnImage(elements, kept, asRead ? column -> column : converted, Optional.of(outside));
    }

    /** From the column with this name as the driver delivered it. */
    Column from(String arrived) {
        return read.apply(col(arrived)).cast(type);
    }
}
