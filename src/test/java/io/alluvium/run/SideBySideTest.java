package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SideBySideTest {
    @Test
    void thingsComeInTheirOrderWhicheverIsMadeFirst() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        List<Callable<String>> work = List.of(
                () -> {
                    second.await();
                    return "a";
                },
                () -> {
                    second.countDown();
                    return "b";
                },
                () -> "c");
        try (SideBySide<String> made = new SideBySide<>(2, work, dropped -> {})) {
            assertThat(List.of(made.next(), made.next(), made.next())).containsExactly("a", "b", "c");
        }
    }

    @Test
    void asManyAreAtWorkAsMayBe() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            work.add(together::await);
        }
        try (SideBySide<Integer> made = new SideBySide<>(3, work, dropped -> {})) {
            for (int i = 0; i < 6; i++) {
                assertThat(made.next()).isBetween(0, 2);
            }
        }
    }

    @Test
    void whenOneFailsItsFailureComesAndTheRestIsDropped() {
        ConcurrentLinkedQueue<String> dropped = new ConcurrentLinkedQueue<>();
        Semaphore third = new Semaphore(0);
        List<Callable<String>> work = List.of(
                () -> "a",
                () -> {
                    third.acquire();
                    throw new IllegalStateException("b fails");
                },
                () -> {
                    third.release();
                    return "c";
                },
                () -> "d");
        assertThatThrownBy(() -> {
                    try (SideBySide<String> made = new SideBySide<>(2, work, dropped::add)) {
                        made.next();
                        made.next();
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("b fails");
        assertThat(dropped).containsExactly("c");
    }
}
