package io.alluvium.transform;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.alluvium.domain.TableName;
import io.alluvium.raw.RawColumns;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Says where the rows without a key came from that stop a model, when somebody asks. */
final class KeylessRows {
    private static final int NAMED = 3;

    private final TableName raw;
    private final List<String> key;
    private final Dataset<Row> versions;

    /**
     * @param key raw columns
     * @param versions those that can stop the model
     */
    KeylessRows(TableName raw, List<String> key, Dataset<Row> versions) {
        this.raw = raw;
        this.key = List.copyOf(key);
        this.versions = versions;
    }

    /** The batches, and where rows have one the files, in a few words; one Spark job. */
    String origin() {
        List<String> present = Arrays.asList(versions.columns());
        Column[] places = Stream.of(RawColumns.BATCH, RawColumns.FILE)
                .filter(present::contains)
                .map(SqlNames::column)
                .toArray(Column[]::new);
        List<Row> found = versions.where(key.stream()
                        .map(name -> SqlNames.column(name).isNull())
                        .reduce(Column::or)
                        .orElseThrow())
                .groupBy(places)
                .agg(count(lit(1)))
                .orderBy(places)
                .limit(NAMED + 1)
                .collectAsList();
        return found.stream()
                        .limit(NAMED)
                        .map(row -> place(row, places.length))
                        .collect(Collectors.joining(", ", "in " + raw + " they are of ", ""))
                + (found.size() > NAMED ? " and more" : "");
    }

    private static String place(Row row, int places) {
        List<String> words = new ArrayList<>();
        words.add("batch " + row.get(0));
        if (places > 1 && !row.isNullAt(1)) {
            words.add("file " + row.getString(1));
        }
        return String.join(", ", words) + " (" + row.getLong(places) + ")";
    }

    /** What leaves them out of a SELECT. */
    String condition() {
        return condition(key);
    }

    static String condition(List<String> key) {
        return "where "
                + key.stream().map(name -> spelled(name) + " is not null").collect(Collectors.joining(" and "));
    }

    private static String spelled(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : SqlNames.quoted(name);
    }
}
