package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Journal;
import io.alluvium.journal.Outcome;
import io.alluvium.lake.Lake;
import io.alluvium.lake.TableVersion;
import io.alluvium.raw.Ownership;
import java.time.Duration;
import java.util.Optional;

/** The tables of a project and the journal that lies next to them. */
record Warehouse(Lake lake, Journal journal) {

    InputVersion inputVersion(TableVersion version) {
        long number = lake.committed(version, journal.of(version.name()).writer(version.tableId()))
                .orElse(0);
        return new InputVersion(version.tableId(), version.version(), number);
    }

    /** Whether a table was made by this project. */
    boolean owns(String project, TableVersion version) {
        return Ownership.project(version.properties()).filter(project::equals).isPresent();
    }

    /** How long the table's work took when it was last done. */
    Optional<Duration> earlier(TableName table) {
        return journal.of(table).newestOutcome().map(Outcome::took);
    }
}
