package io.alluvium.extract;

import io.alluvium.config.SourceTable;
import io.alluvium.plan.SourceFact;
import org.apache.spark.sql.SparkSession;

/**
 * One source during one run or plan. {@link #connect()} comes first; then tables may be surveyed and read from several
 * threads. All tables of one extractor are read in one state of the source where the source can give that.
 */
public interface Extractor extends AutoCloseable {

    /**
     * Reaches the source and proves user and password. Never reads table content.
     *
     * @throws io.alluvium.failure.AlluviumException of kind USER for credentials, SOURCE for an unreachable source
     */
    void connect();

    /**
     * Looks at one table without Spark and without writing anything. A fault of this one table comes back as
     * {@link SourceFact.Refused}.
     *
     * @param known what the warehouse knows of the table so far
     */
    SourceFact survey(SourceTable table, Known known);

    /**
     * Reads a journalled window with Spark's readers. The rows are lazy: read them once, before {@link #close()}.
     *
     * @throws io.alluvium.failure.AlluviumException kinds DATA, SOURCE
     */
    Extracted read(SourceTable table, Known known, io.alluvium.domain.Window window, SparkSession session);

    @Override
    void close();
}
