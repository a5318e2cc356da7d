package io.alluvium.source.budget;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps connections that one small read leaves for the next: a login takes longer than a small table. What waits here
 * counts against the source's budget, so that whoever opens connections of his own calls {@link #closeIdle} first. Safe
 * for many threads.
 *
 * @param <C> a connection in the state that all these reads share, a snapshot for example
 */
public final class KeptConnections<C> {
    private final Consumer<C> closing;
    private final Deque<C> idle = new ArrayDeque<>();
    private boolean closed;

    /** @param closing closes a connection, and raises nothing */
    public KeptConnections(Consumer<C> closing) {
        this.closing = closing;
    }

    /** One that waits; give it back by {@link #keep} where nothing went wrong. */
    public Optional<C> take() {
        return Optional.ofNullable(next());
    }

    private synchronized @Nullable C next() {
        return idle.poll();
    }

    /** For whoever comes next. */
    public void keep(C connection) {
        synchronized (this) {
            if (!closed) {
                idle.push(connection);
                return;
            }
        }
        closing.accept(connection);
    }

    public void closeIdle() {
        for (C waiting = next(); waiting != null; waiting = next()) {
            closing.accept(waiting);
        }
    }

    /** Also what is given back later. */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        closeIdle();
    }
}
