package io.alluvium.source.target;

import io.alluvium.domain.RunId;
import io.alluvium.lake.TableVersion;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table of the warehouse at one version, for whoever writes it elsewhere.
 *
 * @param project that owns it
 * @param run that writes
 * @param isAsked whether a person wants all rows compared, whatever is noted in the database
 * @param rows gives them
 * @param staged called when all is written and nothing is committed
 */
public record TargetRows(String project, RunId run, TableVersion version, boolean isAsked, Rows rows, Runnable staged) {
    public TargetRows {
        Objects.requireNonNull(project, "project");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(staged, "staged");
    }

    /** Gives rows when they are asked for: whoever finds that a database has them already asks for none. */
    @FunctionalInterface
    public interface Rows {
        /** All of the version; dates, instants and local times come as {@code java.time} has them. */
        Dataset<Row> whole();
    }
}
