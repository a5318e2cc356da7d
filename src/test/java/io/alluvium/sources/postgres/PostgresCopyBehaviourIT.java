package io.alluvium.sources.postgres;

import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What every source does alike, read as columns. */
class PostgresCopyBehaviourIT extends PostgresBehaviourIT {
    @Override
    protected Dataset<Row> rows(TableRead extracted, SparkSession spark) {
        return Way.columns(extracted, spark);
    }
}
