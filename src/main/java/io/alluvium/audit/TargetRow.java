package io.alluvium.audit;

/** One row of the target as it is compared; the next one takes its place. */
final class TargetRow {
    /** Its canonical text, by which rows are told apart. */
    final TextBuffer key = new TextBuffer();
    /** What orders the versions of rows, to be compared byte by byte; empty where there are none. */
    final TextBuffer order = new TextBuffer();

    final TextBuffer all = new TextBuffer();
    int range;
    long digest;
    boolean gone;
}
