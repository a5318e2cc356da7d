package io.alluvium.bench;

import io.alluvium.column.ColumnBatch;
import io.alluvium.config.ProjectReader;
import io.alluvium.report.RunRecord;
import io.alluvium.run.Pipeline;
import io.alluvium.run.RunOptions;
import io.alluvium.run.SilentListener;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Source;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableRead;
import io.alluvium.source.TableSpec;
import io.alluvium.sources.SourceTypes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Our reading of a project's one table, to nowhere or to raw, several times in one JVM; prints when each began, in
 * milliseconds, and its seconds. */
public final class OwnCopy {
    private static final int BATCH_ROWS = 20_000;

    private OwnCopy() {}

    /** @param arguments the project's folder, {@code read} or {@code load}, how often, a folder for warehouses */
    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            String warehouse = Path.of(arguments[3]).resolve("warehouse" + i).toString();
            ProjectReader.Request project = new ProjectReader.Request(
                    Path.of(arguments[0]), true, Optional.empty(), Map.of("warehouse.path", warehouse));
            System.out.printf("began %d %d%n", i, Clock.systemUTC().millis());
            long began = System.nanoTime();
            if (arguments[1].equals("read")) {
                read(project);
            } else {
                load(project);
            }
            System.out.printf("time %d %.3f%n", i, (System.nanoTime() - began) / 1e9);
        }
    }

    private static void read(ProjectReader.Request project) throws Exception {
        List<SourceSpec> specs = new ArrayList<>();
        ProjectReader.read(
                project, (folder, sections) -> specs.addAll(SourceTypes.all().read(folder, sections)));
        TableSpec table = specs.get(0).tables().get(0);
        try (Source source = specs.get(0).open()) {
            source.connect();
            Look.Changed changed = (Look.Changed) source.look(table, Known.NOTHING);
            try (TableRead extracted = changed.reader().read()) {
                ColumnReader reader = extracted.columns().orElseThrow();
                ExecutorService threads = Executors.newFixedThreadPool(reader.parts());
                List<Future<?>> parts = new ArrayList<>();
                for (int part = 0; part < reader.parts(); part++) {
                    int number = part;
                    parts.add(threads.submit(() -> {
                        reader.read(number, new ColumnBatch(reader.schema(), BATCH_ROWS), batch -> {});
                        return null;
                    }));
                }
                for (Future<?> part : parts) {
                    part.get();
                }
                threads.shutdown();
            }
        }
    }

    private static void load(ProjectReader.Request project) {
        try (Pipeline pipeline = Pipeline.open(project, Clock.systemUTC())) {
            RunRecord run = pipeline.run(new RunOptions(Optional.empty(), Duration.ZERO), new SilentListener());
            if (run.exitStatus() != 0) {
                throw new IllegalStateException("the run failed: " + run.steps());
            }
        }
    }
}
