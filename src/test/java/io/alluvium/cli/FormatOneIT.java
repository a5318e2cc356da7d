package io.alluvium.cli;

/** A warehouse of state format 1. */
class FormatOneIT extends FormerWarehouse {
    FormatOneIT() {
        super(1);
    }
}
