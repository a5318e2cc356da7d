package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.columns.StoredMark;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.survey.ReadMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    private final DatabaseTable table;
    private final Relation relation;
    private final Map<String, Integer> excluded;
    private final Optional<MaskKey> secret;
    private final Map<SourceColumn, ColumnImage> images;
    private final ReadMode mode;
    private final Optional<String> deleted;

    private TableView(
            DatabaseTable table,
            Relation relation,
            Map<String, Integer> excluded,
            Optional<MaskKey> secret,
            Map<SourceColumn, ColumnImage> images,
            ReadMode mode,
            Optional<String> deleted) {
        this.table = Objects.requireNonNull(table, "table");
        this.relation = Objects.requireNonNull(relation, "relation");
        this.excluded = excluded;
        this.secret = Objects.requireNonNull(secret, "secret");
        this.images = images;
        this.mode = Objects.requireNonNull(mode, "mode");
        this.deleted = Objects.requireNonNull(deleted, "deleted");
    }

    /**
     * As the user may read it.
     *
     * @param relation with all its columns
     * @param secret by which values are hashed; present where some are
     * @throws io.alluvium.failure.AlluviumException when the table cannot be read as configured
     */
    static TableView proved(DatabaseTable table, Relation relation, Optional<MaskKey> secret, SnapshotSession snapshot)
            throws SQLException {
        try {
            return snapshot.run(connection -> {
                Relation kept = relation.only(table.kept(relation.columnNames()));
                TableView view = of(table, relation, kept, secret, Modes.of(table, kept, snapshot, connection));
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

    private static TableView of(
            DatabaseTable table, Relation whole, Relation kept, Optional<MaskKey> secret, ReadMode mode) {
        if (kept.columns().isEmpty()) {
            throw table.problem(
                            ErrorCode.SOURCE_TABLE_MISSING,
                            table.from() + " has no column that "
                                    + (whole.columns().isEmpty() ? "could be read" : "is stored"))
                    .asException();
        }
        table.keyColumns().forEach(key -> required(table, kept, key, "key"));
        Map<SourceColumn, ColumnImage> images = new ColumnImages(table, secret).of(kept.columns());
        Map<String, Integer> excluded = new LinkedHashMap<>();
        whole.columns().stream()
                .filter(column -> kept.column(column.name()).isEmpty())
                .forEach(column -> excluded.put(column.name(), column.position()));
        return new TableView(table, kept, excluded, secret, images, mode, DeletedRows.condition(table, kept));
    }

    static SourceColumn required(DatabaseTable table, Relation relation, String name, String role) {
        return relation.column(name)
                .orElseThrow(() -> table.problem(
                                ErrorCode.SOURCE_COLUMN_MISSING,
                                "the " + role + " column " + name + " does not exist in " + table.from())
                        .marking(name)
                        .because("not a column of the table")
                        .didYouMean(DidYouMean.amongNames(relation.columnNames(), name))
                        .asException());
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
            SourceColumn column = column(name);
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

    /** Columns of the table that are not stored, with their numbers in the catalog. */
    Map<String, Integer> excluded() {
        return excluded;
    }

    /** What was made of the columns, for the position of a batch. */
    StoredMark mark() {
        return StoredMark.of(table.stored(), relation.columnNames(), excluded, relation.oid(), secret);
    }

    /** Its columns, to be held against the mark of the last batch. */
    StoredMark.Now now(StructType raw) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        relation.columns().forEach(column -> columns.put(column.name(), column.position()));
        return new StoredMark.Now(table, table.stored(), columns, mode.isVersioned(), raw);
    }

    /** Names in raw of the columns whose values are masked. */
    Set<String> masked() {
        return relation.columns().stream()
                .map(SourceColumn::name)
                .filter(name -> table.stored().mask(name).isPresent())
                .map(table.stored()::name)
                .collect(Collectors.toSet());
    }

    /** The column that raw has under a name. */
    SourceColumn column(String name) {
        return relation.columns().stream()
                .filter(column -> table.stored().name(column.name()).equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Which rows the source marks as deleted, as SQL; absent where it marks none. */
    Optional<String> deleted() {
        return deleted;
    }

    /** For a FROM clause; the row is {@code t}. */
    String from() {
        return relation.from();
    }

    /**
     * A text that differs for any two versions of rows, and whenever a name changes that values show. It is of the columns
     * that are stored, and has of those that are redacted only whether there is a value.
     */
    String rowIdentity() {
        if (!isTold()) {
            return "concat_ws(' ', t.tableoid, t.ctid, t.xmin)";
        }
        boolean whole = excluded.isEmpty() && !isMasked(StoredColumns.Mask.REDACT);
        return whole
                ? "(t.*)::pg_catalog.text"
                : relation.columns().stream()
                        .map(this::identity)
                        .collect(Collectors.joining(", ", "row(", ")::pg_catalog.text"));
    }

    private String identity(SourceColumn column) {
        return table.stored().mask(column.name()).equals(Optional.of(StoredColumns.Mask.REDACT))
                ? column.sql() + " is distinct from null"
                : column.sql();
    }

    /** Whether rows are told apart by their values. */
    private boolean isTold() {
        return relation.kind() == Relation.Kind.VALUES || relation.showsNames();
    }

    private boolean isMasked(StoredColumns.Mask mask) {
        return relation.columns().stream()
                .anyMatch(column -> table.stored().mask(column.name()).equals(Optional.of(mask)));
    }

    /** A digest of row identities as it may be kept: where values that are hashed went into it, keyed as they are. */
    String sealed(String digest) {
        return isTold() && isMasked(StoredColumns.Mask.HASH)
                ? secret.orElseThrow().seal(digest)
                : digest;
    }

    List<String> keyNames() {
        return table.key();
    }

    String keyIsNull() {
        List<String> nullable = relation.columns().stream()
                .filter(column -> table.keyColumns().contains(column.name()) && !column.notNull())
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
        return table.keyColumns().isEmpty()
                || relation.uniqueKeys().stream()
                        .anyMatch(unique -> new HashSet<>(table.keyColumns()).containsAll(unique));
    }

    /**
     * Finds one key of the window's rows that another row has too, if there is one, as raw tells keys apart.
     *
     * @param anywhere whether that may be any row; else one of the window's
     */
    String duplicateKey(String condition, boolean anywhere) {
        String key = images(table.key()).entrySet().stream()
                .map(column -> told(column.getKey(), column.getValue()))
                .collect(Collectors.joining(", "));
        String rows = anywhere
                ? "(" + key + ") in (select " + key + " from " + from() + " where " + condition + ")"
                : condition;
        return "select exists (select from " + from() + " where " + rows + " group by " + key + " having count(*) > 1)";
    }

    /** Some types that raw has as text have no equality at the server, or one of another kind. */
    private static String told(SourceColumn column, ColumnImage image) {
        boolean byText = image.type() instanceof StringType || image.type() instanceof ArrayType;
        return byText ? "(" + CanonicalSql.first(column, image) + ") collate pg_catalog.\"C\"" : column.sql();
    }

    StructType schema() {
        StructType own = ownSchema();
        StructType versioned = mode.isVersioned() ? own.add(RawColumns.SOURCE_VERSION, DataTypes.LongType, true) : own;
        return deleted.isPresent() ? versioned.add(RawColumns.OPERATION, DataTypes.StringType, true) : versioned;
    }

    /** The source's own columns, as raw has them. */
    StructType ownSchema() {
        return schema(images, table.stored());
    }

    /** Columns may always be null, whatever the source declares. */
    static StructType schema(Map<SourceColumn, ColumnImage> images, StoredColumns stored) {
        List<StructField> fields = new ArrayList<>();
        images.forEach((column, image) ->
                fields.add(DataTypes.createStructField(stored.name(column.name()), image.type(), true)));
        return DataTypes.createStructType(fields);
    }
}
