package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.TableName;
import io.alluvium.lake.TableVersion;
import io.alluvium.report.RunRecord;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Answers what is asked of a project's tables and runs, whatever its sources and models look like just now. */
public interface OpenTables {
    ProjectConfig config();

    Optional<RunRecord> record(Optional<Long> run);

    List<TableVersion> tables();

    String path(TableName table);

    Dataset<Row> query(String sql);
}
