package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.StepId;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Pass;
import io.alluvium.lake.Staged;
import io.alluvium.lake.TableNews;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Definition;
import io.alluvium.model.Strategy;
import io.alluvium.plan.ModelFact;
import io.alluvium.plan.Selection;
import io.alluvium.plan.Work;
import io.alluvium.publish.Published;
import io.alluvium.quality.Checked;
import io.alluvium.report.StepRecord;
import io.alluvium.transform.DueWindows;
import io.alluvium.transform.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * The windows of a partition model that are due: first they are looked through and the list of those is made durable,
 * then each is computed, checked and committed under a number of its own. A run that dies leaves the rest of the list to
 * the next one.
 */
final class WindowsStep implements Step {
    private final ModelWork step;
    private final Strategy.Partition partition;

    WindowsStep(ModelWork step, Strategy.Partition partition) {
        this.step = step;
        this.partition = partition;
    }

    @Override
    public Result attempt(int attempt) {
        return step.attempt(attempt, due -> {
            SparkSession session = step.session(due.state());
            Pass pass = pass(session, due);
            List<String> left = pass.left(due.state().committed());
            return left.isEmpty()
                    ? Result.skipped("no window is touched")
                    : filled(session, pass, left, due.state(), due.work());
        });
    }

    /** The one that was begun over the same inputs, or a new one, which takes over what the last one has left. */
    private Pass pass(SparkSession session, ModelWork.Due work) {
        ModelState state = work.state();
        Definition definition = work.definition();
        long committed = state.committed();
        Optional<Pass> last = state.current().flatMap(table -> step.journal().pass(table.tableId()));
        boolean isAll = ((Work.Windows) work.work()).cause().isPresent();
        Optional<Selection.Range> asked = ((Work.Windows) work.work()).asked();
        Optional<Pass> begun = last.filter(pass -> !isAll
                && asked.isEmpty()
                && pass.definition().equals(definition)
                && pass.inputs().equals(state.versions())
                && !pass.left(committed).isEmpty());
        if (begun.isPresent()) {
            return begun.get();
        }
        SortedSet<Instant> due = due(session, state, isAll);
        WindowState windows =
                new WindowState(last, last.map(pass -> pass.left(committed)).orElse(List.of()));
        windows.left().forEach(name -> due.add(partition.window().start(name)));
        due.addAll(windows.lookedBack(partition, step.at()));
        asked.ifPresent(range -> due.addAll(within(range)));
        Pass pass = new Pass(
                TransformStep.tableId(state.current()),
                step.run(),
                state.nextNumber(),
                step.at(),
                definition,
                state.versions(),
                due.stream().map(partition.window()::name).toList());
        step.journal().write(pass);
        return pass;
    }

    private SortedSet<Instant> within(Selection.Range range) {
        SortedSet<Instant> windows = new TreeSet<>();
        Instant start = partition.window().start(range.from());
        while (start.isBefore(range.to())) {
            windows.add(start);
            start = partition.window().end(start);
        }
        return windows;
    }

    private SortedSet<Instant> due(SparkSession session, ModelState state, boolean isAll) {
        DueWindows windows = new DueWindows(step.lake(), session, partition);
        if (isAll) {
            return windows.all(state.current());
        }
        Optional<ModelFact.Published> before = state.fact().published();
        Map<TableVersion, Long> changed = new HashMap<>();
        for (Map.Entry<TableName, ModelFact.Input> input : state.fact().inputs().entrySet()) {
            TableName table = input.getKey();
            boolean isNews = !input.getValue().news().equals(Optional.of(TableNews.NONE));
            if (isNews && !partition.fixed().contains(table)) {
                Optional<Long> since =
                        before.flatMap(known -> known.read(table)).map(InputVersion::version);
                if (since.isEmpty()) {
                    return windows.all(state.current());
                }
                changed.put(state.input(table), since.get());
            }
        }
        return new TreeSet<>(windows.touched(changed).orElseGet(() -> windows.all(state.current())));
    }

    private Result filled(SparkSession session, Pass pass, List<String> left, ModelState state, Work work) {
        Optional<TableVersion> base = state.current();
        long number = pass.first() + pass.windows().size() - left.size();
        Staged.Effect effect = Staged.Effect.NONE;
        List<StepRecord.Check> checks = new ArrayList<>();
        for (String window : left) {
            Instant started = step.now();
            Intent.Publish intent = intent(pass, number, window, state);
            Instant start = partition.window().start(window);
            Task.Extent extent = new Task.Extent.Window(
                    partition.windowBy(), start, partition.window().end(start));
            Checked checked = step.check(session, step.transformer().prepare(session, step.task(base, extent, intent)));
            Published published = step.publish(intent, checked, started);
            base = published.version();
            effect = effect.and(published.effect());
            add(ModelWork.checks(checked), checks);
            number++;
        }
        String detail = left.size() + (left.size() == 1 ? " window" : " windows") + ", " + work.reason();
        return step.result(StepRecord.Outcome.FILLED, work, detail, effect, base, checks);
    }

    private Intent.Publish intent(Pass pass, long number, String window, ModelState state) {
        return step.journal()
                .intent(OptionalLong.of(number), pass.tableId())
                .map(Intent.Publish.class::cast)
                .orElseGet(() -> step.intent(
                        number,
                        pass.tableId(),
                        new StepId(step.model().name(), Optional.of(window)),
                        pass.definition(),
                        state));
    }

    /** What the rules found in one window, beside what they found in those before. */
    private static void add(List<StepRecord.Check> found, List<StepRecord.Check> checks) {
        for (int i = 0; i < found.size(); i++) {
            StepRecord.Check check = found.get(i);
            if (i < checks.size()) {
                checks.set(
                        i,
                        new StepRecord.Check(
                                check.name(),
                                check.rule(),
                                check.failing(),
                                checks.get(i).violations() + check.violations(),
                                check.failure().or(checks.get(i)::failure)));
            } else {
                checks.add(check);
            }
        }
    }
}
