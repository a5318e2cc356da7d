package io.alluvium.cli;

import io.alluvium.config.ProjectReader;
import io.alluvium.run.OpenProject;
import io.alluvium.run.OpenTables;
import io.alluvium.run.Pipeline;
import java.time.Clock;

/** Opens projects for real. */
final class PipelineOpener implements ProjectOpener {
    @Override
    public OpenProject open(ProjectReader.Request request, Clock clock) {
        return Pipeline.open(request, clock);
    }

    @Override
    public OpenTables openTables(ProjectReader.Request request, Clock clock) {
        return Pipeline.openTables(request, clock);
    }

    @Override
    public OpenProject.Declared declared(ProjectReader.Request request, Clock clock) {
        return Pipeline.declared(request);
    }
}
