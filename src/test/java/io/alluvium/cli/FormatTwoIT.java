package io.alluvium.cli;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A warehouse of state format 2; in the soak alone. */
@EnabledIfSystemProperty(named = "alluvium.formats.all", matches = "true")
class FormatTwoIT extends FormerWarehouse {
    FormatTwoIT() {
        super(2);
    }
}
