package io.alluvium.run;

import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run in a process of its own that dies at a boundary as by {@code kill -9}: no hook runs, nothing is flushed. Says on
 * its last line where it died.
 */
public final class KilledRun {
    static final int DIED = 137;

    private KilledRun() {}

    /** Arguments: the project's folder, and the number of the boundary to die at, counted over all tables. */
    public static void main(String[] arguments) {
        ProjectReader.Request request =
                new ProjectReader.Request(Path.of(arguments[0]), true, Optional.empty(), Map.of());
        AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[1]));
        RunRecord record;
        try (Pipeline pipeline = Pipeline.open(ProjectReader.read(request), Clock.systemUTC())) {
            record = pipeline.run(new Pipeline.RunOptions(Optional.empty(), Duration.ZERO), new RunListener() {
                @Override
                public void started(RunId run) {}

                @Override
                public void finished(StepRecord step) {}

                @Override
                public void ended(RunRecord run) {}

                @Override
                public void reached(TableName table, Boundary boundary) {
                    if (left.decrementAndGet() == 0) {
                        System.out.println("died at " + boundary + " of " + table);
                        System.out.flush();
                        Runtime.getRuntime().halt(DIED);
                    }
                }
            });
        }
        System.out.println("ended with " + record.exitStatus());
        System.exit(record.exitStatus());
    }
}
