package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.journal.Pass;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Strategy;
import io.alluvium.model.WindowLength;
import io.alluvium.plan.ModelFact;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where the windows of a partition model stand.
 *
 * @param pass the last look through them; empty where there was none for this table
 * @param left what it found due and is not done
 */
record WindowState(Optional<Pass> pass, List<String> left) {

    /** @param committed the last number that the table shows */
    static WindowState of(Glance glance, Optional<TableVersion> current, long committed) {
        Optional<Pass> pass =
                current.flatMap(table -> glance.journal(table.name()).pass(table.tableId()));
        return new WindowState(pass, pass.map(last -> last.left(committed)).orElse(List.of()));
    }

    /** The facts as the windows have them: what counts is what they were last looked through with. */
    ModelFact told(
            ModelFact fact, Strategy.Partition partition, Glance glance, Map<TableName, Pin> inputs, Instant at) {
        Optional<ModelFact.Published> published = pass.map(
                        last -> new ModelFact.Published(last.tableId(), last.definition(), last.inputs()))
                .or(fact::published);
        return new ModelFact(
                fact.definition(),
                fact.current(),
                published,
                fact.outside(),
                ModelState.seen(
                        glance,
                        inputs,
                        published.map(ModelFact.Published::inputs).orElse(Map.of())),
                due(partition, at),
                fact.follower());
    }

    private Optional<String> due(Strategy.Partition partition, Instant at) {
        if (!left.isEmpty()) {
            return Optional.of(left.size() + (left.size() == 1 ? " window is" : " windows are") + " left");
        }
        return lookedBack(partition, at).isEmpty()
                ? Optional.empty()
                : Optional.of("a window began, lookback = " + partition.lookback());
    }

    /** The windows before the present one, where it is another one than when they were last looked through. */
    SortedSet<Instant> lookedBack(Strategy.Partition partition, Instant at) {
        WindowLength length = partition.window();
        Instant present = length.start(at);
        SortedSet<Instant> windows = new TreeSet<>();
        boolean began =
                pass.filter(last -> length.start(last.at()).isBefore(present)).isPresent();
        for (int back = 0; began && back < partition.lookback(); back++) {
            Instant first = windows.isEmpty() ? present : windows.first();
            windows.add(length.start(first.minusNanos(1)));
        }
        return windows;
    }
}
