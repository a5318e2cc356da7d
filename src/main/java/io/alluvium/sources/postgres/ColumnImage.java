package io.alluvium.sources.postgres;

import io.alluvium.raw.Operation;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.image.UnfitValues;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;

/**
 * How the values of one source column become those of a Delta column. It says what the server sends, which form that
 * has, and the type that it becomes. Values of common types are sent as they are, for a cast costs the server time;
 * others as the text that the server makes of them.
 *
 * @param column the source's name of it; empty for what the server computes of a row
 * @param select the server's expression; the row is {@code t}
 * @param type of the Delta column
 * @param form of what is sent
 */
record ColumnImage(String column, String select, DataType type, BinaryForm form) implements Serializable {
    private static final Map<String, Sent> AS_THEY_ARE = Map.ofEntries(
            Map.entry("int2", new Sent(DataTypes.ShortType, ScalarForm.INT2)),
            Map.entry("int4", new Sent(DataTypes.IntegerType, ScalarForm.INT4)),
            Map.entry("int8", new Sent(DataTypes.LongType, ScalarForm.INT8)),
            Map.entry("oid", new Sent(DataTypes.LongType, ScalarForm.OID)),
            Map.entry("float4", new Sent(DataTypes.FloatType, ScalarForm.FLOAT4)),
            Map.entry("float8", new Sent(DataTypes.DoubleType, ScalarForm.FLOAT8)),
            Map.entry("bool", new Sent(DataTypes.BooleanType, ScalarForm.BOOL)),
            Map.entry("bytea", new Sent(DataTypes.BinaryType, ScalarForm.BYTES)),
            Map.entry("date", new Sent(DataTypes.DateType, ScalarForm.DATE)),
            Map.entry("timestamp", new Sent(DataTypes.TimestampNTZType, ScalarForm.TIMESTAMP)),
            Map.entry("timestamptz", new Sent(DataTypes.TimestampType, ScalarForm.TIMESTAMP)),
            Map.entry("text", new Sent(DataTypes.StringType, ScalarForm.TEXT)),
            Map.entry("varchar", new Sent(DataTypes.StringType, ScalarForm.TEXT)),
            // With its padding, which a cast to text would strip.
            Map.entry("bpchar", new Sent(DataTypes.StringType, ScalarForm.TEXT)),
            Map.entry("name", new Sent(DataTypes.StringType, ScalarForm.TEXT)),
            Map.entry("json", new Sent(DataTypes.StringType, ScalarForm.TEXT)),
            Map.entry("uuid", new Sent(DataTypes.StringType, ScalarForm.UUID)));

    /** Built-in types whose text form holds the whole value. */
    private static final Set<String> TEXTS = Set.of(
            "char",
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

    /** Enums, composite types, ranges, multiranges, and domains as elements of arrays. */
    private static final String KINDS_OF_TEXTS = "ecrmd";

    private static final Sent AS_TEXT = new Sent(DataTypes.StringType, ScalarForm.TEXT);
    private static final int NUMERIC_HEADER = 4;

    /** Each holds those before it. */
    private static final List<DataType> WHOLE_NUMBERS =
            List.of(DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

    /** One value, or one element where the type is an array. */
    private record Sent(DataType type, BinaryForm form) {}

    ColumnImage {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(select, "select");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(form, "form");
    }

    /** Empty where the type has no exact image. */
    static Optional<ColumnImage> of(SourceColumn column, UnfitValues unfit) {
        Optional<ColumnImage> image = of(column);
        return image.filter(exact -> exact.form().unfit(column.sql()).isPresent())
                .map(exact -> unfit.choose(exact, exact::nulling, () -> text(column)))
                .or(() -> image);
    }

    /** The value's text as a keyed hash; the plain text does not leave the decoder. */
    static ColumnImage hashed(SourceColumn column, MaskKey key) {
        return new ColumnImage(column.name(), hashedText(column), DataTypes.StringType, new HashForm(key));
    }

    private static String hashedText(SourceColumn column) {
        SourceColumn.Type type = column.type();
        if (type.isBuiltIn("float4") || type.isBuiltIn("float8")) {
            // Zeros of either sign are one value.
            return "(" + column.sql() + " + '0'::pg_catalog." + type.name() + ")::pg_catalog.text";
        }
        return type.isBuiltIn("text") || type.isBuiltIn("varchar") ? column.sql() : column.sql() + "::pg_catalog.text";
    }

    /** Whether there is a value, and nothing more of it; the server sends no other. */
    static ColumnImage redacted(SourceColumn column) {
        return new ColumnImage(
                column.name(),
                "case when " + column.sql() + " is distinct from null then '" + StoredColumns.REDACTED + "' end",
                DataTypes.StringType,
                ScalarForm.TEXT);
    }

    /**
     * In another type than its own; a value that this cannot hold exactly does not fit.
     *
     * @return empty where the column's values do not become such exactly, whatever they are
     */
    static Optional<ColumnImage> typed(SourceColumn column, DataType wanted, UnfitValues unfit) {
        Optional<ColumnImage> image = typed(column, wanted);
        return image.filter(exact -> unfit == UnfitValues.NULL
                        && exact.form().unfit(column.sql()).isPresent())
                .map(ColumnImage::nulling)
                .or(() -> image);
    }

    private static Optional<ColumnImage> typed(SourceColumn column, DataType wanted) {
        Optional<ColumnImage> own = of(column);
        if (own.isEmpty() || own.get().type().equals(wanted)) {
            return own;
        }
        if (wanted instanceof StringType) {
            return Optional.of(text(column));
        }
        boolean whole = Stream.of("int2", "int4", "int8").anyMatch(column.type()::isBuiltIn);
        if (wanted instanceof DecimalType decimal) {
            return typed(column, decimal, whole);
        }
        boolean wider = whole
                && WHOLE_NUMBERS.indexOf(wanted)
                        > WHOLE_NUMBERS.indexOf(own.get().type());
        return wider
                ? Optional.of(
                        wanted.equals(DataTypes.LongType)
                                ? new ColumnImage(
                                        column.name(), column.sql() + "::pg_catalog.int8", wanted, ScalarForm.INT8)
                                : new ColumnImage(
                                        column.name(), column.sql() + "::pg_catalog.int4", wanted, ScalarForm.INT4))
                : Optional.empty();
    }

    private static Optional<ColumnImage> typed(SourceColumn column, DecimalType wanted, boolean whole) {
        if (whole || column.type().isBuiltIn("numeric")) {
            return Optional.of(new ColumnImage(
                    column.name(),
                    whole ? column.sql() + "::pg_catalog.numeric" : column.sql(),
                    wanted,
                    new FittedForm(new DecimalForm(wanted.precision(), wanted.scale()))));
        }
        return isPlainText(column.type())
                ? Optional.of(new ColumnImage(
                        column.name(),
                        column.sql() + "::pg_catalog.text",
                        wanted,
                        new TextDecimalForm(wanted.precision(), wanted.scale())))
                : Optional.empty();
    }

    /** Whether the server has texts there that a person wrote. */
    static boolean isPlainText(SourceColumn.Type type) {
        return type.isBuiltIn("text") || type.isBuiltIn("varchar") || type.isBuiltIn("bpchar");
    }

    /** The decimal that the column's own type is; empty for any other type. */
    static Optional<DataType> ownDecimal(SourceColumn column) {
        return column.type().isBuiltIn("numeric")
                ? decimal(column.type().modifier()).map(Sent::type)
                : Optional.empty();
    }

    private static ColumnImage text(SourceColumn column) {
        return new ColumnImage(
                column.name(), column.sql() + "::pg_catalog.text", DataTypes.StringType, ScalarForm.TEXT);
    }

    private ColumnImage nulling() {
        BinaryForm nulling = form instanceof ArrayForm array ? new ArrayForm(new NullingForm(array.element())) : form;
        return new ColumnImage(column, select, type, new NullingForm(nulling));
    }

    private static Optional<ColumnImage> of(SourceColumn column) {
        SourceColumn.Type type = column.type();
        Optional<Sent> asItIs = asItIs(type);
        if (asItIs.isEmpty() && !hasText(type)) {
            return Optional.empty();
        }
        Sent sent = asItIs.orElse(AS_TEXT);
        String select = asItIs.isPresent() ? column.sql() : column.sql() + "::pg_catalog.text";
        return Optional.of(
                type.array()
                        ? new ColumnImage(
                                column.name(),
                                asItIs.isPresent() ? select : select + "[]",
                                DataTypes.createArrayType(sent.type()),
                                new ArrayForm(sent.form()))
                        : new ColumnImage(column.name(), select, sent.type(), sent.form()));
    }

    /** The number of the transaction that wrote the row. */
    static ColumnImage sourceVersion() {
        return new ColumnImage("", "t.xmin", DataTypes.LongType, ScalarForm.OID);
    }

    /** Whether the row is deleted, for the source: the letter of DELETE or of UPDATE. */
    static ColumnImage operation(String deleted) {
        return new ColumnImage(
                "",
                "case when " + deleted + " then '" + Operation.DELETE.letter() + "' else '" + Operation.UPDATE.letter()
                        + "' end",
                DataTypes.StringType,
                ScalarForm.TEXT);
    }

    /** Whether the type is one that a user chose and values may not fit. */
    boolean isTyped() {
        return form instanceof FittedForm || form instanceof TextDecimalForm;
    }

    /** Whether the values, or the elements of arrays, are text. */
    boolean isText() {
        return form == ScalarForm.TEXT
                || form instanceof HashForm
                || form instanceof TextDecimalForm
                || form.equals(new ArrayForm(ScalarForm.TEXT));
    }

    /** The form of a value without a cast. A domain sends what the type beneath it sends. */
    private static Optional<Sent> asItIs(SourceColumn.Type type) {
        if (type.kind() != 'b' || !type.schema().equals("pg_catalog")) {
            return Optional.empty();
        }
        return type.name().equals("numeric")
                ? decimal(type.modifier())
                : Optional.ofNullable(AS_THEY_ARE.get(type.name()));
    }

    /** Empty where the declared digits are none, or more than Delta has. */
    private static Optional<Sent> decimal(int modifier) {
        if (modifier < NUMERIC_HEADER) {
            return Optional.empty();
        }
        int precision = ((modifier - NUMERIC_HEADER) >> 16) & 0xFFFF;
        // Eleven bits with a sign: a scale may be negative, or beyond the precision, since PostgreSQL 15.
        int scale = (((modifier - NUMERIC_HEADER) & 0x7FF) ^ 1024) - 1024;
        return precision > DecimalType.MAX_PRECISION() || scale < 0 || scale > precision
                ? Optional.empty()
                : Optional.of(
                        new Sent(DataTypes.createDecimalType(precision, scale), new DecimalForm(precision, scale)));
    }

    private static boolean hasText(SourceColumn.Type type) {
        if (type.kind() != 'b') {
            return KINDS_OF_TEXTS.indexOf(type.kind()) >= 0;
        }
        return type.schema().equals("pg_catalog")
                ? TEXTS.contains(type.name()) || type.name().equals("numeric")
                : EXTENSION_TEXTS.contains(type.name());
    }
}
