package io.alluvium.sources.postgres;

import io.alluvium.spark.batch.BatchSource;
import io.alluvium.spark.batch.BatchTable;
import io.alluvium.spark.batch.ColumnFilter;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Rows of one state of a table, for Spark. Its tasks read them, a connection each. */
record CopyTable(CopyRead read) implements BatchSource {
    /** The rows in the terms of a session; nothing is read yet. */
    Dataset<Row> in(SparkSession session) {
        return new BatchTable(this).in(session);
    }

    @Override
    public String name() {
        return read.table().from();
    }

    @Override
    public String description() {
        return "COPY " + read.table().from();
    }

    @Override
    public StructType schema() {
        return read.schema();
    }

    @Override
    public boolean understands(ColumnFilter filter) {
        return PushedFilter.condition(filter, read.plan()).isPresent();
    }

    @Override
    public CopyTable narrowed(StructType columns, List<ColumnFilter> filters) {
        CopyPlan plan = read.plan();
        for (ColumnFilter filter : filters) {
            plan = plan.where(PushedFilter.condition(filter, read.plan()).orElseThrow());
        }
        return new CopyTable(read.with(plan.select(columns)));
    }

    @Override
    public List<CopyPart> splits() {
        return IntStream.range(0, read.parts()).mapToObj(read::part).toList();
    }
}
