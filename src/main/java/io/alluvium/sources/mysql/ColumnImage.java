package io.alluvium.sources.mysql;

import io.alluvium.raw.Operation;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.image.UnfitValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;

/**
 * How the values of one source column become those of a Delta column. Values that the driver would make others of, dates of
 * zeros for example, are sent as the text that the server makes of them.
 *
 * @param column the source's name of it; empty for what the server computes of a row
 * @param select the server's expression; the row is {@code t}
 * @param type of the Delta column
 * @param form of what is sent
 */
record ColumnImage(String column, String select, DataType type, ValueForm form) {
    private static final int MOST_DIGITS = 38;
    private static final DataType UNSIGNED_LONG = DataTypes.createDecimalType(20, 0);

    private static final Map<String, DataType> WHOLE = Map.of(
            "tinyint", DataTypes.ShortType,
            "smallint", DataTypes.ShortType,
            "mediumint", DataTypes.IntegerType,
            "int", DataTypes.IntegerType,
            "bigint", DataTypes.LongType);

    /** What holds those of a type when they are unsigned. */
    private static final Map<String, DataType> UNSIGNED = Map.of(
            "tinyint", DataTypes.ShortType,
            "smallint", DataTypes.IntegerType,
            "mediumint", DataTypes.IntegerType,
            "int", DataTypes.LongType,
            "bigint", UNSIGNED_LONG);

    private static final Set<String> TEXTS = Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext");

    /** Types whose text form holds the whole value. */
    private static final Set<String> AS_TEXT = Set.of("enum", "set", "json", "time", "uuid", "inet4", "inet6");

    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob");

    /** A number of the reference system in four bytes, then well-known binary. */
    private static final Set<String> SPATIAL = Set.of(
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection",
            "geomcollection");

    private static final List<DataType> WIDER = List.of(DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

    /** Empty where the type has no exact image. */
    static Optional<ColumnImage> of(SourceColumn column, UnfitValues unfit) {
        Optional<ColumnImage> image = exact(column);
        return image.filter(exact -> exact.form().unfit(column.sql()).isPresent())
                .map(exact -> unfit.choose(exact, exact::nulling, () -> text(column)))
                .or(() -> image);
    }

    /** The value's text as a keyed hash; the plain text does not leave the decoder. */
    static ColumnImage hashed(SourceColumn column, MaskKey key) {
        return new ColumnImage(column.name(), text(column).select(), DataTypes.StringType, new ValueForm.Hash(key));
    }

    /** Whether there is a value, and nothing more of it; the server sends no other. */
    static ColumnImage redacted(SourceColumn column) {
        return new ColumnImage(
                column.name(),
                "if(" + column.sql() + " is null, null, '" + StoredColumns.REDACTED + "')",
                DataTypes.StringType,
                ValueForm.BYTES);
    }

    /**
     * In another type than its own; a value that this cannot hold exactly does not fit.
     *
     * @return empty where the column's values do not become such exactly, whatever they are
     */
    static Optional<ColumnImage> typed(SourceColumn column, DataType wanted, UnfitValues unfit) {
        Optional<ColumnImage> own = exact(column);
        if (own.isEmpty() || own.get().type().equals(wanted)) {
            return of(column, unfit);
        }
        if (wanted instanceof StringType) {
            return Optional.of(text(column));
        }
        boolean number = WHOLE.containsKey(column.type()) || column.type().equals("decimal");
        if (wanted instanceof DecimalType decimal && (number || TEXTS.contains(column.type()))) {
            ColumnImage fitted =
                    new ColumnImage(column.name(), text(column).select(), wanted, ValueForm.decimal(decimal));
            return Optional.of(unfit == UnfitValues.NULL ? fitted.nulling() : fitted);
        }
        boolean wider = WIDER.indexOf(wanted) > WIDER.indexOf(own.get().type()) && WHOLE.containsKey(column.type());
        return wider
                ? Optional.of(new ColumnImage(column.name(), column.sql(), wanted, ValueForm.WHOLE))
                : Optional.empty();
    }

    /** Whether the row is deleted, for the source: the letter of DELETE or of UPDATE. */
    static ColumnImage operation(String deleted) {
        return new ColumnImage(
                "",
                "if(" + deleted + ", '" + Operation.DELETE.letter() + "', '" + Operation.UPDATE.letter() + "')",
                DataTypes.StringType,
                ValueForm.BYTES);
    }

    private ColumnImage nulling() {
        return new ColumnImage(column, select, type, new ValueForm.Nulling(form));
    }

    private static ColumnImage text(SourceColumn column) {
        String value = column.sql();
        return new ColumnImage(
                column.name(),
                TEXTS.contains(column.type()) ? value : "cast(" + value + " as char character set utf8mb4)",
                DataTypes.StringType,
                ValueForm.BYTES);
    }

    private static Optional<ColumnImage> exact(SourceColumn column) {
        String type = column.type();
        String value = column.sql();
        DataType whole = (column.isUnsigned() ? UNSIGNED : WHOLE).get(type);
        if (whole != null) {
            return Optional.of(
                    whole instanceof DecimalType decimal
                            ? asText(column, whole, ValueForm.decimal(decimal))
                            : new ColumnImage(column.name(), value, whole, ValueForm.WHOLE));
        }
        if (TEXTS.contains(type) || AS_TEXT.contains(type)) {
            return Optional.of(text(column));
        }
        if (BYTES.contains(type) || SPATIAL.contains(type)) {
            return Optional.of(new ColumnImage(column.name(), value, DataTypes.BinaryType, ValueForm.BYTES));
        }
        return switch (type) {
            case "decimal" -> Optional.of(decimal(column));
            case "double" ->
                Optional.of(new ColumnImage(column.name(), value, DataTypes.DoubleType, ValueForm.FLOATING));
            // As text a float has six digits; as a double it has all of its own.
            case "float" ->
                Optional.of(new ColumnImage(
                        column.name(), "(" + value + " + 0e0)", DataTypes.FloatType, ValueForm.FLOATING));
            case "year" ->
                Optional.of(
                        new ColumnImage(column.name(), "(" + value + " + 0)", DataTypes.ShortType, ValueForm.WHOLE));
            case "bit" -> Optional.of(bits(column));
            case "date" -> Optional.of(asText(column, DataTypes.DateType, new TimeForm(false)));
            case "datetime" -> Optional.of(asText(column, DataTypes.TimestampNTZType, new TimeForm(true)));
            case "timestamp" -> Optional.of(asText(column, DataTypes.TimestampType, new TimeForm(true)));
            default -> Optional.empty();
        };
    }

    /** Not by a cast, which takes the server twice the time for a timestamp. */
    private static ColumnImage asText(SourceColumn column, DataType type, ValueForm form) {
        return new ColumnImage(column.name(), "concat(" + column.sql() + ")", type, form);
    }

    /** As text where it has more digits than Delta has. */
    private static ColumnImage decimal(SourceColumn column) {
        int precision = column.precision().orElseThrow();
        if (precision > MOST_DIGITS) {
            return text(column);
        }
        DecimalType decimal = DataTypes.createDecimalType(precision, column.scale());
        return asText(column, decimal, ValueForm.decimal(decimal));
    }

    /** One bit is a truth, more are the number that they are. */
    private static ColumnImage bits(SourceColumn column) {
        int width = column.precision().orElse(1);
        String number = "(" + column.sql() + " + 0)";
        if (width == Long.SIZE) {
            return new ColumnImage(
                    column.name(), "cast(" + number + " as char)", UNSIGNED_LONG, ValueForm.decimal((DecimalType)
                            UNSIGNED_LONG));
        }
        return new ColumnImage(
                column.name(), number, width == 1 ? DataTypes.BooleanType : DataTypes.LongType, ValueForm.WHOLE);
    }
}
