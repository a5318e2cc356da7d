package io.alluvium.bench;

/**
 * What one command cost.
 *
 * @param wall seconds from start to end
 * @param cpu user and system seconds of the command and all its children
 * @param serverCpu the same of the PostgreSQL server meanwhile
 * @param peakMegabytes the most resident memory of all its processes at a time
 * @param lines on its screen, standard output and error together
 */
record Measured(double wall, double cpu, double serverCpu, double peakMegabytes, long lines) {
    Measured {
        if (wall <= 0 || cpu < 0) {
            throw new IllegalArgumentException("not a measurement: wall " + wall + ", cpu " + cpu);
        }
    }
}
