package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SchedulerTest {

    private static TableName table(int i) {
        return new TableName(Layer.CURATED, "t" + i);
    }

    private static Scheduler.Job<String> job(
            int i, Set<TableName> after, long expected, Function<Map<TableName, String>, String> work) {
        return new Scheduler.Job<>(table(i), after, "compute", Duration.ofSeconds(expected), work);
    }

    @Test
    void everyJobRunsOnceAfterAllItDependsOnWithTheirResults() throws InterruptedException {
        for (long seed = 1; seed <= 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Scheduler.Job<String>> jobs = new ArrayList<>();
            List<TableName> order = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 40; i++) {
                Set<TableName> after = new HashSet<>();
                for (int j = 0; j < i; j++) {
                    if (random.nextInt(8) == 0) {
                        after.add(table(j));
                    }
                }
                int number = i;
                jobs.add(job(i, after, random.nextLong(9), before -> {
                    assertThat(before.keySet()).isEqualTo(after);
                    order.add(table(number));
                    return "done " + number;
                }));
            }
            Map<TableName, String> results = new Scheduler<String>(Map.of("compute", 4)).run(jobs);
            assertThat(results).hasSize(40).containsEntry(table(7), "done 7");
            assertThat(order).hasSize(40);
            for (Scheduler.Job<String> job : jobs) {
                job.after().forEach(before -> assertThat(order.indexOf(before)).isLessThan(order.indexOf(job.name())));
            }
        }
    }

    /** As where a run is about some tables alone. */
    @Test
    void whatIsNoJobIsNotWaitedFor() throws InterruptedException {
        assertThat(new Scheduler<String>(Map.of("compute", 1))
                        .run(List.of(job(1, Set.of(table(0)), 1, before -> "done over " + before))))
                .containsExactly(Map.entry(table(1), "done over {}"));
    }

    @Test
    void whatAJobThrowsEndsTheRunAndDoesNotHangIt() {
        Scheduler.Job<String> failing = job(0, Set.of(), 1, before -> {
            throw new IllegalStateException("the screen is gone");
        });

        assertThatThrownBy(() -> new Scheduler<String>(Map.of("compute", 1))
                        .run(List.of(failing, job(1, Set.of(table(0)), 1, before -> "done"))))
                .hasMessage("the screen is gone");
    }

    @Test
    void aGroupNeverExceedsItsLimitAndUsesIt() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch threeAtOnce = new CountDownLatch(3);
        List<Scheduler.Job<String>> jobs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            jobs.add(job(i, Set.of(), 1, before -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                threeAtOnce.countDown();
                try {
                    threeAtOnce.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                running.decrementAndGet();
                return "";
            }));
        }
        new Scheduler<String>(Map.of("compute", 3)).run(jobs);
        assertThat(most).hasValue(3);
    }

    @Test
    void theLongestRemainingPathGoesFirst() throws InterruptedException {
        List<TableName> order = Collections.synchronizedList(new ArrayList<>());
        Function<Integer, Function<Map<TableName, String>, String>> note = i -> before -> {
            order.add(table(i));
            return "";
        };
        new Scheduler<String>(Map.of("compute", 1))
                .run(List.of(
                        job(0, Set.of(), 5, note.apply(0)),
                        job(1, Set.of(), 1, note.apply(1)),
                        job(2, Set.of(table(1)), 9, note.apply(2))));
        assertThat(order).containsExactly(table(1), table(2), table(0));
    }
}
