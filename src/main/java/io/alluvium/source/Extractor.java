package io.alluvium.source;

import io.alluvium.config.SourceConfig;
import io.alluvium.config.SourceTable;
import io.alluvium.domain.Window;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * One source during one run or plan. {@link #connect()} comes first; then tables may be surveyed and read from several
 * threads. All tables of one extractor are read in one state of the source where the source can give that.
 */
public interface Extractor extends AutoCloseable {

    /**
     * Reaches the source and proves user and password. Never reads table content.
     *
     * @return the source with every table named, those included that it takes by pattern
     * @throws io.alluvium.failure.AlluviumException of kind USER for credentials and patterns that take nothing, SOURCE
     *     for an unreachable source
     */
    SourceConfig connect();

    /**
     * Looks at one table without Spark and without writing anything. A fault of this one table comes back as
     * {@link SourceFact.Refused}.
     *
     * @param known what the warehouse knows of the table so far
     */
    SourceFact survey(SourceTable table, Known known);

    /**
     * The columns that {@link #read} will give for this table, load columns of the extractor included. Needs a survey
     * before and no Spark session.
     *
     * @return empty where only reading tells, or where the survey refused the table
     */
    Optional<StructType> schema(SourceTable table);

    /**
     * Fixes what a journalled window holds; needs no Spark session. The rows are lazy: read them once, before the result
     * is closed; until then they hold connections of the source's budget, for which this call may wait.
     *
     * @throws AlluviumException kinds DATA, SOURCE
     */
    Extracted read(SourceTable table, Known known, Window window);

    /**
     * How {@link #read} will give the rows of a window, for a person who asks before. Needs a survey before that found
     * something new.
     */
    Prospect prospect(SourceTable table, Known known, Window window);

    /**
     * A right that batches of a table need and this user lacks, although the table can be read just now.
     *
     * @throws AlluviumException of kind SOURCE
     */
    Optional<Problem> missingRight(SourceTable table);

    /**
     * The table's content for comparison with raw, as it should be after the last committed batch.
     *
     * @param known with at least one committed window and none pending
     * @return empty where the source keeps no rows of its own
     * @throws AlluviumException where a look at the table refuses it, kinds DATA, SOURCE, USER
     */
    Optional<SourceContent> content(SourceTable table, Known known);

    /**
     * What an error that was raised while the rows were read means in the source's terms.
     *
     * @param failure as Spark or the reader of columns threw it
     * @return empty where the error does not come from the source
     */
    Optional<AlluviumException> explain(SourceTable table, Throwable failure);

    @Override
    void close();
}
