package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.image.UnfitValues;
import io.alluvium.source.survey.ReadMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One configured table as it will be read: its columns with their images, how its changes are found, the way its rows are
 * told apart. Exists only for tables that can be read.
 */
final class TableView {
    private final PostgresTable table;
    private final Relation relation;
    private final Map<SourceColumn, ColumnImage> images;
    private final ReadMode mode;
    private final Optional<String> deleted;

    private TableView(
            PostgresTable table,
            Relation relation,
            Map<SourceColumn, ColumnImage> images,
            ReadMode mode,
            Optional<String> deleted) {
        this.table = Objects.requireNonNull(table, "table");
        this.relation = Objects.requireNonNull(relation, "relation");
        this.images = images;
        this.mode = Objects.requireNonNull(mode, "mode");
        this.deleted = Objects.requireNonNull(deleted, "deleted");
    }

    /** @throws io.alluvium.failure.AlluviumException when the table cannot be read as configured */
    static TableView of(PostgresTable table, Relation relation, ReadMode mode) {
        RawColumns.refusal(table.name(), relation.columnNames()).ifPresent(problem -> {
            throw problem.at(table.place()).marking(table.from()).asException();
        });
        if (relation.columns().isEmpty()) {
            throw table.problem(ErrorCode.SOURCE_TABLE_MISSING, table.from() + " has no column that could be read")
                    .asException();
        }
        table.key().forEach(key -> required(table, relation, key, "key"));
        Map<SourceColumn, ColumnImage> images = images(
                NamedTable.of(table),
                relation,
                column -> table.key().contains(column.name()) ? table.unfit().ofKey() : table.unfit());
        return new TableView(table, relation, images, mode, DeletedRows.condition(table, relation));
    }

    /**
     * As the user may read it.
     *
     * @throws io.alluvium.failure.AlluviumException when the table cannot be read as configured
     */
    static TableView proved(PostgresTable table, Relation relation, SnapshotSession snapshot) throws SQLException {
        try {
            return snapshot.run(connection -> {
                TableView view = of(table, relation, Modes.of(table, relation, snapshot, connection));
                ReadRight.prove(connection, view);
                return view;
            });
        } catch (SQLException e) {
            Optional<AlluviumException> unfit = DeletedRows.unfit(table, e);
            if (unfit.isPresent()) {
                throw unfit.get();
            }
            throw e;
        }
    }

    /**
     * How each column is read.
     *
     * @param unfit what becomes of values that do not fit
     * @throws io.alluvium.failure.AlluviumException naming the first that has no exact image
     */
    static Map<SourceColumn, ColumnImage> images(
            NamedTable table, Relation relation, Function<SourceColumn, UnfitValues> unfit) {
        Map<SourceColumn, ColumnImage> images = new LinkedHashMap<>();
        for (SourceColumn column : relation.columns()) {
            images.put(
                    column,
                    ColumnImage.of(column, unfit.apply(column))
                            .orElseThrow(() -> unsupported(table, column)
                                    .fixedBy("read a view of " + table.from()
                                            + " that casts the column or leaves it out")
                                    .asException()));
        }
        return images;
    }

    static SourceColumn required(PostgresTable table, Relation relation, String name, String role) {
        return relation.column(name)
                .orElseThrow(() -> table.problem(
                                ErrorCode.SOURCE_COLUMN_MISSING,
                                "the " + role + " column " + name + " does not exist in " + table.from())
                        .marking(name)
                        .because("not a column of the table")
                        .didYouMean(DidYouMean.amongNames(relation.columnNames(), name))
                        .asException());
    }

    private static Problem unsupported(NamedTable table, SourceColumn column) {
        return table.problem(
                ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                "the column " + column.name() + " of " + table.from() + " has type " + column.declaredType()
                        + ", which has no exact image");
    }

    Relation relation() {
        return relation;
    }

    Map<SourceColumn, ColumnImage> images() {
        return images;
    }

    /** How a column of the table is read. */
    ColumnImage image(SourceColumn column) {
        return Optional.ofNullable(images.get(column)).orElseThrow();
    }

    /** How some columns are read, in the order of their names. */
    Map<SourceColumn, ColumnImage> images(List<String> names) {
        Map<SourceColumn, ColumnImage> some = new LinkedHashMap<>();
        for (String name : names) {
            SourceColumn column = relation.column(name).orElseThrow();
            some.put(column, image(column));
        }
        return some;
    }

    /** Whether some column becomes null where its value does not fit. */
    boolean nullsUnfit() {
        return images.values().stream().anyMatch(image -> image.form() instanceof NullingForm);
    }

    ReadMode mode() {
        return mode;
    }

    /** Which rows the source marks as deleted, as SQL; absent where it marks none. */
    Optional<String> deleted() {
        return deleted;
    }

    /** For a FROM clause; the row is {@code t}. */
    String from() {
        return relation.from();
    }

    /** A text that differs for any two versions of rows. */
    String rowIdentity() {
        return relation.kind() == Relation.Kind.VALUES
                ? "(t.*)::pg_catalog.text"
                : "concat_ws(' ', t.tableoid, t.ctid, t.xmin)";
    }

    List<String> keyNames() {
        return table.key();
    }

    String keyIsNull() {
        List<String> nullable = relation.columns().stream()
                .filter(column -> table.key().contains(column.name()) && !column.notNull())
                .map(column -> column.sql() + " is null")
                .toList();
        return nullable.isEmpty() ? "false" : String.join(" or ", nullable);
    }

    /** How the server tells each column of the key apart. */
    Map<String, KeyEquality> keyEquality() {
        Map<String, KeyEquality> equality = new LinkedHashMap<>();
        images(table.key()).forEach((column, image) -> equality.put(column.name(), KeyEquality.of(column, image)));
        return equality;
    }

    /** Whether the database itself keeps the key unique, as raw tells keys apart. */
    boolean isKeyUniqueByIndex() {
        if (keyEquality().values().stream().anyMatch(KeyEquality::divides)) {
            return false;
        }
        return table.key().isEmpty()
                || relation.uniqueKeys().stream().anyMatch(unique -> new HashSet<>(table.key()).containsAll(unique));
    }

    /** Finds one key that two rows of the window share, if there is one, as raw tells keys apart. */
    String duplicateKey(String condition) {
        String key = images(table.key()).entrySet().stream()
                .map(column -> told(column.getKey(), column.getValue()))
                .collect(Collectors.joining(", "));
        return "select exists (select from " + from() + " where " + condition + " group by " + key
                + " having count(*) > 1)";
    }

    /** Some types that raw has as text have no equality at the server, or one of another kind. */
    private static String told(SourceColumn column, ColumnImage image) {
        boolean byText = image.type() instanceof StringType || image.type() instanceof ArrayType;
        return byText ? "(" + CanonicalSql.first(column, image) + ") collate pg_catalog.\"C\"" : column.sql();
    }

    StructType schema() {
        StructType own = schema(images);
        StructType versioned = mode.isVersioned() ? own.add(RawColumns.SOURCE_VERSION, DataTypes.LongType, true) : own;
        return deleted.isPresent() ? versioned.add(RawColumns.OPERATION, DataTypes.StringType, true) : versioned;
    }

    /** Columns may always be null, whatever the source declares. */
    static StructType schema(Map<SourceColumn, ColumnImage> images) {
        List<StructField> fields = new ArrayList<>();
        images.forEach((column, image) -> fields.add(DataTypes.createStructField(column.name(), image.type(), true)));
        return DataTypes.createStructType(fields);
    }
}
