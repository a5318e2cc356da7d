package io.alluvium.sources.postgres;

import io.alluvium.source.digest.CanonicalForm;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The canonical text of {@link io.alluvium.source.SourceContent} as the server computes it; the row is {@code t}. */
final class CanonicalSql {
    private static final String ELEMENT = "element";
    private static final String PLACE = "place";

    private static final CanonicalForm FORM = new CanonicalForm(new CanonicalForm.Functions() {
        @Override
        public String joined(String... texts) {
            return String.join(" || ", texts);
        }

        @Override
        public String bytes(String text) {
            return "octet_length(convert_to(" + text + ", 'UTF8'))";
        }
    });

    /** Whether values of floats stand for all that are the same in a key. */
    private final boolean inKey;

    private CanonicalSql(boolean inKey) {
        this.inKey = inKey;
    }

    /** The text of whole rows. */
    static String row(Map<SourceColumn, ColumnImage> columns) {
        return new CanonicalSql(false).joined(columns);
    }

    /** The text by which rows are told apart. */
    static String key(Map<SourceColumn, ColumnImage> columns) {
        return new CanonicalSql(true).joined(columns);
    }

    /** The text by which the values of the first key column are ordered; null for null. */
    static String first(SourceColumn column, ColumnImage image) {
        CanonicalSql canonical = new CanonicalSql(true);
        return image.type() instanceof ArrayType
                ? "case when " + column.sql() + " is not null then " + canonical.column(column, image) + " end"
                : canonical.plain(column, image.type());
    }

    /** One after the other, also where there are more than a function takes arguments. */
    private String joined(Map<SourceColumn, ColumnImage> columns) {
        return columns.entrySet().stream()
                .map(column -> column(column.getKey(), column.getValue()))
                .collect(Collectors.joining(",\n", "array_to_string(array[", "]::pg_catalog.text[], '')"));
    }

    /** A number of 64 bits. */
    static String digest(String text) {
        return "('x' || encode(substr(sha256(convert_to(" + text + ", 'UTF8')), 1, 8), 'hex'))"
                + "::pg_catalog.bit(64)::pg_catalog.int8";
    }

    /** The bytes of a text in UTF-8, as text that sorts as they do whatever the database's encoding is. */
    static String sortable(String text) {
        return "encode(convert_to(" + text + ", 'UTF8'), 'hex') collate pg_catalog.\"C\"";
    }

    private String column(SourceColumn column, ColumnImage image) {
        boolean nulled = image.form() instanceof NullingForm;
        return image.type() instanceof ArrayType list
                ? array(column, list.elementType(), nulled)
                : scalar(column, image.type(), nulled);
    }

    private String scalar(SourceColumn column, DataType type, boolean nulled) {
        return FORM.scalar(new CanonicalForm.Scalar(
                column.sql(), plain(column, type), type instanceof StringType, lacking(column, type), nulled));
    }

    /** Within the inner query the element is a column of a row {@code t}, so that it is written as a column is. */
    private String array(SourceColumn column, DataType kept, boolean nulled) {
        SourceColumn.Type type = elementType(column.type(), kept);
        SourceColumn element = new SourceColumn(column.position(), ELEMENT, false, column.declaredType(), type);
        String array = column.sql();
        String elements = type.isBuiltIn("text") ? array + "::pg_catalog.text[]" : array;
        return "case when " + array + " is null then 'N' when array_ndims(" + array + ") > 1 then "
                + CanonicalForm.unfit(nulled)
                + " else 'A' || cardinality(" + array + ") || ':' || coalesce((select string_agg("
                + scalar(element, kept, nulled) + ", '' order by t." + PLACE + ") from unnest(" + elements
                + ") with ordinality as t(" + ELEMENT + ", " + PLACE + ")), '') end";
    }

    /** What is kept as text is taken apart as text: elements of composite types would fall into their fields. */
    private static SourceColumn.Type elementType(SourceColumn.Type array, DataType kept) {
        SourceColumn.Type own = new SourceColumn.Type(
                array.schema(), array.name(), array.kind(), false, array.modifier(), array.folds());
        return kept instanceof StringType && !own.isBuiltIn("bpchar")
                ? new SourceColumn.Type("pg_catalog", "text", 'b', false, -1, array.folds())
                : own;
    }

    /**
     * The text of a value that is not null and no array, without length.
     *
     * @param type of the Delta column
     */
    private String plain(SourceColumn column, DataType type) {
        String value = column.sql();
        if (type instanceof StringType) {
            // The cast to text would strip the padding that belongs to the value.
            return column.type().isBuiltIn("bpchar") ? "textin(bpcharout(" + value + "))" : value + "::pg_catalog.text";
        }
        if (type instanceof DecimalType decimal && isConverted(column, decimal)) {
            return DecimalFit.text(value, ColumnImage.isPlainText(column.type()), decimal.precision(), decimal.scale());
        }
        if (type instanceof BooleanType) {
            return value + "::pg_catalog.int4::pg_catalog.text";
        }
        if (type instanceof BinaryType) {
            return "encode(" + value + ", 'hex')";
        }
        if (type instanceof FloatType || type instanceof DoubleType) {
            String size = type instanceof FloatType ? "float4" : "float8";
            // A zero with a sign and one without add up to the one without.
            String sent = inKey ? value + " + 0::pg_catalog." + size : value;
            return "case when " + value + " = 'NaN' then 'NaN' else encode(" + size + "send(" + sent + "), 'hex') end";
        }
        if (type instanceof DateType) {
            return "(" + value + "::pg_catalog.date - '1970-01-01'::pg_catalog.date)::pg_catalog.text";
        }
        if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return "(extract(epoch from " + value + ") * 1000000)::pg_catalog.int8::pg_catalog.text";
        }
        return value + "::pg_catalog.text";
    }

    /** Whether the column has become a decimal that its own type is not. */
    private static boolean isConverted(SourceColumn column, DecimalType type) {
        return !ColumnImage.ownDecimal(column).equals(Optional.of(type));
    }

    /** Which values raw cannot have. */
    private static Optional<String> lacking(SourceColumn column, DataType type) {
        String value = column.sql();
        if (type instanceof DecimalType decimal && isConverted(column, decimal)) {
            return Optional.of("not "
                    + (ColumnImage.isPlainText(column.type())
                            ? DecimalFit.ofText(value, decimal.precision(), decimal.scale())
                            : DecimalFit.of(value, decimal.precision(), decimal.scale())));
        }
        if (type instanceof DecimalType) {
            return Optional.of(value + " = 'NaN'::pg_catalog.numeric");
        }
        if (type instanceof DateType) {
            return Optional.of(
                    "not (" + value + " between '0001-01-01'::pg_catalog.date and" + " '9999-12-31'::pg_catalog.date)");
        }
        if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            String own = type instanceof TimestampType ? "timestamptz" : "timestamp";
            return Optional.of("not (" + value + " >= '0001-01-01 00:00:00+00'::pg_catalog." + own + " and " + value
                    + " < '10000-01-01 00:00:00+00'::pg_catalog." + own + ")");
        }
        return Optional.empty();
    }
}
