package io.alluvium.cli;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.plan.Selection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say what of a project is meant. */
final class Selected {
    @Option(
            names = "--select",
            paramLabel = "TABLE",
            split = ",",
            description = "Only these tables, by layer.name or name; the others are left as they are.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Values.Time.class,
            description =
                    "With --to: computes the windows of partition models from this time on, beside those that are due.")
    private Optional<Instant> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Values.Time.class,
            description = "The time before which the last of these windows begins.")
    private Optional<Instant> to = Optional.empty();

    @Option(
            names = "--full-refresh",
            description = "Computes models as a whole, whatever their inputs did; raw tables are not loaded anew.")
    private boolean fullRefresh;

    @Option(
            names = "--yes",
            description =
                    "With --full-refresh: also append models with frozen inputs, whose rows are lost as they were once.")
    private boolean yes;

    /** @throws io.alluvium.failure.AlluviumException USAGE */
    Selection selection() {
        if (yes && !fullRefresh) {
            throw Problem.of(ErrorCode.USAGE, "--yes confirms --full-refresh, which is not given")
                    .asException();
        }
        if (from.isPresent() != to.isPresent()) {
            throw Problem.of(ErrorCode.USAGE, "--from and --to are given together")
                    .asException();
        }
        if (from.isPresent() && !from.get().isBefore(to.orElseThrow())) {
            throw Problem.of(ErrorCode.USAGE, "--from " + from.get() + " is not before --to " + to.get())
                    .asException();
        }
        return new Selection(tables, from.map(first -> new Selection.Range(first, to.orElseThrow())), refresh());
    }

    private Selection.Refresh refresh() {
        if (!fullRefresh) {
            return Selection.Refresh.NONE;
        }
        return yes ? Selection.Refresh.FROZEN_TOO : Selection.Refresh.FULL;
    }
}
