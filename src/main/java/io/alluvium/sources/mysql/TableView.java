package io.alluvium.sources.mysql;

import io.alluvium.journal.Position;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.columns.StoredMark;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.sql.DeletionMark;
import io.alluvium.source.sql.SnapshotMode;
import io.alluvium.source.sql.SnapshotRanges;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.ByRanges;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.survey.SurveyedTable;
import io.alluvium.source.survey.WindowFacts;
import io.alluvium.source.window.Fingerprint;
import io.alluvium.source.window.Guarantee;
import io.alluvium.source.window.Makeup;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table as it is read, in the state that sessions show: its columns with their images, how its changes are found.
 *
 * @param spec as a project declares it
 * @param relation with the columns that are stored
 * @param excluded names of the others
 * @param images of the stored columns, in order
 * @param deleted which rows the source marks as deleted, as SQL; absent where it marks none
 * @param secret by which values are hashed; present where some are
 */
record TableView(
        DatabaseTable spec,
        Relation relation,
        List<String> excluded,
        Map<SourceColumn, ColumnImage> images,
        ReadMode mode,
        Optional<String> deleted,
        Optional<MaskKey> secret,
        SnapshotSessions sessions)
        implements SurveyedTable {

    @Override
    public Subject subject() {
        return relation.subject(Optional.empty());
    }

    @Override
    public OptionalLong rowEstimate() {
        return relation.rowEstimate();
    }

    @Override
    public long bytes() {
        return relation.bytes();
    }

    @Override
    public Fingerprint fingerprint() {
        return new Fingerprint(sessions.server().identity(), relation.number(), relation.shape());
    }

    /** What whole contents depend on is in their digests. */
    @Override
    public Optional<Makeup> makeup() {
        return mode.isBounded() ? relation.makeup() : Optional.empty();
    }

    @Override
    public Guarantee guarantee() {
        return new Guarantee(
                mode.guarantee(),
                mode.isBounded(),
                spec.softDelete().map(DeletionMark::written),
                images.values().stream().anyMatch(image -> image.form() instanceof ValueForm.Nulling),
                sessions.server().replica().orElse(false),
                false,
                mode.isBounded() && !isKeyUniqueByIndex() && !isKeyWatched(),
                false,
                keyColumns().keySet().stream()
                        .filter(column -> !column.isByBytes())
                        .map(SourceColumn::name)
                        .toList(),
                List.of(),
                Optional.of(state()));
    }

    /** What this run was given; only tables with transactions show a state at all. */
    private String state() {
        return switch (relation.kind()) {
            case VIEW -> sessions.given() + ", of tables behind it that know transactions";
            case TABLE ->
                relation.transactional()
                        ? sessions.given()
                        : "rows may be of different moments: its engine knows no transactions";
        };
    }

    /** The columns of the key, in its order. */
    Map<SourceColumn, ColumnImage> keyColumns() {
        Map<SourceColumn, ColumnImage> key = new LinkedHashMap<>();
        for (String name : spec.keyColumns()) {
            SourceColumn column = relation.column(name).orElseThrow();
            key.put(column, Optional.ofNullable(images.get(column)).orElseThrow());
        }
        return key;
    }

    /** What is unique by any collation is so by its bytes. */
    @Override
    public boolean isKeyUniqueByIndex() {
        return spec.keyColumns().isEmpty()
                || relation.uniqueKeys().stream()
                        .anyMatch(unique -> new HashSet<>(spec.keyColumns()).containsAll(unique));
    }

    /** Without an index the server reads the whole table at each look. */
    @Override
    public boolean isKeyWatched() {
        return false;
    }

    @Override
    public boolean hasDuplicateKey(RowCondition rows, boolean anywhere) throws SQLException {
        String key = CanonicalSql.row(keyColumns());
        String where = anywhere
                ? key + " in (select " + key + " from " + relation.from() + " where " + rows.sql() + ")"
                : rows.sql();
        return sessions.run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select exists (select 1 from " + relation.from() + " where "
                            + where + " group by binary " + key + " having count(*) > 1)")) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    @Override
    public WindowFacts facts(Bounds bounds, boolean fingerprint) throws SQLException {
        boolean sameRows = bounds.next().equals(bounds.rows());
        String all = digest("");
        String next = sameRows ? all : digest(bounds.next().sql());
        String select = "select count(*), " + (fingerprint || sameRows ? all : "null") + ", " + next + ", "
                + "coalesce(sum(" + keyIsNull() + "), 0) from " + relation.from() + " where "
                + bounds.rows().sql();
        return sessions.run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(select)) {
                row.next();
                return new WindowFacts(
                        row.getLong(1),
                        Optional.ofNullable(row.getString(2)).map(this::sealed),
                        sealed(row.getString(3)),
                        row.getLong(4));
            }
        });
    }

    /** The number of rows and the sum of their digests: any change of the set of rows changes them. */
    private String digest(String condition) {
        String digest = CanonicalSql.digest(CanonicalSql.row(images));
        return condition.isEmpty()
                ? "concat(count(*), '.', coalesce(sum(" + digest + "), 0))"
                : "concat(coalesce(sum(" + condition + "), 0), '.', coalesce(sum(if(" + condition + ", " + digest
                        + ", 0)), 0))";
    }

    /** A digest as it may be kept: where values that are hashed went into it, keyed as they are. */
    String sealed(String digest) {
        boolean hashes = images.values().stream().anyMatch(image -> image.form() instanceof ValueForm.Hash);
        return hashes ? secret.orElseThrow().seal(digest) : digest;
    }

    String keyIsNull() {
        List<String> nullable = relation.columns().stream()
                .filter(column -> spec.keyColumns().contains(column.name()) && !column.notNull())
                .map(column -> column.sql() + " is null")
                .toList();
        return nullable.isEmpty() ? "false" : String.join(" or ", nullable);
    }

    @Override
    public Optional<ByRanges> ranges() {
        Optional<KeyColumn> key = firstKey().filter(KeyColumn::hasRanges);
        if (!(mode instanceof SnapshotMode whole)
                || key.isEmpty()
                || whole.key().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SnapshotRanges(
                whole,
                new RangeQueries(this, key.get()),
                fingerprint().ofRanges(key.get().name(), spec.key()),
                rowEstimate().orElse(0)));
    }

    /** Absent where the table has no key. */
    Optional<KeyColumn> firstKey() {
        return KeyColumn.first(spec, images);
    }

    /** How some columns are read, by their names in raw. */
    Map<SourceColumn, ColumnImage> images(List<String> names) {
        Map<SourceColumn, ColumnImage> some = new LinkedHashMap<>();
        for (String name : names) {
            images.forEach((column, image) -> {
                if (spec.stored().name(column.name()).equals(name)) {
                    some.put(column, image);
                }
            });
        }
        return some;
    }

    /** Names in raw of columns whose values the server cannot tell as raw has them, and why. */
    Map<String, String> untold() {
        Map<String, String> untold = new LinkedHashMap<>();
        images.forEach((column, image) -> {
            String name = spec.stored().name(column.name());
            if (spec.stored().mask(column.name()).isPresent()) {
                untold.put(name, "is masked");
            } else if (image.form() == ValueForm.FLOATING) {
                untold.put(name, "has a binary point, whose bits MySQL does not tell");
            } else if (spec.stored().type(column.name()).isPresent()) {
                untold.put(name, "has another type in raw");
            }
        });
        return untold;
    }

    @Override
    public Position position(Window window) {
        return mark().in(MysqlType.WINDOWS.position(window));
    }

    /** What was made of the columns, for the position of a batch. The catalog has no numbers of columns. */
    StoredMark mark() {
        Map<String, Integer> left = new LinkedHashMap<>();
        excluded.forEach(name -> left.put(name, 0));
        return StoredMark.of(spec.stored(), relation.columnNames(), left, relation.number(), secret);
    }

    /** Its columns, to be held against the mark of the last batch. */
    StoredMark.Now now(StructType raw) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        relation.columns().forEach(column -> columns.put(column.name(), 0));
        return new StoredMark.Now(spec, spec.stored(), columns, mode.isBounded(), raw);
    }

    /** All that is selected of a row, in the order of the schema. */
    List<ColumnImage> selected() {
        List<ColumnImage> selected = new ArrayList<>(images.values());
        deleted.ifPresent(marked -> selected.add(ColumnImage.operation(marked)));
        return selected;
    }

    /** Of the rows of a batch. */
    StructType schema() {
        StructType own = ownSchema();
        return deleted.isPresent() ? own.add(RawColumns.OPERATION, DataTypes.StringType, true) : own;
    }

    /** The source's own columns, as raw has them; they may always be null, whatever the source declares. */
    StructType ownSchema() {
        return DataTypes.createStructType(images.entrySet().stream()
                .map(column -> DataTypes.createStructField(
                        spec.stored().name(column.getKey().name()),
                        column.getValue().type(),
                        true))
                .toArray(StructField[]::new));
    }
}
