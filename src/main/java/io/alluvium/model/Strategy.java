package io.alluvium.model;

/** How a model's table is kept. */
public enum Strategy {
    /** Chosen by Alluvium; until the incremental engine exists this is the same as {@link #FULL}. */
    AUTO,
    /** Computed anew whenever an input changed. */
    FULL,
    /** The current row of each key of a raw change log. */
    APPLY
}
