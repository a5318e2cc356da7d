package io.alluvium.spark.query;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * The calling thread's active session. Delta takes its settings from it, wherever a transaction was made, and Spark the form
 * in which values come to the driver.
 */
public final class ActiveSession {
    private ActiveSession() {}

    /** Does the work with the session as the active one, and has the former one active again afterwards. */
    public static <T> T of(SparkSession session, Supplier<T> work) {
        Option<SparkSession> before = SparkSession.getActiveSession();
        SparkSession.setActiveSession(session);
        try {
            return work.get();
        } finally {
            if (before.isDefined()) {
                SparkSession.setActiveSession(before.get());
            } else {
                SparkSession.clearActiveSession();
            }
        }
    }
}
