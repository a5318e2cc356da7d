package io.alluvium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lease promises, whatever it is made of: between threads, and between processes. */
abstract class LeaseBehaviour {
    static final TermLease.Timing TIMING = new TermLease.Timing(Duration.ofMillis(100), Duration.ofSeconds(3));
    private static final TableName ORDERS = new TableName(Layer.RAW, "orders");

    @TempDir
    Path warehouse;

    private final List<Running> processes = new ArrayList<>();

    /** Whether the storage has locks of the operating system. */
    abstract boolean locks();

    Journal journal() {
        return new Journal(LeaseHolder.storage(warehouse, locks()), "shop", TIMING);
    }

    static Intent batch(long number) {
        return new Intent.Batch(number, number - 1, "a", new RunId(1), new Position("toy", 1, "{}"));
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(running -> running.process.destroyForcibly());
    }

    /** A {@link LeaseHolder} and what was said to it and by it. */
    record Running(Process process, PrintStream to, BufferedReader from) {
        String says() {
            try {
                return String.valueOf(from.readLine());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        String answers(String told) {
            to.println(told);
            to.flush();
            return says();
        }

        void signal(String name) throws Exception {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    Running start(Duration patience) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.timezone=UTC",
                        "-cp",
                        System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                        LeaseHolder.class.getName(),
                        warehouse.toString(),
                        Boolean.toString(locks()),
                        Long.toString(TIMING.beat().toMillis()),
                        Long.toString(TIMING.silence().toMillis()),
                        Long.toString(patience.toMillis()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Running running = new Running(
                process,
                new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
                process.inputReader(StandardCharsets.UTF_8));
        processes.add(running);
        return running;
    }

    void isRefused(Duration patience, String holder) {
        Instant asked = Instant.now();
        assertThatThrownBy(() -> journal().lease(patience))
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.LEASE_HELD))
                .hasMessageContaining("another run of this project is active: " + holder)
                .hasMessageNotContaining("\n");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(patience.plusSeconds(5));
    }

    @Test
    void aHeldLeaseIsRefusedSoonWithItsHolder() {
        try (Lease held = journal().lease(Duration.ZERO)) {
            isRefused(Duration.ZERO, "process " + ProcessHandle.current().pid());
            isRefused(
                    Duration.ofMillis(500), "process " + ProcessHandle.current().pid());
            assertThat(held.stillHeld()).isTrue();
        }
    }

    @Test
    void whoHoldsItTellsTheKeyOfItsRun() throws Exception {
        assertThat(journal().holder()).isEmpty();
        Optional<RunKey> key = Optional.of(new RunKey("daily:2026-11-03T00:00_a.b-c"));
        Lease held = journal().lease(Duration.ZERO, key);
        isRefused(Duration.ZERO, "process " + ProcessHandle.current().pid());
        assertThat(journal().holder()).isEqualTo(key);
        assertThat(journal().isLeaseHeld()).isTrue();
        held.close();
        assertThat(journal().holder()).isEmpty();
        assertThat(journal().isLeaseHeld()).isFalse();

        Running other = start(Duration.ZERO);
        assertThat(other.says()).isEqualTo("term 2");
        assertThat(journal().holder()).isEmpty();
        assertThat(journal().isLeaseHeld()).isTrue();
        other.process().destroyForcibly().waitFor();
        assertThat(journal().isLeaseHeld()).isFalse();
    }

    @Test
    void aLeaseThatIsGivenBackIsFreeAtOnceAndItsTermsGrow() {
        Instant begun = Instant.now();
        for (int term = 1; term <= 5; term++) {
            Lease lease = journal().lease(Duration.ZERO);
            assertThat(lease.term()).isEqualTo(term);
            assertThat(lease.stillHeld()).isTrue();
            lease.close();
            assertThat(lease.stillHeld()).isFalse();
            lease.close();
        }
        assertThat(Duration.between(begun, Instant.now())).isLessThan(TIMING.silence());
    }

    @Test
    void whoWaitsGetsItWhenItsHolderIsDone() throws Exception {
        Lease first = journal().lease(Duration.ZERO);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Long> waiting = thread.submit(() -> {
            try (Lease second = journal().lease(Duration.ofSeconds(30))) {
                return second.term();
            }
        });
        Thread.sleep(500);
        assertThat(waiting.isDone()).isFalse();
        first.close();
        assertThat(waiting.get()).isEqualTo(2);
        thread.shutdown();
    }

    @Test
    void anInterruptedThreadGivesItBackAllTheSame() {
        Lease first = journal().lease(Duration.ZERO);
        Thread.currentThread().interrupt();
        first.close();
        assertThat(Thread.interrupted()).isTrue();
        journal().lease(Duration.ZERO).close();
    }

    @Test
    void whoIsInterruptedWhileWaitingHasNone() throws Exception {
        try (Lease held = journal().lease(Duration.ZERO)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> journal().lease(Duration.ofSeconds(30)))
                    .isInstanceOf(AlluviumException.class)
                    .hasMessageContaining("stopped while waiting for another run");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(held.stillHeld()).isTrue();
        }
    }

    @Test
    void ofManyThreadsThatAskAtOnceOneHoldsItAtATime() throws Exception {
        int threads = 6;
        AtomicInteger holding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Long>> terms = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            terms.add(pool.submit(() -> {
                start.await();
                try (Lease lease = journal().lease(Duration.ofSeconds(60))) {
                    most.accumulateAndGet(holding.incrementAndGet(), Math::max);
                    Thread.sleep(30);
                    assertThat(lease.stillHeld()).isTrue();
                    holding.decrementAndGet();
                    return lease.term();
                }
            }));
        }
        List<Long> taken = new ArrayList<>();
        for (Future<Long> term : terms) {
            taken.add(term.get());
        }
        pool.shutdown();
        assertThat(most).hasValue(1);
        assertThat(taken).doesNotHaveDuplicates();
    }

    @Test
    void ofTwoProcessesThatAskAtOnceOneHoldsIt() throws Exception {
        for (int round = 1; round <= 2; round++) {
            List<Running> both = List.of(start(Duration.ZERO), start(Duration.ZERO));
            List<String> said = both.stream().map(Running::says).toList();
            assertThat(said).containsOnlyOnce("term " + round);
            int winner = said.indexOf("term " + round);
            assertThat(said.get(1 - winner))
                    .contains("ALV-5001")
                    .contains("process " + both.get(winner).process().pid());
            assertThat(both.get(winner).answers(Integer.toString(round))).isEqualTo("written");
            assertThat(both.get(winner).answers("close")).isEqualTo("closed");
        }
        assertThat(journal().of(ORDERS).newestFirst("a")).hasSize(2);
    }

    @Test
    void theLeaseOfAProcessThatWasKilledIsTakenOver() throws Exception {
        Running killed = start(Duration.ZERO);
        assertThat(killed.says()).isEqualTo("term 1");
        killed.process().destroyForcibly().waitFor();
        try (Lease next = journal().lease(Duration.ZERO)) {
            assertThat(next.term()).isEqualTo(2);
            assertThat(next.stillHeld()).isTrue();
        }
    }

    @Test
    void nothingIsWrittenByAJournalWhoseLeaseIsOver() {
        Journal journal = journal();
        Lease lease = journal.lease(Duration.ZERO);
        journal.of(ORDERS).write(batch(1));
        lease.close();
        assertThatThrownBy(() -> journal.of(ORDERS).write(batch(2)))
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.LEASE_LOST))
                .hasMessageContaining("this run does not hold the lease of shop any more");
        try (Lease again = journal.lease(Duration.ZERO)) {
            assertThat(again.term()).isEqualTo(2);
            journal.of(ORDERS).write(batch(2));
        }
    }
}
