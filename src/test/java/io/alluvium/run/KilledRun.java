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

/** A run in a process of its own, to be killed. Says each boundary on a line of its own before it goes on. */
public final class KilledRun {
    private KilledRun() {}

    /** Argument: the project's folder. */
    public static void main(String[] arguments) {
        ProjectReader.Request request =
                new ProjectReader.Request(Path.of(arguments[0]), true, Optional.empty(), Map.of());
        RunRecord record;
        try (Pipeline pipeline = Pipeline.open(request, Clock.systemUTC())) {
            record = pipeline.run(new RunOptions(Optional.empty(), Duration.ZERO), new RunListener() {
                @Override
                public void started(RunId run) {}

                @Override
                public void finished(StepRecord step) {}

                @Override
                public void ended(RunRecord run) {}

                @Override
                public synchronized void reached(TableName table, Boundary boundary) {
                    System.out.println(boundary + " " + table);
                    System.out.flush();
                }
            });
        }
        System.exit(record.exitStatus());
    }
}
