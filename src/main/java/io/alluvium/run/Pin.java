package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.lake.TableVersion;
import java.util.Objects;

/**
 * A table at the version at which a run reads it.
 *
 * @param number the journal number that it shows; in a raw table the last batch
 */
record Pin(TableVersion version, long number) {
    Pin {
        Objects.requireNonNull(version, "version");
    }

    InputVersion input() {
        return new InputVersion(version.tableId(), version.version(), number);
    }
}
