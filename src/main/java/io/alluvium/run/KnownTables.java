package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.extract.Known;
import io.alluvium.failure.AlluviumException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What the warehouse knows of raw tables. Logs and journals are read side by side and ahead of who asks for them, while
 * that one waits for a source.
 */
final class KnownTables implements AutoCloseable {
    private final ExecutorService threads;
    private final Map<TableName, CompletableFuture<Known>> known = new HashMap<>();

    /** @param parallel how many tables are read at a time */
    KnownTables(Warehouse warehouse, Collection<TableName> tables, int parallel) {
        this.threads = Executors.newFixedThreadPool(parallel);
        tables.forEach(table -> known.put(table, CompletableFuture.supplyAsync(() -> read(warehouse, table), threads)));
    }

    private static Known read(Warehouse warehouse, TableName table) {
        return RawState.of(warehouse.lake(), warehouse.journal().of(table), table)
                .known();
    }

    /**
     * @param table one of those that were given
     * @throws AlluviumException as reading its log and journal ended
     */
    Known of(TableName table) {
        try {
            return Objects.requireNonNull(known.get(table)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AlluviumException fault ? fault : e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
