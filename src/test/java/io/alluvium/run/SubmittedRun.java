package io.alluvium.run;

import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.plan.Selection;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A submission under a key in a process of its own. Says in a line what happens, and waits to be told at its boundaries. */
public final class SubmittedRun {
    private SubmittedRun() {}

    /** Arguments: the project's folder, the key. */
    public static void main(String[] arguments) {
        ProjectReader.Request request =
                new ProjectReader.Request(Path.of(arguments[0]), true, Optional.empty(), Map.of());
        int status;
        try (Pipeline pipeline = Pipeline.open(request, Clock.systemUTC())) {
            RunRecord record = pipeline.run(
                    new RunOptions(
                            Optional.empty(),
                            Duration.ZERO,
                            Optional.of(new RunKey(arguments[1])),
                            false,
                            true,
                            Selection.ALL),
                    new Told());
            say("result " + record.id() + " at " + record.at());
            status = record.exitStatus();
        } catch (AlluviumException e) {
            say(String.valueOf(e.getMessage()));
            status = 4;
        }
        System.exit(status);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static final class Told implements RunListener {
        private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

        @Override
        public void started(RunId run) {
            say("started " + run);
        }

        @Override
        public void following(RunId run) {
            say("following " + run);
        }

        @Override
        public void found(RunRecord run) {
            say("found " + run.id());
        }

        @Override
        public void continuing(RunId last, Instant at) {
            say("continuing " + last);
        }

        @Override
        public void finished(StepRecord step) {}

        @Override
        public void ended(RunRecord run) {}

        @Override
        public synchronized void reached(TableName table, Boundary boundary) {
            say(boundary + " " + table);
            try {
                in.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
