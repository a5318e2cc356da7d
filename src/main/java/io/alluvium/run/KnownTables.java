package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What the warehouse knows of raw tables. Logs and journals are read side by side, a few tables ahead of the one thread
 * that asks for them, while that one waits for a source.
 */
final class KnownTables implements AutoCloseable {
    /** For each table that is read at a time. */
    private static final int AHEAD = 4;

    private final Glance glance;
    private final Queue<TableName> next;
    private final int most;
    private final ExecutorService threads;
    private final Map<TableName, CompletableFuture<RawState>> known = new HashMap<>();

    /**
     * @param tables in the order in which they are likely to be asked for
     * @param parallel how many are read at a time
     */
    KnownTables(Glance glance, Collection<TableName> tables, int parallel) {
        this.glance = glance;
        this.next = new ArrayDeque<>(tables);
        this.most = parallel * AHEAD;
        this.threads = Executors.newFixedThreadPool(parallel);
        readAhead();
    }

    /** @throws AlluviumException as reading the table's log and journal ended */
    RawState of(TableName table) {
        CompletableFuture<RawState> begun = known.remove(table);
        readAhead();
        if (begun == null) {
            next.remove(table);
            return read(table);
        }
        try {
            return begun.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AlluviumException fault ? fault : e;
        }
    }

    private void readAhead() {
        while (known.size() < most && !next.isEmpty()) {
            TableName table = next.remove();
            known.put(table, CompletableFuture.supplyAsync(() -> read(table), threads));
        }
    }

    private RawState read(TableName table) {
        return RawState.of(glance, table);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
