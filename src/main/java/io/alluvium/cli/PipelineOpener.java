package io.alluvium.cli;

import io.alluvium.config.ProjectReader;
import io.alluvium.run.OpenProject;
import io.alluvium.run.OpenTables;
import io.alluvium.run.Pipeline;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Opens projects for real. */
final class PipelineOpener implements ProjectOpener {
    @Override
    public OpenProject open(Path file, Optional<String> environment, Map<String, String> settings, Clock clock) {
        return Pipeline.open(new ProjectReader.Request(file, true, environment, settings), clock);
    }

    @Override
    public OpenTables openTables(Path file, Optional<String> environment, Map<String, String> settings, Clock clock) {
        return Pipeline.openTables(new ProjectReader.Request(file, true, environment, settings), clock);
    }
}
