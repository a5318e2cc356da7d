package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Journal;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.Position;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.Lake;
import io.alluvium.lake.TableVersion;
import io.alluvium.raw.Ownership;
import io.alluvium.source.Positions;
import io.alluvium.source.SourceType;
import io.alluvium.sources.SourceTypes;
import io.alluvium.storage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Joins the tables of a project with the journal that lies next to them.
 *
 * @param types whose positions the journal may hold
 */
record Warehouse(Lake lake, Journal journal, SourceTypes types) {

    static Warehouse of(Storage folder, String project, SourceTypes types) {
        Journal journal = new Journal(folder, project);
        return new Warehouse(new Lake(folder, journal::currentEpoch, journal.notes()), journal, types);
    }

    /** The newest version of a table of this project, of the epoch that its journal tells. */
    Optional<TableVersion> current(TableJournal table) {
        return lake.current(table.name(), table.epochs().current());
    }

    /** The number of the last batch or publish that a table shows. */
    OptionalLong committed(TableJournal table, TableVersion version) {
        return lake.committed(version, table.epochs().writer(version.tableId()));
    }

    static InputVersion inputVersion(TableVersion version, OptionalLong committed) {
        return new InputVersion(version.tableId(), version.version(), committed.orElse(0));
    }

    /** Whether a table was made by this project. */
    boolean owns(String project, TableVersion version) {
        return Ownership.project(version.properties()).filter(project::equals).isPresent();
    }

    /** Tables of the project that are none of these. One that cannot be read is nobody's. */
    List<TableName> others(String project, List<TableName> declared) {
        return lake.tablesBut(declared).stream()
                .filter(table -> TableFault.within(
                        table,
                        () -> lake.current(table)
                                .map(version -> owns(project, version))
                                .orElse(false),
                        unreadable -> false))
                .toList();
    }

    /** How positions like this one follow one another; those of a type that is not here are taken as they are. */
    Positions positions(Position position) {
        return types.named(position.sourceType()).map(SourceType::positions).orElseGet(Positions::eachAlone);
    }

    /**
     * What became of an intent that the table does not show.
     *
     * @throws AlluviumException COMMIT_LOST where it was committed all the same
     */
    static Optional<Outcome> outcome(TableJournal journal, Intent uncommitted) {
        TableName table = journal.name();
        Optional<Outcome> outcome = journal.outcome(uncommitted.number());
        outcome.filter(known -> known.version().isPresent()).ifPresent(lost -> {
            throw Problem.of(
                            ErrorCode.COMMIT_LOST,
                            "version " + lost.version().orElseThrow() + " of " + table + " was committed under number "
                                    + uncommitted.number() + ", and the table does not have it")
                    .because("it was put back from a copy, or another writer overwrote the commit")
                    .fixedBy(
                            table.layer() == Layer.RAW
                                    ? "put the table back as it was, or load it anew: alluvium reset " + table
                                    : "put the table back as it was, or delete its folder: the next run computes it anew")
                    .asException();
        });
        return outcome;
    }
}
