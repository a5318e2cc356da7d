package io.alluvium.failure;

/** Whose turn it is after an error; this alone decides the exit status of a failed step and whether it is retried. */
public enum Kind {
    /** Something the user wrote or passed is wrong. As a step's fault it counts like {@link #DATA}. */
    USER(2, false),
    /** One table of a source, or its content, is not as it must be: vanished, retyped, no right, corrupt. */
    DATA(1, false),
    /** An expectation with {@code else = fail} did not hold; nothing was committed for that table. */
    QUALITY(3, false),
    /** Another run holds the project's lease. */
    BUSY(4, false),
    /** A source cannot be reached or did not answer in time. */
    SOURCE(75, true),
    /** Storage, memory or disk gave out. */
    RESOURCES(75, true),
    /** A defect of Alluvium. */
    INTERNAL(1, false);

    private final int exitStatus;
    private final boolean retryable;

    Kind(int exitStatus, boolean retryable) {
        this.exitStatus = exitStatus;
        this.retryable = retryable;
    }

    public int exitStatus() {
        return exitStatus;
    }

    public boolean retryable() {
        return retryable;
    }
}
