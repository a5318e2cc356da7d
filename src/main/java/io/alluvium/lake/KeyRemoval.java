package io.alluvium.lake;

import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** Takes out the rows that have one of the given keys. Keys match null-safely. */
final class KeyRemoval implements Removal {
    private static final String COMING = "_alluvium_coming";

    private final TableChange.ReplaceKeys change;
    private final Dataset<Row> successors;

    /** @param successors the rows that come instead, as they were written; only their keys are read */
    KeyRemoval(TableChange.ReplaceKeys change, Dataset<Row> successors) {
        this.change = change;
        this.successors = successors;
    }

    @Override
    public Dataset<Row> removed(Dataset<Row> table, Column... columns) {
        List<Column> given = new ArrayList<>(Arrays.asList(columns));
        change.key().forEach(name -> given.add(table.col(SqlNames.quoted(name))));
        Dataset<Row> rows = table.select(given.toArray(Column[]::new));
        Dataset<Row> keys = counted();
        Dataset<Row> going = rows.join(keys, same(rows, keys, "k"), "inner");
        List<Column> wanted = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            wanted.add(functions.col(rows.columns()[i]));
        }
        wanted.add(replaced(going).as(REPLACED));
        return going.select(wanted.toArray(Column[]::new));
    }

    @Override
    public Dataset<Row> kept(Dataset<Row> table) {
        Dataset<Row> keys = keysOf(change.keys(), "k");
        return table.join(keys, same(table, keys, "k"), "left_anti");
    }

    /** As many of a key's rows count as replaced as come in their place. */
    private Column replaced(Dataset<Row> going) {
        Column coming = functions.col(COMING);
        if (change.most() == TableChange.ReplaceKeys.Most.ONE) {
            return coming;
        }
        Column[] key = new Column[change.key().size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = going.col("k" + i);
        }
        // Any order will do: the rows of a key are counted off.
        Column rank = functions.row_number().over(Window.partitionBy(key).orderBy(functions.lit(1)));
        return functions.when(rank.leq(coming), coming);
    }

    /** The keys, each with the number of rows that come; null where none does. */
    private Dataset<Row> counted() {
        Dataset<Row> affected = keysOf(change.keys(), "k");
        Dataset<Row> coming = coming();
        Column same = functions.lit(true);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < change.key().size(); i++) {
            same = same.and(affected.col("k" + i).eqNullSafe(coming.col("s" + i)));
            columns.add(affected.col("k" + i));
        }
        columns.add(coming.col(COMING));
        return affected.join(coming, same, "left").select(columns.toArray(Column[]::new));
    }

    private Dataset<Row> coming() {
        Dataset<Row> keys = keysOf(successors, "s");
        if (change.most() == TableChange.ReplaceKeys.Most.ONE) {
            return keys.withColumn(COMING, functions.lit(1L));
        }
        Column[] key = Arrays.stream(keys.columns()).map(functions::col).toArray(Column[]::new);
        return keys.groupBy(key).agg(functions.count(functions.lit(1)).as(COMING));
    }

    private Column same(Dataset<Row> rows, Dataset<Row> keys, String prefix) {
        Column same = functions.lit(true);
        for (int i = 0; i < change.key().size(); i++) {
            same = same.and(rows.col(SqlNames.quoted(change.key().get(i))).eqNullSafe(keys.col(prefix + i)));
        }
        return same;
    }

    /** The key columns alone, in the key's order, under names that no table column has in the joins above. */
    private Dataset<Row> keysOf(Dataset<Row> rows, String prefix) {
        Column[] columns = new Column[change.key().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows.col(SqlNames.quoted(change.key().get(i))).as(prefix + i);
        }
        return rows.select(columns);
    }
}
