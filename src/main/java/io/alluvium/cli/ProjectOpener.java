package io.alluvium.cli;

import io.alluvium.config.ProjectReader;
import io.alluvium.run.OpenProject;
import io.alluvium.run.OpenTables;
import java.time.Clock;

/** Reads a project. */
@FunctionalInterface
interface ProjectOpener {
    /** @throws io.alluvium.failure.AlluviumException with every problem found */
    OpenProject open(ProjectReader.Request request, Clock clock);

    /** The same for what asks of tables and runs alone, so that neither sources nor models have to be whole. */
    default OpenTables openTables(ProjectReader.Request request, Clock clock) {
        return open(request, clock);
    }

    /** The same for what asks neither its models nor its warehouse. */
    default OpenProject.Declared declared(ProjectReader.Request request, Clock clock) {
        OpenProject project = open(request, clock);
        return new OpenProject.Declared(project.config(), project.sources(), project.exports());
    }
}
