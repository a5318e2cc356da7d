package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.RunLog;
import io.alluvium.source.TableSpec;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes whatever goes wrong at one table that table's fault, which ends no other's work. */
final class TableFault {
    private static final Logger LOG = LoggerFactory.getLogger(TableFault.class);

    private TableFault() {}

    /**
     * Does a table's work. Only the end of the whole run is thrown.
     *
     * @param failed what stands for the work that failed
     */
    static <T> T within(TableName table, Supplier<T> work, Function<AlluviumException, T> failed) {
        try {
            return work.get();
        } catch (Throwable raised) {
            if (wasStopped(raised)) {
                throw raised;
            }
            if (!(raised instanceof AlluviumException) || raised.getCause() != null) {
                LOG.error("{} failed", table, raised);
            }
            return failed.apply(of(raised, table));
        }
    }

    /** As {@link #within(TableName, Supplier, Function)}; a fault that has no place is told at the table's. */
    static <T> T within(TableSpec table, Supplier<T> work, Function<Problem, T> failed) {
        return within(table.name(), work, fault -> {
            Problem problem = fault.problems().get(0);
            return failed.apply(problem.place().isPresent() ? problem : problem.at(table.place()));
        });
    }

    /** Only the end of the run interrupts a table's work; what the interruption raised on its way says nothing more. */
    static boolean wasStopped(Throwable raised) {
        return Causes.has(raised, InterruptedException.class)
                || Causes.has(raised, ClosedByInterruptException.class)
                || Thread.currentThread().isInterrupted();
    }

    /** In words; what nobody foresaw is called so, with the log that has more of it. */
    static AlluviumException of(Throwable raised, TableName table) {
        if (Causes.has(raised, cause -> cause instanceof OutOfMemoryError || cause instanceof StackOverflowError)) {
            return Problem.of(ErrorCode.OUT_OF_MEMORY, "memory gave out at " + table)
                    .fixedBy("give Spark more memory (spark.driver.memory), then run again")
                    .asException(raised);
        }
        return Causes.first(raised, AlluviumException.class)
                .orElseGet(() -> unforeseen(raised, table).asException(raised));
    }

    static Problem unforeseen(Throwable raised, TableName table) {
        return Problem.of(
                        ErrorCode.DEFECT,
                        table + " failed in a way that is not expected: "
                                + raised.getClass().getSimpleName())
                .because("nothing half done stays visible, and other tables go on")
                .fixedBy("report it with the log"
                        + RunLog.file().map(file -> " " + file).orElse("") + " and the version: alluvium --version");
    }
}
