package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.TableNews;
import io.alluvium.lake.TableSize;
import io.alluvium.lake.TableVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a warehouse shows at one look: each table's log and journal is asked for once, and stays as it was seen. Safe for
 * use by many threads.
 */
final class Glance {
    private final Warehouse warehouse;
    private final Map<TableName, TableJournal> journals = new ConcurrentHashMap<>();
    private final Map<TableName, Optional<TableVersion>> versions = new ConcurrentHashMap<>();
    private final Map<TableName, OptionalLong> committed = new ConcurrentHashMap<>();

    private final Map<Span, TableNews> news = new ConcurrentHashMap<>();

    private final Map<Span, TableSize> sizes = new ConcurrentHashMap<>();

    private record Span(String tableId, long since, long version) {}

    Glance(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    Warehouse warehouse() {
        return warehouse;
    }

    TableJournal journal(TableName table) {
        return journals.computeIfAbsent(table, warehouse.journal()::of);
    }

    /** As {@link Warehouse#current}. */
    Optional<TableVersion> current(TableName table) {
        Optional<TableVersion> seen = versions.get(table);
        if (seen == null) {
            // Two threads may ask at once; then both see what one of them saw.
            Optional<TableVersion> now = warehouse.current(journal(table));
            seen = versions.putIfAbsent(table, now);
            return seen == null ? now : seen;
        }
        return seen;
    }

    /** The number of the last batch or publish that a table shows; empty where there is no table. */
    OptionalLong committed(TableName table) {
        OptionalLong seen = committed.get(table);
        if (seen == null) {
            Optional<TableVersion> version = current(table);
            seen = version.isPresent() ? warehouse.committed(journal(table), version.get()) : OptionalLong.empty();
            committed.put(table, seen);
        }
        return seen;
    }

    /** The table as it is seen here, for others to read. */
    Optional<Pin> pin(TableName table) {
        return current(table).map(version -> new Pin(version, committed(table).orElse(0)));
    }

    /** What happened to a table after version {@code since}, up to this one. */
    TableNews news(TableVersion version, long since) {
        return news.computeIfAbsent(
                new Span(version.tableId(), since, version.version()),
                span -> warehouse.lake().news(version, since));
    }

    /** What a table holds. */
    TableSize size(TableVersion version) {
        return sizes.computeIfAbsent(
                new Span(version.tableId(), version.version(), version.version()),
                span -> warehouse.lake().size(version));
    }

    /** How long the table's work took when it was last done. */
    Optional<Duration> earlier(TableName table) {
        return journal(table).newestOutcome().map(Outcome::took);
    }
}
