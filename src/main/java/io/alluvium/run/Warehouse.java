package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Journal;
import io.alluvium.journal.Outcome;
import io.alluvium.lake.Lake;
import io.alluvium.lake.TableVersion;
import io.alluvium.storage.Storage;
import java.time.Duration;
import java.util.Optional;

/** The tables of a project and the journal that lies next to them. */
record Warehouse(Lake lake, Journal journal) {

    static Warehouse of(Storage folder, String project) {
        Journal journal = new Journal(folder, project);
        return new Warehouse(new Lake(folder, journal::currentEpoch), journal);
    }

    InputVersion inputVersion(TableVersion version) {
        long number = lake.committed(version, journal.epochs(version.name()).writer(version.tableId()))
                .orElse(0);
        return new InputVersion(version.tableId(), version.version(), number);
    }

    /** Whether a table was made by this project. */
    boolean owns(String project, TableVersion version) {
        return project.equals(version.properties().get("alluvium.project"));
    }

    /** How long the table's work took when it was last done. */
    Optional<Duration> earlier(TableName table) {
        return journal.of(table).newestOutcome().map(Outcome::took);
    }
}
