package io.alluvium.lake;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Delta takes its settings from the calling thread's active session, wherever a transaction was made. */
final class ActiveSession {
    private ActiveSession() {}

    static <T> T of(SparkSession session, Supplier<T> work) {
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
