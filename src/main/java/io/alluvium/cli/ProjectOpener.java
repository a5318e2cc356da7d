package io.alluvium.cli;

import io.alluvium.run.OpenProject;
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
}
