package io.alluvium.config;

/**
 * Limits of a run.
 *
 * @param parallel steps that compute at the same time, at least 1; connections of a source are limited by the source
 * @param retries how often a step is tried again when the fault deserves it
 */
public record RunLimits(int parallel, int retries) {
    public RunLimits {
        if (parallel < 1 || retries < 0) {
            throw new IllegalArgumentException("parallel " + parallel + ", retries " + retries);
        }
    }
}
