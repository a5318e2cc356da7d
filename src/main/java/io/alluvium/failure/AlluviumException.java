package io.alluvium.failure;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries one or more problems to whoever shows them; a configuration is refused with all its problems at once. */
public final class AlluviumException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem[] problems;

    public AlluviumException(Problem problem) {
        this(List.of(problem), null);
    }

    public AlluviumException(Problem problem, Throwable cause) {
        this(List.of(problem), cause);
    }

    public AlluviumException(List<Problem> problems) {
        this(problems, null);
    }

    private AlluviumException(List<Problem> problems, @Nullable Throwable cause) {
        super(
                problems.stream().map(p -> p.code().code() + ": " + p.message()).collect(Collectors.joining("\n")),
                cause);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an error needs a problem");
        }
        this.problems = problems.toArray(Problem[]::new);
    }

    /** At least one. */
    public List<Problem> problems() {
        return List.of(problems);
    }

    /** The kind of the first problem. */
    public Kind kind() {
        return problems[0].code().kind();
    }
}
