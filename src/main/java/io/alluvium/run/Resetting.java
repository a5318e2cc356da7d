package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.TableSize;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import io.alluvium.plan.PlannedReset;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Begins a new epoch of raw tables, which the next run loads anew. What the source cannot give just now stays as it is. */
final class Resetting {
    private final Definitions definitions;
    private final Warehouse warehouse;
    private final Sources sources;

    /** @param definitions with all tables of the sources named */
    Resetting(Definitions definitions, Warehouse warehouse, Sources sources) {
        this.definitions = definitions;
        this.warehouse = warehouse;
        this.sources = sources;
    }

    /**
     * What would be done; writes nothing.
     *
     * @param names of raw tables
     * @throws AlluviumException with every name that is none, else with every reason why one of them cannot be reset
     */
    List<PlannedReset> look(List<String> names) {
        List<PlannedReset> resets = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        definitions.rawTables(names, this::computed).forEach((table, source) -> {
            try {
                resets.add(look(table, source));
            } catch (AlluviumException e) {
                problems.addAll(e.problems());
            }
        });
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
        return resets;
    }

    private Problem computed(TableName model) {
        return Problem.of(ErrorCode.UNKNOWN_TABLE, model + " is a model: only raw tables are reset")
                .fixedBy("delete its folder, and the next run computes it anew: "
                        + warehouse.lake().place(model));
    }

    private PlannedReset look(TableSpec table, SourceSpec source) {
        Optional<TableVersion> found = warehouse.lake().current(table.name());
        if (found.isEmpty()) {
            return new PlannedReset.NotLoaded(table.name());
        }
        TableVersion current = found.get();
        requireOwn(current);
        Look.Changed next = next(table, source);
        TableSize size = warehouse.lake().size(current);
        return new PlannedReset.Removal(
                table.name(),
                current.tableId(),
                new PlannedReset.Content(size.rows(), size.bytes(), batches(current), gone(table, next)),
                warehouse.lake().place(table.name()),
                warehouse.lake().place(table.name(), nextEpoch(table.name())),
                next,
                readers(table.name()));
    }

    /** Where the state was lost, tables may lie in folders that it does not know of. */
    private long nextEpoch(TableName table) {
        long epoch = warehouse.journal().of(table).epochs().next();
        while (warehouse.lake().current(table, epoch).isPresent()) {
            epoch++;
        }
        return epoch;
    }

    private void requireOwn(TableVersion current) {
        if (!warehouse.owns(definitions.project().name(), current)) {
            throw Problem.of(
                            ErrorCode.TABLE_FOREIGN,
                            current.name() + " does not belong to project "
                                    + definitions.project().name())
                    .fixedBy("reset it in the project that it belongs to")
                    .asException();
        }
    }

    private Look.Changed next(TableSpec table, SourceSpec source) {
        try {
            return sources.look(source.name(), table, Known.NOTHING).match(new Look.Cases<>() {
                @Override
                public Look.Changed unchanged(Look.Unchanged fact) {
                    throw Problem.of(ErrorCode.SOURCE_TABLE_MISSING, fact.reason())
                            .at(table.place())
                            .asException();
                }

                @Override
                public Look.Changed changed(Look.Changed fact) {
                    return fact;
                }

                @Override
                public Look.Changed refused(Look.Refused fact) {
                    throw fact.problem().asException();
                }
            });
        } catch (AlluviumException e) {
            throw new AlluviumException(
                    e.problems().stream().map(problem -> kept(table, problem)).toList());
        }
    }

    private static Problem kept(TableSpec table, Problem problem) {
        return new Problem(
                problem.code(),
                table.name() + " stays, since it could not be loaded again: " + problem.message(),
                problem.place(),
                problem.marked(),
                problem.label(),
                problem.suggestion(),
                problem.fix());
    }

    /** How many are in the table; where the journal was lost, those that it still knows. */
    private long batches(TableVersion current) {
        TableJournal journal = warehouse.journal().of(current.name());
        OptionalLong committed = warehouse.committed(journal, current);
        return journal.newestFirst(current.tableId())
                .filter(intent -> committed.isPresent() && intent.number() <= committed.getAsLong())
                .count();
    }

    /** What the table was loaded from and the source does not offer any more; none where the journal does not say. */
    private long gone(TableSpec table, Look.Changed next) {
        try {
            return RawState.of(new Glance(warehouse), table.name())
                    .known()
                    .reached()
                    .filter(reached ->
                            reached.sourceType().equals(next.position().sourceType()))
                    .map(reached -> warehouse.positions(reached).gone(reached, next.position()))
                    .orElse(0L);
        } catch (AlluviumException e) {
            // A reset is the way out of a journal that is lost.
            return 0;
        }
    }

    private List<TableName> readers(TableName raw) {
        Set<TableName> readers = new LinkedHashSet<>();
        for (Model model : definitions.models()) {
            boolean reads = model.reads().stream()
                    .map(Model.Read::table)
                    .anyMatch(table -> table.equals(raw) || readers.contains(table));
            if (reads) {
                readers.add(model.name());
            }
        }
        return List.copyOf(readers);
    }

    /**
     * Does it, table by table. Each is one overwritten file: before it the table is there with its journal; after it
     * there is none, and what the journal holds of it is void.
     */
    void carryOut(List<PlannedReset> resets, Clock clock) {
        resets.forEach(planned -> planned.match(new PlannedReset.Cases<PlannedReset>() {
            @Override
            public PlannedReset removal(PlannedReset.Removal reset) {
                warehouse
                        .journal()
                        .of(reset.table())
                        .epochs()
                        .begin(nextEpoch(reset.table()), reset.tableId(), clock.instant());
                return reset;
            }

            @Override
            public PlannedReset notLoaded(PlannedReset.NotLoaded reset) {
                return reset;
            }

            @Override
            public PlannedReset undone(PlannedReset.Undone reset) {
                throw new IllegalArgumentException(reset.table() + " is not reset but set back");
            }
        }));
    }
}
