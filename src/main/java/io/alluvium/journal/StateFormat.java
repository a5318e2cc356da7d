package io.alluvium.journal;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Knows which format a project's state has. A state of an earlier format stays readable as it is; it is raised, under the
 * lease, before the first thing is written that an earlier Alluvium would not understand.
 */
final class StateFormat {
    private static final String FILE = "format";
    private static final String CURRENT = "3";
    private static final List<String> READABLE = List.of("1", "2", CURRENT);

    private final StateFolder state;
    private boolean raised;

    /** @throws io.alluvium.failure.AlluviumException STATE_NEWER when a newer Alluvium wrote the state */
    StateFormat(StateFolder state) {
        this.state = state;
        check();
    }

    /** Looks again: another Alluvium may have been at work meanwhile. */
    synchronized void check() {
        Optional<String> found = state.read(FILE).map(String::strip);
        if (found.isPresent() && !READABLE.contains(found.get())) {
            throw Problem.of(
                            ErrorCode.STATE_NEWER,
                            "the state in " + state.resolve("") + " has format " + found.get()
                                    + ", this Alluvium knows " + CURRENT)
                    .fixedBy("run it with the Alluvium that wrote it, or a newer one")
                    .asException();
        }
        raised = found.filter(CURRENT::equals).isPresent();
    }

    /** Only who holds the lease may. */
    synchronized void raise() {
        if (!raised) {
            state.replace(FILE, CURRENT);
            raised = true;
        }
    }
}
