package io.alluvium.verify;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.xxhash64;

import io.alluvium.raw.LastVersion;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.SourceContent;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import io.alluvium.source.keys.RowDigest;
import io.alluvium.spark.SqlNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The current rows of a raw log, digested as their source digests its own. */
final class RawContent {
    private static final StructType ROW = new StructType()
            .add("range", DataTypes.IntegerType)
            .add("key", DataTypes.StringType)
            .add("first", DataTypes.StringType)
            .add("digest", DataTypes.LongType)
            .add("version", DataTypes.LongType)
            .add("repeated", DataTypes.LongType);

    /** Bytes of rows that are kept here, where all of a table are no more: then it is read once. */
    private static final long MOST_KEPT = 32 << 20;

    private final KeyRanges ranges;
    private final Dataset<Row> rows;

    /**
     * @param log the whole raw table
     * @param key raw columns; empty where only all of a row tells it
     */
    RawContent(Dataset<Row> log, List<String> key, SourceContent source) {
        this.ranges = source.ranges();
        StructType compared = source.columns();
        int[] keys = key.stream().mapToInt(compared::fieldIndex).toArray();
        Dataset<Row> last = key.isEmpty() ? every(log, compared) : last(log, key, compared);
        // Where the source does not see deletes, what is marked as one is a row that the source marks so itself.
        this.rows = (source.seesDeletes() ? last.where(col("last.there")) : last)
                .select(col("last.*"), col("repeated"))
                .mapPartitions(new RowDigesting(ranges, compared.length(), keys), Encoders.row(ROW));
    }

    /** The last version of each key: columns as compared, version, whether the row is there; and repetitions. */
    private static Dataset<Row> last(Dataset<Row> log, List<String> key, StructType compared) {
        List<String> present = Arrays.asList(log.columns());
        Column none = lit(null).cast(DataTypes.LongType);
        Column version =
                present.contains(RawColumns.SOURCE_VERSION) ? SqlNames.column(RawColumns.SOURCE_VERSION) : none;
        List<Column> row = values(present, compared);
        Column values = xxhash64(
                row.stream().flatMap(value -> Stream.of(value.isNull(), value)).toArray(Column[]::new));
        row.add(version.as("version"));
        row.add(LastVersion.isThere(present).as("there"));
        // Below all versions that a source gives: such rows are told apart by their batches.
        Column told = coalesce(version, lit(-1).minus(SqlNames.column(RawColumns.BATCH)));
        return log.groupBy(SqlNames.numbered(key))
                .agg(
                        max_by(struct(row.toArray(Column[]::new)), LastVersion.order(present))
                                .as("last"),
                        array_sort(collect_list(struct(
                                        struct(told, LastVersion.isThere(present))
                                                .as("told"),
                                        SqlNames.column(RawColumns.BATCH),
                                        values.as("values"))))
                                .as("versions"))
                .select(
                        col("last"),
                        size(filter(col("versions"), RawContent::isRepetition))
                                .cast(DataTypes.LongType)
                                .as("repeated"));
    }

    /** Each row by itself, in the form of {@link #last}: such a table is no log, and has no versions. */
    private static Dataset<Row> every(Dataset<Row> rows, StructType compared) {
        List<Column> row = values(Arrays.asList(rows.columns()), compared);
        row.add(lit(null).cast(DataTypes.LongType).as("version"));
        row.add(lit(true).as("there"));
        return rows.select(struct(row.toArray(Column[]::new)).as("last"), lit(0L).as("repeated"));
    }

    /** Columns as compared; null where raw has not got one yet. */
    private static List<Column> values(List<String> present, StructType compared) {
        List<Column> row = new ArrayList<>();
        for (StructField field : compared.fields()) {
            Column value = present.contains(field.name())
                    ? SqlNames.column(field.name())
                    : lit(null).cast(field.dataType());
            row.add(numbered(value, field.dataType()).as("c" + row.size()));
        }
        return row;
    }

    /** A version may come again with other values, where these changed without a row being written. */
    private static Column isRepetition(Column version, Column place) {
        Column before = get(col("versions"), place.minus(1));
        return before.getField("told")
                .equalTo(version.getField("told"))
                .and(before.getField("values").equalTo(version.getField("values")));
    }

    /** Dates and instants as the numbers they are, so that no calendar and no zone touches them. */
    private static Column numbered(Column value, DataType type) {
        if (type.equals(DataTypes.DateType)) {
            return unix_date(value);
        }
        if (type.equals(DataTypes.TimestampType)) {
            return unix_micros(value);
        }
        boolean inside = type instanceof ArrayType list
                && (list.elementType().equals(DataTypes.DateType)
                        || list.elementType().equals(DataTypes.TimestampType));
        return inside ? transform(value, element -> numbered(element, ((ArrayType) type).elementType())) : value;
    }

    /**
     * @param byRange digests of the ranges that have rows
     * @param repeated rows that are in raw although the same version of theirs is there already
     * @param rows all of them, where they are few
     */
    record Digests(Map<Integer, RangeDigest> byRange, long repeated, Optional<List<RowDigest>> rows) {}

    Digests digests() {
        Map<Integer, RangeDigest> byRange = new TreeMap<>();
        List<RowDigest> each = new ArrayList<>();
        boolean all = true;
        long repeated = 0;
        for (Row part : rows.mapPartitions(
                        new RangeDigesting(ranges.order(), MOST_KEPT), Encoders.row(RangeDigesting.DIGEST))
                .collectAsList()) {
            RangeDigest digest = new RangeDigest(
                    part.getInt(0),
                    part.getLong(1),
                    Optional.ofNullable(part.getString(2)),
                    Optional.ofNullable(part.getString(3)),
                    part.getLong(4));
            byRange.merge(digest.range(), digest, (one, other) -> one.and(other, ranges.order()));
            repeated += part.getLong(5);
            if (part.isNullAt(6)) {
                all = false;
            } else {
                each.add(row(digest.range(), part.getString(6), part.getString(2), digest.sum(), part, 7));
            }
        }
        return new Digests(byRange, repeated, all ? Optional.of(each) : Optional.empty());
    }

    private static RowDigest row(int range, String key, @Nullable String first, long digest, Row row, int version) {
        return new RowDigest(
                range,
                key,
                Optional.ofNullable(first),
                digest,
                row.isNullAt(version) ? OptionalLong.empty() : OptionalLong.of(row.getLong(version)),
                false);
    }

    /**
     * The rows of some ranges, by number of the range, then by the bytes of the key.
     *
     * @param known the digests of them all
     */
    Iterator<RowDigest> rows(Set<Integer> wanted, Digests known) {
        return known.rows()
                .map(all -> all.stream()
                        .filter(row -> wanted.contains(row.range()))
                        .sorted(Comparator.comparingInt(RowDigest::range)
                                .thenComparing(
                                        row -> row.key().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                        .iterator())
                .orElseGet(() -> read(wanted));
    }

    private Iterator<RowDigest> read(Set<Integer> wanted) {
        Iterator<Row> sorted = rows.where(col("range").isin(wanted.toArray()))
                .orderBy("range", "key")
                .toLocalIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return sorted.hasNext();
            }

            @Override
            public RowDigest next() {
                Row row = sorted.next();
                return row(row.getInt(0), row.getString(1), row.getString(2), row.getLong(3), row, 4);
            }
        };
    }
}
