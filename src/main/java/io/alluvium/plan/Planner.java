package io.alluvium.plan;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.TableNews;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Decides what is done to a model's table. */
public final class Planner {

    /**
     * Decides before the run, when inputs of the same run may still change.
     *
     * @param reads the tables whose rows the model reads, and the views through which it does
     * @param mayChange tables that an earlier step of the run may change
     * @param impossible tables that cannot be made in this run and do not exist
     * @param selection what a person asks for beside what is due
     */
    public Decision foresee(
            Model model,
            ModelFact fact,
            Set<TableName> reads,
            Set<TableName> mayChange,
            Set<TableName> impossible,
            Selection selection) {
        Optional<TableName> missing =
                reads.stream().filter(impossible::contains).sorted().findFirst();
        if (missing.isPresent()) {
            return new Decision(new Work.Blocked(missing.get()));
        }
        if (selection.refresh() != Selection.Refresh.NONE && fact.current().isPresent()) {
            return new Decision(refreshed(model, selection.refresh()));
        }
        Decision due = due(model, fact, reads, mayChange);
        return selection
                .range()
                .filter(range -> model.strategy() instanceof Strategy.Partition)
                .filter(range -> !due.work().isImpossible())
                .map(range -> new Decision(Work.Windows.and(due.work(), range)))
                .orElse(due);
    }

    private Decision due(Model model, ModelFact fact, Set<TableName> reads, Set<TableName> mayChange) {
        Work now = decide(model, fact);
        Set<TableName> awaited = new TreeSet<>(reads);
        awaited.retainAll(mayChange);
        if (!(now instanceof Work.Skip) || awaited.isEmpty()) {
            return new Decision(now);
        }
        Work then = followed(model, fact, awaited);
        return then instanceof Work.Skip ? new Decision(now) : new Decision(then, awaited, Optional.empty());
    }

    /** Decides when all inputs are as they will be read. */
    public Work decide(Model model, ModelFact fact) {
        if (model.strategy() instanceof Strategy.View) {
            return viewed(model, fact);
        }
        Optional<Cause> rebuild = causeOfRebuild(model, fact);
        if (rebuild.isPresent()) {
            return rebuilt(model, rebuild.get());
        }
        Set<TableName> changed = changed(fact);
        if (!changed.isEmpty()) {
            Work work = followed(model, fact, changed);
            if (!(work instanceof Work.Skip)) {
                return work;
            }
        }
        if (fact.windows().isPresent()) {
            return new Work.Windows(Optional.empty(), fact.windows().get());
        }
        return fact.published().orElseThrow().definition().isDescribedOtherwise(fact.definition())
                ? new Work.Describe("described otherwise")
                : new Work.Skip("no input changed");
    }

    private static Set<TableName> changed(ModelFact fact) {
        Set<TableName> changed = new TreeSet<>();
        fact.inputs().forEach((table, input) -> {
            if (!input.news().equals(Optional.of(TableNews.NONE))) {
                changed.add(table);
            }
        });
        return changed;
    }

    private static Work viewed(Model model, ModelFact fact) {
        if (fact.published().isEmpty()) {
            return new Work.Inline("new view");
        }
        Optional<String> different = fact.published().get().definition().difference(fact.definition());
        if (different.isPresent()) {
            return new Work.Inline(different.get());
        }
        Set<TableName> changed = changed(fact);
        if (!changed.isEmpty() && !model.expectations().isEmpty()) {
            return new Work.Inline(Decision.names(changed) + " changed");
        }
        return fact.published().get().definition().isDescribedOtherwise(fact.definition())
                ? new Work.Inline("described otherwise")
                : new Work.Skip(model.expectations().isEmpty() ? "a view" : "no input changed");
    }

    private static Optional<Cause> causeOfRebuild(Model model, ModelFact fact) {
        if (fact.current().isEmpty()) {
            return Optional.of(new Cause(Cause.Kind.NEW_TABLE, "new table"));
        }
        Optional<ModelFact.Published> published = fact.published()
                .filter(known -> known.tableId().equals(fact.current().get().tableId()));
        if (published.isEmpty()) {
            return Optional.of(new Cause(Cause.Kind.JOURNAL_GONE, "its journal is gone"));
        }
        Optional<Cause> definition = published
                .get()
                .definition()
                .difference(fact.definition())
                .filter(what -> !goesForward(model))
                .map(what -> new Cause(Cause.Kind.DEFINITION_CHANGED, what));
        if (definition.isPresent()) {
            return definition;
        }
        if (fact.outside() != TableNews.NONE) {
            return Optional.of(new Cause(Cause.Kind.CHANGED_OUTSIDE, "changed from outside"));
        }
        return published.get().inputs().entrySet().stream()
                .filter(input -> !isFrozen(model, input.getKey()))
                .filter(input -> !Optional.ofNullable(fact.inputs().get(input.getKey()))
                        .map(found -> found.version().tableId())
                        .equals(Optional.of(input.getValue().tableId())))
                .findFirst()
                .map(input -> new Cause(
                        Cause.Kind.INPUT_REBUILT,
                        input.getKey()
                                + (fact.inputs().containsKey(input.getKey()) ? " was rebuilt" : " is made anew")));
    }

    private static boolean isFrozen(Model model, TableName input) {
        return model.strategy() instanceof Strategy.Append append
                && append.frozen().contains(input);
    }

    /** Whether rows that were made by another definition stay. */
    private static boolean goesForward(Model model) {
        return model.strategy() instanceof Strategy.Append append
                ? !append.frozen().isEmpty()
                : model.strategy() instanceof Strategy.Partition partition
                        && partition.definitionChange() == Strategy.DefinitionChange.FORWARD;
    }

    private static Work refreshed(Model model, Selection.Refresh refresh) {
        Cause cause = new Cause(Cause.Kind.ASKED, "a full refresh was asked for");
        return refresh == Selection.Refresh.FROZEN_TOO && model.strategy() instanceof Strategy.Append
                ? new Work.Rebuild(cause)
                : rebuilt(model, cause);
    }

    private static Work rebuilt(Model model, Cause cause) {
        if (model.strategy() instanceof Strategy.Partition) {
            return new Work.Windows(Optional.of(cause), cause.text());
        }
        return cause.kind() != Cause.Kind.NEW_TABLE && goesForward(model)
                ? new Work.Refused(frozen(model, cause))
                : new Work.Rebuild(cause);
    }

    /** What the frozen inputs said when rows came is nowhere else. */
    private static Problem frozen(Model model, Cause cause) {
        return Problem.of(ErrorCode.DRIVING_INPUT_CHANGED, model.name() + " cannot be computed again: " + cause.text())
                .at(model.place())
                .because("its frozen inputs are other ones now than when its rows came")
                .fixedBy("to compute it from what they say now: alluvium run --select " + model.name()
                        + " --full-refresh --yes");
    }

    /** How the model's strategy follows inputs that changed. */
    private static Work followed(Model model, ModelFact fact, Set<TableName> changed) {
        String reason = Decision.names(changed) + " changed";
        if (model.strategy() instanceof Strategy.Apply) {
            return applied(fact, changed.iterator().next(), reason);
        }
        if (model.strategy() instanceof Strategy.Append append) {
            return appended(model, append, fact, changed, reason);
        }
        if (model.strategy() instanceof Strategy.Partition partition) {
            return windows(partition, fact, changed);
        }
        if (model.strategy() instanceof Strategy.View) {
            return model.expectations().isEmpty() ? new Work.Skip("a view") : new Work.Inline(reason);
        }
        return model.strategy() instanceof Strategy.Auto auto
                ? incremental(model, auto, fact, changed, reason)
                : new Work.Rebuild(new Cause(Cause.Kind.INPUT_CHANGED, reason));
    }

    private static Work incremental(
            Model model, Strategy.Auto auto, ModelFact fact, Set<TableName> changed, String reason) {
        Map<TableName, Long> since = new TreeMap<>();
        for (TableName table : changed) {
            Optional<Cause> broken = Optional.ofNullable(fact.inputs().get(table))
                    .map(ModelFact.Input::news)
                    .map(news -> news.orElse(TableNews.UNKNOWN))
                    .flatMap(news -> unreadable(table, news));
            if (broken.isPresent()) {
                return new Work.Rebuild(broken.get());
            }
            fact.published()
                    .flatMap(known -> known.read(table))
                    .ifPresent(version -> since.put(table, version.version()));
        }
        Following following = since.keySet().equals(changed)
                ? fact.follower().of(changed)
                : new Following.AsWhole("an input is new", true);
        if (following instanceof Following.ByKeys keys) {
            return new Work.Change(new Recipe.Keys(since, keys.key()), reason);
        }
        Following.AsWhole whole = (Following.AsWhole) following;
        if (auto.strict() && !whole.isChoice()) {
            return new Work.Refused(notIncremental(model, whole.why()));
        }
        return new Work.Rebuild(new Cause(
                Cause.Kind.INPUT_CHANGED, whole.isChoice() ? reason : reason + "; " + whole.why() + " needs all rows"));
    }

    /** Why the feed of an input does not tell what happened to its rows. */
    private static Optional<Cause> unreadable(TableName table, TableNews news) {
        return switch (news) {
            case RESTORED -> Optional.of(new Cause(Cause.Kind.INPUT_RESTORED, table + " was restored"));
            case UNKNOWN -> Optional.of(cleanedUp(table));
            case NONE, APPENDED, CHANGED -> Optional.empty();
        };
    }

    private static Cause cleanedUp(TableName table) {
        return new Cause(Cause.Kind.INPUT_REWRITTEN, "the log of " + table + " has been cleaned up");
    }

    private static Problem notIncremental(Model model, String why) {
        return Problem.of(ErrorCode.NOT_INCREMENTAL, model.name() + " is strict, and cannot follow changes: " + why)
                .at(model.place())
                .because("what has no rule is computed as a whole, which strict = true forbids")
                .fixedBy("write it otherwise, or leave strict out");
    }

    private static Work applied(ModelFact fact, TableName log, String reason) {
        ModelFact.Input input = fact.inputs().get(log);
        if (input == null || !input.isLog()) {
            return new Work.Rebuild(new Cause(Cause.Kind.INPUT_REPLACED, log + " is replaced as a whole"));
        }
        return broken(log, input)
                .<Work>map(Work.Rebuild::new)
                .orElseGet(() -> new Work.Change(
                        new Recipe.Apply(
                                log,
                                fact.published()
                                        .flatMap(known -> known.read(log))
                                        .orElseThrow()
                                        .number()),
                        reason));
    }

    /** Why what came to a log is not all that happened to it. */
    private static Optional<Cause> broken(TableName log, ModelFact.Input input) {
        return switch (input.news().orElse(TableNews.CHANGED)) {
            case RESTORED -> Optional.of(new Cause(Cause.Kind.INPUT_RESTORED, log + " was restored"));
            case CHANGED ->
                Optional.of(new Cause(
                        Cause.Kind.INPUT_REWRITTEN,
                        "rows of " + log + (input.isLog() ? " were changed from outside" : " were changed")));
            case NONE, APPENDED, UNKNOWN -> Optional.empty();
        };
    }

    /** Other inputs are as they were when a row came, and their changes nothing to do. */
    private static Work appended(
            Model model, Strategy.Append append, ModelFact fact, Set<TableName> changed, String reason) {
        Optional<TableName> driving = changed.stream()
                .filter(table -> !append.frozen().contains(table))
                .findFirst();
        if (driving.isEmpty()) {
            return new Work.Skip("no new row in the input that it follows");
        }
        ModelFact.Input input = fact.inputs().get(driving.get());
        Optional<Cause> broken = input == null ? Optional.empty() : broken(driving.get(), input);
        boolean isUnknown = input != null && input.news().equals(Optional.of(TableNews.UNKNOWN));
        if (broken.isPresent() || isUnknown) {
            return rebuilt(model, broken.orElseGet(() -> cleanedUp(driving.get())));
        }
        long since = fact.published()
                .flatMap(known -> known.read(driving.get()))
                .orElseThrow()
                .version();
        return new Work.Change(new Recipe.Append(driving.get(), since), reason);
    }

    private static Work windows(Strategy.Partition partition, ModelFact fact, Set<TableName> changed) {
        Set<TableName> counting = new TreeSet<>(changed);
        counting.removeAll(partition.fixed());
        if (counting.isEmpty()) {
            return new Work.Skip("only static inputs changed");
        }
        String reason = Decision.names(counting) + " changed";
        Optional<TableName> unmapped = counting.stream()
                .filter(table -> !partition.inputs().containsKey(table))
                .findFirst();
        Optional<TableName> unknown = counting.stream()
                .filter(table -> Optional.ofNullable(fact.inputs().get(table))
                        .filter(input -> input.news().equals(Optional.of(TableNews.UNKNOWN)))
                        .isPresent())
                .findFirst();
        if (unmapped.isPresent()) {
            Cause cause = new Cause(Cause.Kind.INPUT_CHANGED, unmapped.get() + " changed, which touches all windows");
            return new Work.Windows(Optional.of(cause), cause.text());
        }
        if (unknown.isPresent()) {
            Cause cause = cleanedUp(unknown.get());
            return new Work.Windows(Optional.of(cause), cause.text());
        }
        return new Work.Windows(Optional.empty(), reason);
    }
}
