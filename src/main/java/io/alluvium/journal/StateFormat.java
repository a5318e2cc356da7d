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

    /** All that can be read; the last is written. */
    private static final List<StateUpgrade.Step> FORMATS = List.of(
            new StateUpgrade.Step("1", "keeps what batches read and what models were made of"),
            new StateUpgrade.Step(
                    "2",
                    "keeps the bounds of batches in their sources' own terms, and in which folder a reset table lies"),
            new StateUpgrade.Step(
                    "3",
                    "keeps which versions of all tables a run left, which windows were due, and which words of a model"
                            + " decide its rows"));

    private static final String CURRENT = FORMATS.get(FORMATS.size() - 1).format();

    private final StateFolder state;
    private boolean raised;

    /** @throws io.alluvium.failure.AlluviumException STATE_NEWER when a newer Alluvium wrote the state */
    StateFormat(StateFolder state) {
        this.state = state;
        check();
    }

    /** Looks again: another Alluvium may have been at work meanwhile. */
    synchronized void check() {
        raised = found().filter(CURRENT::equals).isPresent();
    }

    /** What {@link #raise} would bring now. */
    synchronized StateUpgrade upgrade() {
        Optional<String> found = found();
        List<StateUpgrade.Step> steps = found.map(format -> FORMATS.stream()
                        .dropWhile(step -> !step.format().equals(format))
                        .skip(1)
                        .toList())
                .orElse(List.of());
        return new StateUpgrade(found, CURRENT, steps);
    }

    private Optional<String> found() {
        Optional<String> found = state.read(FILE).map(String::strip);
        if (found.isPresent()
                && FORMATS.stream().noneMatch(step -> step.format().equals(found.get()))) {
            throw Problem.of(
                            ErrorCode.STATE_NEWER,
                            "the state in " + state.resolve("") + " has format " + found.get()
                                    + ", this Alluvium knows " + CURRENT)
                    .fixedBy("run it with the Alluvium that wrote it, or a newer one")
                    .asException();
        }
        return found;
    }

    /** Only who holds the lease may. */
    synchronized void raise() {
        if (!raised) {
            state.replace(FILE, CURRENT);
            raised = true;
        }
    }
}
