package io.alluvium.source.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WatchedReadTest {
    /** A server that may or may not listen to a cancel. */
    private static final class Session implements WatchedRead.Session {
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private final CountDownLatch cut = new CountDownLatch(1);

        @Override
        public void cancel() {
            cancelled.countDown();
        }

        @Override
        public void cut() {
            cut.countDown();
        }
    }

    private static boolean within(CountDownLatch latch, long milliseconds) throws InterruptedException {
        return latch.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    @Test
    void aReadThatEndsByItselfIsLeftAlone() throws InterruptedException {
        Session session = new Session();
        AtomicBoolean stopped = new AtomicBoolean();
        WatchedRead watch = WatchedRead.start("test", stopped::get, session);

        assertThat(watch.end()).isTrue();
        stopped.set(true);

        assertThat(within(session.cancelled, 300)).isFalse();
    }

    @Test
    void aReadThatShallStopIsCancelledAndIsNotCutWhereThatHelps() throws InterruptedException {
        Session session = new Session();
        WatchedRead watch = WatchedRead.start("test", () -> true, session);

        assertThat(within(session.cancelled, 30_000)).isTrue();
        assertThat(watch.end()).isFalse();

        assertThat(within(session.cut, 1_500)).isFalse();
    }

    @Test
    void aServerThatDoesNotListenIsCutOff() throws InterruptedException {
        Session session = new Session();
        WatchedRead watch = WatchedRead.start("test", () -> true, session);

        assertThat(within(session.cut, 30_000)).isTrue();
        assertThat(within(session.cancelled, 30_000)).isTrue();
        assertThat(watch.end()).isFalse();
    }
}
