package io.alluvium.lake;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The small changes that this process committed last. Who reads them here need not read them back from the tables' feeds.
 * Safe for many threads.
 */
final class RecentChanges {
    /** So many rows are kept of all tables. */
    private static final int MOST = 200_000;

    private final Map<Commit, HeldChanges> changes = new LinkedHashMap<>();
    private int rows;

    private record Commit(String tableId, long version) {}

    synchronized void add(TableVersion version, HeldChanges change) {
        changes.put(new Commit(version.tableId(), version.version()), change);
        rows += change.count();
        Iterator<HeldChanges> oldest = changes.values().iterator();
        while (rows > MOST) {
            rows -= oldest.next().count();
            oldest.remove();
        }
    }

    /** All changes after version {@code since}, up to this one; empty where one of them is not known. */
    synchronized Optional<HeldChanges> after(TableVersion version, long since) {
        HeldChanges all = HeldChanges.none(version.schema());
        for (long number = since + 1; number <= version.version(); number++) {
            HeldChanges change = changes.get(new Commit(version.tableId(), number));
            if (change == null || !change.schema().equals(version.schema())) {
                return Optional.empty();
            }
            all = all.and(change);
        }
        return Optional.of(all);
    }
}
