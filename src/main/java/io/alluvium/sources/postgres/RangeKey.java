package io.alluvium.sources.postgres;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.image.UnfitValues;
import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.sql.RangeColumn;
import io.alluvium.source.survey.RowCondition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DecimalType;

/**
 * Names the first column of a key that the server orders as raw does. So both can tell the rows of a range of keys.
 * Values have the text form of {@link KeyIntervals}.
 *
 * @param name in raw
 * @param type that the server orders by
 */
record RangeKey(SourceColumn column, String name, Type type) implements RangeColumn {
    /** A prefix is a bound as good as the text that it begins. */
    private static final int MOST_CHARACTERS = 200;

    private static final int SHORT_DECIMAL = 18;

    /** The types, by their names at the server. */
    enum Type {
        INT2,
        INT4,
        INT8,
        NUMERIC,
        DATE,
        TIMESTAMP,
        TIMESTAMPTZ,
        UUID,
        TEXT;

        String sql() {
            return "pg_catalog." + name().toLowerCase(java.util.Locale.ROOT);
        }

        boolean hasVaryingLength() {
            return this == NUMERIC || this == TEXT;
        }

        boolean isText() {
            return this == UUID || this == TEXT;
        }
    }

    RangeKey {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /** Empty where raw orders the column's values in another way than the server, or has them in another form. */
    static Optional<RangeKey> of(DatabaseTable table, Relation relation, Connection connection) throws SQLException {
        Optional<SourceColumn> first = table.keyColumns().stream()
                .findFirst()
                .filter(name -> isAsItIs(table.stored(), name))
                .flatMap(relation::column);
        Optional<Type> type = first.flatMap(column -> type(column, table.unfit()));
        // Other encodings have other bytes, and so another order.
        if (type.isEmpty() || type.get() == Type.TEXT && !isUnicode(connection)) {
            return Optional.empty();
        }
        return Optional.of(new RangeKey(
                first.orElseThrow(), table.stored().name(first.orElseThrow().name()), type.get()));
    }

    /** Of a masked key no bound may be told; one of another type has another order. */
    private static boolean isAsItIs(StoredColumns stored, String column) {
        return stored.mask(column).isEmpty() && stored.type(column).isEmpty();
    }

    private static Optional<Type> type(SourceColumn column, UnfitValues unfit) {
        boolean plain = column.type().kind() == 'b'
                && !column.type().array()
                && column.type().schema().equals("pg_catalog");
        if (!plain) {
            return Optional.empty();
        }
        boolean asText = unfit == UnfitValues.TEXT;
        return switch (column.type().name()) {
            case "int2" -> Optional.of(Type.INT2);
            case "int4" -> Optional.of(Type.INT4);
            case "int8" -> Optional.of(Type.INT8);
            case "numeric" -> Optional.of(Type.NUMERIC).filter(type -> !asText && isShort(column));
            case "date" -> Optional.of(Type.DATE).filter(type -> !asText);
            case "timestamp" -> Optional.of(Type.TIMESTAMP).filter(type -> !asText);
            case "timestamptz" -> Optional.of(Type.TIMESTAMPTZ).filter(type -> !asText);
            case "uuid" -> Optional.of(Type.UUID);
            case "text", "varchar" -> Optional.of(Type.TEXT);
            default -> Optional.empty();
        };
    }

    /** A number without declared digits is text in raw, one of many digits is no number that a machine compares. */
    private static boolean isShort(SourceColumn column) {
        return ColumnImage.of(column, UnfitValues.FAIL)
                .map(ColumnImage::type)
                .filter(type -> type instanceof DecimalType decimal && decimal.precision() <= SHORT_DECIMAL)
                .isPresent();
    }

    private static boolean isUnicode(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show server_encoding")) {
            row.next();
            return row.getString(1).equals("UTF8");
        }
    }

    @Override
    public boolean hasVaryingLength() {
        return type.hasVaryingLength();
    }

    @Override
    public KeyOrder order() {
        return type.isText() ? KeyOrder.TEXT : KeyOrder.NUMBER;
    }

    /** The value of the row {@code t}, in the order that raw has too. */
    String sql() {
        String value = column.sql() + "::" + type.sql();
        return type == Type.TEXT ? "(" + value + ") collate pg_catalog.\"C\"" : value;
    }

    /** Whether the value is one that raw can have. */
    String isFit() {
        return switch (type) {
            case NUMERIC -> column.sql() + " <> 'NaN'";
            case DATE -> column.sql() + " between '0001-01-01' and '9999-12-31'";
            case TIMESTAMP, TIMESTAMPTZ ->
                column.sql() + " >= '0001-01-01 00:00:00+00' and " + column.sql() + " < '10000-01-01 00:00:00+00'";
            default -> column.sql() + " is not null";
        };
    }

    /** The text that stands for a value of {@link #sql}, or for one below it that serves as a bound as well. */
    String text(String value) {
        return switch (type) {
            case DATE -> "(" + value + " - '1970-01-01'::pg_catalog.date)::pg_catalog.text";
            case TIMESTAMP, TIMESTAMPTZ ->
                "(extract(epoch from " + value + ") * 1000000)::pg_catalog.int8::pg_catalog.text";
            case TEXT -> "left(" + value + ", " + MOST_CHARACTERS + ")";
            default -> value + "::pg_catalog.text";
        };
    }

    @Override
    public RowCondition condition(KeyIntervals keys) {
        return RowCondition.of(keys.intervals().stream()
                .map(interval -> {
                    String from = interval.from()
                            .map(bound -> sql() + " >= " + literal(bound))
                            .orElse(sql() + " is not null");
                    return interval.before()
                            .map(bound -> "(" + from + " and " + sql() + " < " + literal(bound) + ")")
                            .orElse("(" + from + ")");
                })
                .collect(Collectors.joining(" or ")));
    }

    /** The number of the range that the value lies in, from 0; null for null. */
    String range(List<String> starts) {
        return "width_bucket(" + sql() + ", array["
                + starts.stream().map(this::literal).collect(Collectors.joining(", ")) + "]::" + type.sql() + "[])";
    }

    private String literal(String bound) {
        String written = switch (type) {
            case DATE -> LocalDate.ofEpochDay(Long.parseLong(bound)).toString();
            case TIMESTAMP -> moment(bound).toString();
            case TIMESTAMPTZ -> moment(bound) + "+00";
            default -> bound;
        };
        return Sql.text(written) + "::" + type.sql();
    }

    private static LocalDateTime moment(String microseconds) {
        return LocalDateTime.ofInstant(
                Instant.EPOCH.plus(Long.parseLong(microseconds), ChronoUnit.MICROS), ZoneOffset.UTC);
    }
}
