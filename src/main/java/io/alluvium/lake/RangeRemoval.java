package io.alluvium.lake;

import io.alluvium.spark.SqlNames;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampNTZType;

/** Takes out the rows of a span of time. None of them counts as replaced: which row comes for which is not told. */
final class RangeRemoval implements Removal {
    private final TableChange.ReplaceRange change;

    RangeRemoval(TableChange.ReplaceRange change) {
        this.change = change;
    }

    @Override
    public Dataset<Row> removed(Dataset<Row> table, Column... columns) {
        List<Column> wanted = new ArrayList<>(Arrays.asList(columns));
        wanted.add(functions.lit(null).cast("bigint").as(REPLACED));
        return table.where(isWithin(table)).select(wanted.toArray(Column[]::new));
    }

    /** A row without a time lies in no span. */
    @Override
    public Dataset<Row> kept(Dataset<Row> table) {
        return table.where(functions.not(functions.coalesce(isWithin(table), functions.lit(false))));
    }

    private Column isWithin(Dataset<Row> table) {
        Column column = table.col(SqlNames.quoted(change.column()));
        DataType type = table.schema().apply(change.column()).dataType();
        return column.geq(literal(change.from(), type)).and(column.lt(literal(change.to(), type)));
    }

    private static Column literal(Instant moment, DataType type) {
        LocalDateTime local = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        if (type instanceof DateType) {
            return functions.lit(local.toLocalDate());
        }
        return type instanceof TimestampNTZType ? functions.lit(local) : functions.lit(moment);
    }
}
