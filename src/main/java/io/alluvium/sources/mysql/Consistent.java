package io.alluvium.sources.mysql;

/** What sessions that show one state of a server may cost it. */
enum Consistent {
    /** Nothing: they are begun together, until the binary log says that they came to one place. */
    LOG,
    /** A lock on all commits while they are begun. */
    LOCK
}
