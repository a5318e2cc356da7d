package io.alluvium.bench;

import java.util.List;
import java.util.Map;

/** A way to do the work: what is run, with which variables besides those of the sources. */
record Contender(String name, List<String> command, Map<String, String> environment) {
    Contender {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
