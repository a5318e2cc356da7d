package io.alluvium.source;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import java.util.Optional;

/**
 * Looks at the tables of one source and reads them, during one run or plan. {@link #connect()} comes first; then tables may be looked at and read from several
 * threads. All tables of one source are read in one state of it where it can give that.
 */
public interface Source extends AutoCloseable {

    /**
     * Reaches the source and proves user and password. Never reads table content.
     *
     * @return the source with every table named, those included that it takes by pattern
     * @throws AlluviumException of kind USER for credentials and patterns that take nothing, SOURCE for an unreachable
     *     source
     */
    SourceSpec connect();

    /**
     * Looks at one table without Spark and without writing anything. A fault of this one table comes back as
     * {@link Look.Refused}.
     *
     * @param known what the warehouse knows of the table so far; its positions are of this type of source
     */
    Look look(TableSpec table, Known known);

    /**
     * What tells the system from another one that answers at the same address, after tables were looked at. No secret, for
     * people see it.
     *
     * @return empty where nothing tells
     */
    default Optional<String> identity() {
        return Optional.empty();
    }

    /**
     * A right that batches of a table need and this user lacks, although a look finds nothing wrong; or what a view fails
     * at when it computes a row. Asked by {@code doctor}: it may cost seconds.
     *
     * @throws AlluviumException of kind SOURCE
     */
    Optional<Problem> missingRight(TableSpec table);

    /**
     * The table's content for comparison with raw, as it should be after the last committed batch.
     *
     * @param known with a position reached and none pending
     * @return empty where the source keeps no rows of its own
     * @throws AlluviumException where a look at the table refuses it, kinds DATA, SOURCE, USER
     */
    Optional<SourceContent> content(TableSpec table, Known known);

    /**
     * What an error that was raised while the rows were read means in the source's terms.
     *
     * @param failure as Spark or the reader of columns threw it
     * @return empty where the error does not come from the source
     */
    Optional<AlluviumException> explain(TableSpec table, Throwable failure);

    @Override
    void close();
}
