package io.alluvium.source;

/** What happens when a source table has columns that raw has not; any other change always stops the table. */
public enum SchemaChange {
    /** Raw gets the new column. */
    ADD,
    /** The table stops, with the difference shown. */
    STOP
}
