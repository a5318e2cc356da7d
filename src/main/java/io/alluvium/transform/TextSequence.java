package io.alluvium.transform;

import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * Refuses to order versions by text that holds numbers or times. As text 10 comes before 9, so that an old version would
 * pass for the last one. Times as ISO 8601 writes them are taken while all have one shape, and seconds since 1970 with a
 * fraction: as text they sort as times do. Text that is neither is ordered by its bytes.
 */
final class TextSequence {
    /** With or without signs between thousands. */
    private static final String NUMBER =
            "^[+-]?(?=[.,]?[0-9])([0-9]+|[0-9]{1,3}([.,_' ][0-9]{3})+)?([.,][0-9]+)?([eE][+-]?[0-9]+)?$";

    /** Days in any order of their parts, times of the day, and both. */
    private static final String TIME =
            "^(([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}"
                    + "|[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{2})([T ,].*)?|[0-9]{8}T[0-9]{4,6}.*|[0-9]{1,2}:[0-9]{2}([: .].*)?)$";

    /** A day, or a day and a time of it, from the largest part to the smallest, each with all its digits. */
    private static final String ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
            + "([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?$";

    /** Seconds since 1970 and a fraction of them, from 2001 to 2286: all have ten digits before the point, and none too many behind it. */
    private static final String SECONDS = "^[1-9][0-9]{9}[.](0|[0-9]*[1-9])$";

    /** The offset from UTC, the last part of a time that {@link #ISO} matches. */
    private static final int OFFSET = 4;

    private static final int COUNTS = 6;

    private final Model model;
    private final TableName raw;
    private final List<String> columns;

    /** @param sequence raw columns */
    TextSequence(Model model, TableName raw, List<String> sequence, Dataset<Row> versions) {
        this.model = model;
        this.raw = raw;
        this.columns = Arrays.stream(versions.schema().fields())
                .filter(field -> field.dataType() instanceof StringType)
                .map(StructField::name)
                .filter(name -> sequence.stream().anyMatch(name::equalsIgnoreCase))
                .toList();
    }

    /** The sequence columns that are text. */
    List<String> columns() {
        return columns;
    }

    /**
     * @param others values of {@link #columns} in other versions
     * @throws io.alluvium.failure.AlluviumException FRONT_MATTER where most values are numbers, or most are times
     */
    void check(Dataset<Row> versions, List<Row> others) {
        if (columns.isEmpty()) {
            return;
        }
        Dataset<Row> values =
                versions.select(columns.stream().map(SqlNames::column).toArray(Column[]::new));
        check(others.isEmpty() ? values : values.union(values.sparkSession().createDataFrame(others, values.schema())));
    }

    private void check(Dataset<Row> versions) {
        List<Column> counts = new ArrayList<>();
        for (String name : columns) {
            Column value = SqlNames.column(name);
            Column trimmed = trim(value);
            Column isTime = value.rlike(ISO);
            counts.add(count_if(trimmed.notEqual("")).as("c" + counts.size()));
            counts.add(count_if(trimmed.rlike(NUMBER)).as("c" + counts.size()));
            counts.add(count_if(trimmed.rlike(TIME)).as("c" + counts.size()));
            counts.add(count_if(isTime).as("c" + counts.size()));
            counts.add(collect_set(when(isTime, shape(value))).as("c" + counts.size()));
            counts.add(count_if(value.rlike(SECONDS)).as("c" + counts.size()));
        }
        Row found = versions.groupBy()
                .agg(counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new))
                .head();
        for (int i = 0; i < columns.size(); i++) {
            int first = COUNTS * i;
            long values = found.getLong(first);
            boolean isSorted = found.getLong(first + 3) == values
                    && found.getList(first + 4).size() == 1;
            if (2 * found.getLong(first + 2) > values && !isSorted) {
                throw refused(columns.get(i), "times, and not all written in one ISO 8601 form", "timestamp")
                        .asException();
            }
            if (2 * found.getLong(first + 1) > values && found.getLong(first + 5) != values) {
                throw refused(columns.get(i), "numbers", "bigint").asException();
            }
        }
    }

    /** Two times of one shape sort as text as they do in time: they have the same signs in the same places. */
    private static Column shape(Column time) {
        Column offset = regexp_extract(time, ISO, OFFSET);
        Column local = substring(time, lit(1), length(time).minus(length(offset)));
        return concat(regexp_replace(local, "[0-9]", "0"), offset);
    }

    private Problem refused(String column, String what, String type) {
        return Problem.of(
                        ErrorCode.FRONT_MATTER,
                        model.name() + " orders the versions of a row by " + column + ", which is text in " + raw
                                + ": as text 10 comes before 9")
                .at(model.place())
                .marking("sequence_by")
                .because("its values are " + what)
                .fixedBy("give " + column + " its type where " + raw + " is declared, for example " + column + " "
                        + type + " in its schema, or read a view that casts it; then load it anew: alluvium reset "
                        + raw);
    }
}
