package io.alluvium.run;

import io.alluvium.domain.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the jobs of a run side by side, each after those it depends on, the longest remaining path first (Graham's list
 * scheduling by critical path), within a limit for each group of jobs.
 *
 * @param <R> what a job leaves
 */
final class Scheduler<R> {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /**
     * One job.
     *
     * @param group whose limit it counts against
     * @param expected how long it is expected to take
     * @param work gets the results of the jobs it comes after; what it throws ends the run
     */
    record Job<R>(
            TableName name,
            Set<TableName> after,
            String group,
            Duration expected,
            Function<Map<TableName, R>, R> work) {
        Job {
            after = Set.copyOf(after);
        }
    }

    /**
     * A job that ended.
     *
     * @param take gives its result, or throws what ended it
     */
    private record Done<R>(Job<R> job, Supplier<R> take) {}

    private final Map<String, Integer> free;
    private final Map<TableName, R> results = new HashMap<>();
    private final Set<TableName> names = new HashSet<>();
    private final BlockingQueue<Done<R>> done = new LinkedBlockingQueue<>();

    /** @param limits how many jobs of each group may run at a time */
    Scheduler(Map<String, Integer> limits) {
        this.free = new HashMap<>(limits);
    }

    /**
     * Runs all jobs; returns when every job that was begun has ended.
     *
     * @param jobs each after those it depends on; what is no job is there already, and is not waited for
     * @throws InterruptedException when the calling thread is interrupted: no further job is begun, those at work are
     *     interrupted and given a short time to end
     */
    Map<TableName, R> run(List<Job<R>> jobs) throws InterruptedException {
        jobs.forEach(job -> names.add(job.name()));
        List<Job<R>> waiting = new ArrayList<>(jobs);
        waiting.sort(Comparator.comparing(
                remainingPaths(jobs)::get, Comparator.<Duration>naturalOrder().reversed()));
        ExecutorService threads = Executors.newCachedThreadPool();
        int running = 0;
        try {
            while (!waiting.isEmpty() || running > 0) {
                Optional<Job<R>> next = startable(waiting);
                if (next.isPresent()) {
                    start(threads, next.get());
                    waiting.remove(next.get());
                    running++;
                } else {
                    finish(done.take());
                    running--;
                }
            }
            return results;
        } catch (InterruptedException stopped) {
            threads.shutdownNow();
            if (!threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("some work did not end within {}", LAST_WORDS);
            }
            throw stopped;
        } finally {
            threads.shutdownNow();
        }
    }

    private Optional<Job<R>> startable(List<Job<R>> waiting) {
        return waiting.stream()
                .filter(job -> job.after().stream().filter(names::contains).allMatch(results::containsKey)
                        && free.getOrDefault(job.group(), 0) > 0)
                .findFirst();
    }

    private void start(ExecutorService threads, Job<R> job) {
        free.merge(job.group(), -1, Integer::sum);
        Map<TableName, R> before = new HashMap<>(results);
        before.keySet().retainAll(job.after());
        threads.execute(() -> {
            Thread.currentThread().setName(job.name().toString());
            done.add(ended(job, before));
        });
    }

    private static <R> Done<R> ended(Job<R> job, Map<TableName, R> before) {
        try {
            R result = job.work().apply(before);
            return new Done<>(job, () -> result);
        } catch (RuntimeException | Error e) {
            return new Done<>(job, () -> {
                throw e;
            });
        }
    }

    private void finish(Done<R> ended) {
        free.merge(ended.job().group(), 1, Integer::sum);
        results.put(ended.job().name(), ended.take().get());
    }

    /** For each job its own expected time and that of the longest chain that waits for it. */
    private Map<Job<R>, Duration> remainingPaths(List<Job<R>> jobs) {
        Map<TableName, Duration> longestAfter = new HashMap<>();
        Map<Job<R>, Duration> paths = new HashMap<>();
        for (int i = jobs.size() - 1; i >= 0; i--) {
            Job<R> job = jobs.get(i);
            Duration path = job.expected().plus(longestAfter.getOrDefault(job.name(), Duration.ZERO));
            paths.put(job, path);
            job.after().forEach(table -> longestAfter.merge(table, path, (a, b) -> a.compareTo(b) > 0 ? a : b));
        }
        return paths;
    }
}
