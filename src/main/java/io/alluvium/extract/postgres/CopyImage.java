package io.alluvium.extract.postgres;

import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;

/**
 * How the values of one source column travel through COPY in its binary format: those of common types as they are, for a
 * cast costs the server time, and others as the text that the server makes of them for Spark too.
 *
 * @param select the server's expression; the row is {@code t}
 * @param form of what it gives
 */
record CopyImage(String select, BinaryForm form) {
    CopyImage {
        Objects.requireNonNull(select, "select");
        Objects.requireNonNull(form, "form");
    }

    /** @param image of the same column, whose Delta type the form has too */
    static CopyImage of(SourceColumn column, ColumnImage image) {
        SourceColumn.Type type = column.type();
        DataType kept = image.type() instanceof ArrayType array ? array.elementType() : image.type();
        Optional<BinaryForm> asIs = asIs(type, kept);
        BinaryForm form = asIs.orElse(ScalarForm.TEXT);
        return new CopyImage(
                asIs.isPresent() ? column.sql() : image.select(), type.array() ? new ArrayForm(form) : form);
    }

    /** The number of the transaction that wrote the row. */
    static CopyImage sourceVersion() {
        return new CopyImage("t.xmin", ScalarForm.OID);
    }

    /** Whether the values, or the elements of arrays, are text. */
    boolean isText() {
        return form == ScalarForm.TEXT || form.equals(new ArrayForm(ScalarForm.TEXT));
    }

    /** The form of a value or element without a cast. A domain sends what the type beneath it sends. */
    private static Optional<BinaryForm> asIs(SourceColumn.Type type, DataType kept) {
        if (type.kind() != 'b' || !type.schema().equals("pg_catalog")) {
            return Optional.empty();
        }
        return switch (type.name()) {
            case "bool" -> Optional.of(ScalarForm.BOOL);
            case "int2" -> Optional.of(ScalarForm.INT2);
            case "int4" -> Optional.of(ScalarForm.INT4);
            case "int8" -> Optional.of(ScalarForm.INT8);
            case "oid" -> Optional.of(ScalarForm.OID);
            case "float4" -> Optional.of(ScalarForm.FLOAT4);
            case "float8" -> Optional.of(ScalarForm.FLOAT8);
            case "date" -> Optional.of(ScalarForm.DATE);
            case "timestamp", "timestamptz" -> Optional.of(ScalarForm.TIMESTAMP);
            case "bytea" -> Optional.of(ScalarForm.BYTES);
            case "text", "varchar", "bpchar", "name", "json" -> Optional.of(ScalarForm.TEXT);
            case "uuid" -> Optional.of(ScalarForm.UUID);
            case "numeric" ->
                kept instanceof DecimalType decimal
                        ? Optional.of(new DecimalForm(decimal.precision(), decimal.scale()))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
