package io.alluvium.transform;

import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableVersion;
import io.alluvium.spark.SqlNames;
import io.alluvium.spark.query.SmallQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * The rows that came to a table and those that went between two of its versions, in some of its columns. What went and
 * came again as it was is in none: neither in what is written anew nor where only other columns changed.
 */
final class ChangeSet {
    private static final String COUNT = "_alluvium_count";
    private static final String TEXT = "_alluvium_text";

    /** So many rows are held by the driver, where queries over them need no files and no jobs of their own. */
    private static final int HELD = 20_000;

    private ChangeSet() {}

    /**
     * @param session in which the table is pinned at {@code version}
     * @param since the version before the changes
     * @param columns of the table that count
     * @return these columns; the rows are read at once where they are few, and whenever they are asked for otherwise
     */
    static Dataset<Row> of(
            LakeSession lake, SparkSession session, TableVersion version, long since, Set<String> columns) {
        return lake.heldChanges(version, since)
                .map(held -> NettedRows.of(session, held, columns))
                .orElseGet(() -> read(lake, session, version, since, columns));
    }

    private static Dataset<Row> read(
            LakeSession lake, SparkSession session, TableVersion version, long since, Set<String> columns) {
        List<Column> wanted = new ArrayList<>();
        Arrays.stream(version.schema().fieldNames())
                .filter(columns::contains)
                .forEach(name -> wanted.add(SqlNames.column(name)));
        wanted.add(functions.col(LakeSession.CAME));
        Dataset<Row> changes = netted(lake.changes(session, version, since).select(wanted.toArray(Column[]::new)))
                .drop(LakeSession.CAME);
        return SmallQueries.collected(changes, HELD)
                .map(rows -> session.createDataFrame(rows, changes.schema()))
                .orElse(changes);
    }

    /**
     * Without the rows that went and came again as they were, which a table that is computed anew is full of; as they are
     * where a type lets nothing be compared exactly.
     *
     * @param changes with {@link LakeSession#CAME}
     */
    static Dataset<Row> netted(Dataset<Row> changes) {
        boolean isComparable =
                Arrays.stream(changes.schema().fields()).noneMatch(field -> isLooseWithin(field.dataType()));
        if (!isComparable) {
            return changes;
        }
        List<Column> columns = new ArrayList<>();
        for (StructField field : changes.schema().fields()) {
            if (!field.name().equals(LakeSession.CAME)) {
                columns.add(SqlNames.column(field.name()));
            }
            if (isFloat(field.dataType())) {
                // To compare, 0.0 and -0.0 are one, and as values they are two.
                columns.add(SqlNames.column(field.name()).cast("string").as(TEXT + columns.size()));
            }
        }
        Column sign = functions.when(functions.col(LakeSession.CAME), 1).otherwise(-1);
        Dataset<Row> netted = changes.groupBy(columns.toArray(Column[]::new))
                .agg(functions.sum(sign).as(COUNT))
                .where(functions.col(COUNT).notEqual(0));
        return netted.drop(Arrays.stream(netted.columns())
                .filter(name -> name.equals(COUNT) || name.startsWith(TEXT))
                .toArray(String[]::new));
    }

    private static boolean isFloat(DataType type) {
        return type instanceof FloatType || type instanceof DoubleType;
    }

    private static boolean isLooseWithin(DataType type) {
        return !isFloat(type) && type.existsRecursively(ChangeSet::isLoose);
    }

    /** Maps and variants have no equality; two floats or collated texts that are equal may be different values. */
    private static boolean isLoose(DataType type) {
        return type instanceof MapType
                || isFloat(type)
                || type instanceof StringType text && !text.supportsBinaryEquality()
                || type.typeName().equals("variant");
    }
}
