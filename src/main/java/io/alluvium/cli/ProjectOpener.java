package io.alluvium.cli;

import io.alluvium.run.OpenProject;
import io.alluvium.run.OpenTables;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Reads a project. */
@FunctionalInterface
interface ProjectOpener {
    /**
     * @param file usually {@code project.conf}
     * @param settings {@code --set}, by key
     * @throws io.alluvium.failure.AlluviumException with every problem found
     */
    OpenProject open(Path file, Optional<String> environment, Map<String, String> settings, Clock clock);

    /** The same for what asks of tables and runs alone, so that neither sources nor models have to be whole. */
    default OpenTables openTables(Path file, Optional<String> environment, Map<String, String> settings, Clock clock) {
        return open(file, environment, settings, clock);
    }
}
