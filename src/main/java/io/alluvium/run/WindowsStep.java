package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.StepId;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Pass;
import io.alluvium.lake.Staged;
import io.alluvium.lake.TableNews;
import io.alluvium.lake.TableVersion;
import io.alluvium.lake.WrittenRows;
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
import java.util.concurrent.Callable;
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
        long first = pass.first() + pass.windows().size() - left.size();
        List<Callable<Ahead>> computing = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            long number = first + i;
            String window = left.get(i);
            computing.add(() -> {
                Intent.Publish intent = intent(pass, number, window, state);
                Task task = step.task(state.current(), extent(window), intent);
                return new Ahead(intent, step.transformer().write(step.session(state), task, extent(window)));
            });
        }
        Filled filled = new Filled(state.current());
        try (SideBySide<Ahead> windows = new SideBySide<>(
                step.parallel(), computing, ahead -> ahead.rows().drop())) {
            for (int i = 0; i < left.size(); i++) {
                Ahead ahead = windows.next();
                Instant started = step.now();
                Task.Extent.Window extent = extent(left.get(i));
                Task task = step.task(filled.base, extent, ahead.intent());
                Checked checked = step.check(session, step.transformer().place(session, task, extent, ahead.rows()));
                filled.add(step.publish(ahead.intent(), checked, started), ModelWork.checks(checked));
            }
        } catch (Exception e) {
            throw SparkFault.explained(e, step.model());
        }
        String detail = left.size() + (left.size() == 1 ? " window" : " windows") + ", " + work.reason();
        return step.result(StepRecord.Outcome.FILLED, work, detail, filled.effect, filled.base, filled.checks);
    }

    private Task.Extent.Window extent(String window) {
        Instant start = partition.window().start(window);
        return new Task.Extent.Window(
                partition.windowBy(), start, partition.window().end(start));
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

    /** A window whose rows are written, until those before it are committed. */
    private record Ahead(Intent.Publish intent, WrittenRows rows) {}

    /** What windows that were committed come to. */
    private static final class Filled {
        private Optional<TableVersion> base;
        private Staged.Effect effect = Staged.Effect.NONE;
        private final List<StepRecord.Check> checks = new ArrayList<>();

        Filled(Optional<TableVersion> base) {
            this.base = base;
        }

        void add(Published published, List<StepRecord.Check> found) {
            base = published.version();
            effect = effect.and(published.effect());
            for (int i = 0; i < found.size(); i++) {
                if (i < checks.size()) {
                    checks.set(i, both(checks.get(i), found.get(i)));
                } else {
                    checks.add(found.get(i));
                }
            }
        }

        private static StepRecord.Check both(StepRecord.Check before, StepRecord.Check check) {
            return new StepRecord.Check(
                    check.name(),
                    check.rule(),
                    check.failing(),
                    before.violations() + check.violations(),
                    check.failure().or(before::failure));
        }
    }
}
