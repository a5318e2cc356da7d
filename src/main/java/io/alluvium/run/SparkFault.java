package io.alluvium.run;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.SparkThrowable;

/**
 * Turns what a Spark job raised into a problem a person can act on, without the values of the row it failed on. Spark
 * raises checked exceptions that its Scala methods do not declare, so whoever calls it catches {@code Exception}.
 */
final class SparkFault {
    private SparkFault() {}

    static AlluviumException explained(Exception raised, TableName table, Place place) {
        return explained(raised, table, place, spark -> Optional.empty());
    }

    /** The same, with the line of the model's SQL where Spark tells of one. */
    static AlluviumException explained(Exception raised, Model model) {
        return explained(raised, model.name(), model.place(), spark -> FailingSql.of(spark, model));
    }

    private static AlluviumException explained(
            Exception raised, TableName table, Place place, Function<SparkThrowable, Optional<FailingSql>> finding) {
        Optional<AlluviumException> ours = Causes.first(raised, AlluviumException.class);
        if (ours.isPresent()) {
            return ours.get();
        }
        Optional<Problem> reached = ofWhatIsReached(raised, table, place);
        if (reached.isPresent()) {
            return reached.get().asException(raised);
        }
        Optional<SparkThrowable> spark = condition(raised);
        if (spark.isPresent()) {
            Problem problem = Problem.of(
                            ErrorCode.QUERY_FAILED,
                            "the SQL of " + table + " fails on the data: "
                                    + spark.get().getCondition())
                    .fixedBy("mend the SQL or the data, the log has Spark's own words; then run again");
            return finding.apply(spark.get())
                    .map(sql -> problem.at(sql.place()).marking(sql.text()))
                    .orElseGet(() -> problem.at(place))
                    .asException(raised);
        }
        return TableFault.unforeseen(raised, table).at(place).asException(raised);
    }

    /** What a source, a table's files or the storage failed by; empty where it was none of these. */
    private static Optional<Problem> ofWhatIsReached(Exception raised, TableName table, Place place) {
        Optional<SQLException> source = Causes.first(raised, SQLException.class);
        if (source.isPresent()) {
            return Optional.of(Problem.of(
                            ErrorCode.SOURCE_INTERRUPTED,
                            "reading for %s broke off (SQL state %s)"
                                    .formatted(table, source.get().getSQLState()))
                    .at(place)
                    .fixedBy("see the log; then run again, nothing was committed"));
        }
        if (condition(raised)
                .filter(spark -> isOfALostFile(spark.getCondition()))
                .isPresent()) {
            return Optional.of(Problem.of(
                            ErrorCode.TABLE_UNREADABLE, "a data file that " + table + " is made from is gone")
                    .because("another program deleted it, or the warehouse is a copy that is not whole")
                    .fixedBy("put its table back as it was, the log names the file; or load that anew: alluvium reset")
                    .at(place));
        }
        return Causes.first(raised, IOException.class)
                .map(failure -> Problem.of(ErrorCode.STORAGE_FAILED, "storage failed while writing " + table)
                        .because(failure.getClass().getSimpleName())
                        .fixedBy("see the log; then run again, nothing was committed"));
    }

    /** What Spark and Delta call it where a table's log names a file that is not there. */
    private static boolean isOfALostFile(String condition) {
        return condition.equals("FAILED_READ_FILE.FILE_NOT_EXIST") || condition.startsWith("DELTA_FILE_NOT_FOUND");
    }

    /**
     * What a query of a person failed on; empty where Spark does not say it by a name of its own.
     *
     * @param raised while its rows were read
     */
    static Optional<Problem> ofQuery(Throwable raised) {
        return condition(raised)
                .map(SparkThrowable::getCondition)
                .filter(condition -> !condition.startsWith("INTERNAL_ERROR"))
                .map(condition -> isOfALostFile(condition)
                        ? Problem.of(ErrorCode.TABLE_UNREADABLE, "a data file of a table is gone")
                                .because("another program deleted it, or the warehouse is a copy that is not whole")
                                .fixedBy(
                                        "put the table back as it was, the log names the file; or load it anew: alluvium"
                                                + " reset")
                        : Problem.of(ErrorCode.QUERY_FAILED, "the query fails on the data: " + condition)
                                .fixedBy("mend the query, the log has Spark's own words"));
    }

    /** The innermost error that Spark gives a name. */
    private static Optional<SparkThrowable> condition(Throwable raised) {
        return Causes.of(raised)
                .filter(SparkThrowable.class::isInstance)
                .map(SparkThrowable.class::cast)
                .filter(spark -> spark.getCondition() != null)
                .reduce((outer, inner) -> inner);
    }
}
