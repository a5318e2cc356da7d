package io.alluvium.cli;

import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.lake.Lake;
import io.alluvium.lake.LakeSession;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.run.Boundary;
import io.alluvium.run.Pipeline;
import io.alluvium.run.RunListener;
import io.alluvium.storage.Storage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Drives the Alluvium of format 2 by lines of its standard input, in one process, because each start costs seconds. A
 * line is a command and its arguments with tabs between them; what it answers ends with a line {@code @status N}.
 */
public final class FormerProgram {
    private FormerProgram() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split("\t");
            int status = switch (words[0]) {
                case "hold" -> hold(words);
                case "restore" -> restore(words);
                default -> command(words);
            };
            System.out.println("@status " + status);
            System.out.flush();
        }
        System.exit(0);
    }

    /** Any command, as on the command line. */
    private static int command(String[] words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Path here = Path.of("").toAbsolutePath();
        Path logs = Path.of(System.getProperty("java.io.tmpdir"));
        Surroundings surroundings = new Surroundings(
                new ByteArrayInputStream(new byte[0]), printed, printed, false, here, logs, Clock.systemUTC());
        int status = new CommandLineInterface(surroundings, new PipelineOpener(), Interruption.none()).run(words);
        System.out.println(bytes.toString(StandardCharsets.UTF_8));
        return status;
    }

    /** {@code hold PROJECT TABLE=BOUNDARY…}: a run in which these tables stay for ever where they are at the boundary. */
    private static int hold(String[] words) {
        Map<String, String> held = new HashMap<>();
        for (int i = 2; i < words.length; i++) {
            String[] place = words[i].split("=");
            held.put(place[0], place[1]);
        }
        ProjectReader.Request request =
                new ProjectReader.Request(Path.of(words[1]), true, Optional.empty(), Map.of());
        Pipeline pipeline = Pipeline.open(request, Clock.systemUTC());
        RunRecord record = pipeline.run(new Pipeline.RunOptions(Optional.empty(), Duration.ZERO), new RunListener() {
            @Override
            public void started(RunId run) {}

            @Override
            public void finished(StepRecord step) {
                System.out.println("finished " + step.table() + " " + step.outcome() + " " + step.problems());
            }

            @Override
            public void ended(RunRecord run) {}

            @Override
            public void reached(TableName table, Boundary boundary) {
                if (boundary.name().equals(held.get(table.toString()))) {
                    System.out.println("@held " + table);
                    System.out.flush();
                    while (true) {
                        java.util.concurrent.locks.LockSupport.park();
                    }
                }
            }
        });
        return record.exitStatus();
    }

    /** {@code restore VERSION FOLDER…}: Delta's RESTORE of the tables that lie there. */
    private static int restore(String[] words) {
        LakeSession lake = LakeSession.open(new Lake(Storage.at(Path.of(words[2]).getParent().toUri()), table -> 0), "restore");
        for (int i = 2; i < words.length; i++) {
            lake.session("restore", Map.of())
                    .sql("restore table delta.`" + words[i] + "` to version as of " + words[1]);
        }
        return 0;
    }
}
