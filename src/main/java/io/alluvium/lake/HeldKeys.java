package io.alluvium.lake;

import io.alluvium.spark.SqlNames;
import io.alluvium.spark.ValueSets;
import io.alluvium.spark.query.SmallQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Keys that the driver holds: few enough, and of types whose values are the same exactly where Spark says that they are
 * equal. Nulls are equal.
 */
public final class HeldKeys {
    /** So many are held. */
    public static final int MOST = 100_000;

    /** Up to so many values a column's are named one by one to what reads files, else by the least and the greatest. */
    private static final int NAMED = 10_000;

    private final List<String> names;
    private final StructType schema;
    private final Set<List<Object>> keys;
    private final List<Set<Object>> columns = new ArrayList<>();

    private HeldKeys(List<String> names, StructType schema, Set<List<Object>> keys) {
        this.names = names;
        this.schema = schema;
        this.keys = keys;
        for (int i = 0; i < names.size(); i++) {
            int place = i;
            Set<Object> values = new HashSet<>();
            keys.forEach(key -> values.add(key.get(place)));
            columns.add(values);
        }
    }

    /**
     * Computes the keys if that is little work; empty where it is not, where they are many, or of other types.
     *
     * @param keys columns exactly {@code names}, in any order
     */
    public static Optional<HeldKeys> of(Dataset<Row> keys, List<String> names) {
        return SmallQueries.isSmall(keys) ? collected(keys, names) : Optional.empty();
    }

    /** Computes the keys; empty where they are many, or of other types. @param keys as for {@link #of} */
    public static Optional<HeldKeys> collected(Dataset<Row> keys, List<String> names) {
        StructType schema = keys.schema();
        boolean canHold =
                names.stream().allMatch(name -> canHold(schema.apply(name).dataType()));
        if (!canHold) {
            return Optional.empty();
        }
        int[] places = names.stream().mapToInt(schema::fieldIndex).toArray();
        return SmallQueries.collected(keys, MOST).map(rows -> {
            Set<List<Object>> held = new HashSet<>();
            rows.forEach(row -> held.add(key(row, places)));
            return new HeldKeys(List.copyOf(names), schema, held);
        });
    }

    static List<Object> key(Row row, int[] places) {
        Object[] key = new Object[places.length];
        for (int i = 0; i < places.length; i++) {
            key[i] = row.get(places[i]);
        }
        return Arrays.asList(key);
    }

    /** Collated texts have an order of their own in files' statistics. */
    private static boolean canHold(DataType type) {
        return ValueSets.isExact(type) && (!(type instanceof StringType) || type.equals(DataTypes.StringType));
    }

    public int count() {
        return keys.size();
    }

    /** The keys again, as rows of columns {@code names}. */
    public Dataset<Row> rows(SparkSession session) {
        return session.createDataFrame(
                keys.stream().map(key -> RowFactory.create(key.toArray())).toList(),
                new StructType(names.stream().map(schema::apply).toArray(StructField[]::new)));
    }

    boolean contains(List<Object> key) {
        return keys.contains(key);
    }

    public List<String> names() {
        return names;
    }

    /** Whether a table's columns have these keys' types, without which no value of theirs can be told to be the same. */
    boolean isOf(StructType table) {
        return names.stream()
                .allMatch(name -> Arrays.asList(table.fieldNames()).contains(name)
                        && table.apply(name)
                                .dataType()
                                .equals(schema.apply(name).dataType()));
    }

    /** What every row with one of the keys satisfies, in literals: by these, unlike by a join, files are skipped. */
    public Column bounds(Dataset<Row> rows) {
        return bounds(rows, Map.of());
    }

    /** @param called names of the rows' columns by the keys' names, where they are others */
    public Column bounds(Dataset<Row> rows, Map<String, String> called) {
        Column all = functions.lit(true);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Column column = rows.col(SqlNames.quoted(called.getOrDefault(name, name)));
            List<Object> values =
                    columns.get(i).stream().filter(Objects::nonNull).toList();
            Column within = isNamed(i) ? among(column, i, values) : between(column, values);
            all = all.and(columns.get(i).contains(null) ? within.or(column.isNull()) : within);
        }
        return all;
    }

    /** Whether a row that satisfies {@link #bounds} has one of the keys, and no other row does. */
    public boolean areBounds() {
        return names.size() == 1 && isNamed(0);
    }

    private boolean isNamed(int place) {
        return columns.get(place).size() <= NAMED;
    }

    private Column among(Column column, int place, List<Object> values) {
        return ValueSets.contains(column, schema.apply(names.get(place)).dataType(), values);
    }

    /** Texts are ordered otherwise here than in files, and are not bounded. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Column between(Column column, List<Object> values) {
        boolean isOrdered =
                values.stream().allMatch(value -> value instanceof Comparable && !(value instanceof String));
        if (!isOrdered) {
            return functions.lit(true);
        }
        List<Comparable> sorted = new ArrayList<>();
        values.forEach(value -> sorted.add((Comparable) value));
        sorted.sort(null);
        return column.between(sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** The files that can hold one of the keys, by their statistics. */
    List<PinnedFile> holding(List<PinnedFile> files) {
        if (keys.size() > NAMED) {
            return files;
        }
        List<List<ColumnRange>> ranges = keys.stream().map(this::ranges).toList();
        return files.stream().filter(file -> canHold(file, ranges)).toList();
    }

    private boolean canHold(PinnedFile file, List<List<ColumnRange>> each) {
        List<ColumnRange> held = names.stream().map(file::range).toList();
        return each.stream()
                .anyMatch(key -> IntStream.range(0, names.size())
                        .allMatch(i -> held.get(i).meets(key.get(i))));
    }

    private List<ColumnRange> ranges(List<Object> key) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> Measure.range(schema.apply(names.get(i)).dataType(), key.get(i)))
                .toList();
    }
}
