package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.domain.Window;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.Lake;
import io.alluvium.lake.TableVersion;
import io.alluvium.source.Known;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where a raw table stands: what its log says was committed, and what the journal says of the batches around that.
 *
 * @param pending the batch that was begun after the last settled one and is not settled; it is read again, unchanged,
 *     while the table as it is configured can still be read so
 * @param settled the number of the last settled batch, 0 where there is none
 * @param nextNumber the number of the next new batch
 */
record RawState(
        Optional<TableVersion> current, Known known, Optional<Intent.Batch> pending, long settled, long nextNumber) {

    /**
     * A batch is settled when its number is committed, or when its outcome says that raw had every row already. An
     * intent for another Delta table in the same place is void, and so is one that another stands in place of.
     */
    static RawState of(Warehouse warehouse, TableName table) {
        Lake lake = warehouse.lake();
        TableJournal journal = warehouse.journal().of(table);
        Optional<TableVersion> current = lake.current(table);
        if (current.isEmpty()) {
            return new RawState(current, Known.NOTHING, Optional.empty(), 0, journal.nextNumber());
        }
        String writer = warehouse.journal().epochs(table).writer(current.get().tableId());
        OptionalLong committed = lake.committed(current.get(), writer);
        OptionalLong kept = lake.kept(current.get(), writer, committed);
        Set<Long> takenOut = kept.equals(committed)
                ? Set.of()
                : takenOut(journal, current.get().tableId(), kept.orElse(0), committed.orElse(0));
        List<Intent.Batch> settled = new ArrayList<>();
        Optional<Intent.Batch> begun = Optional.empty();
        var intents = journal.newestFirst(current.get().tableId()).iterator();
        while (intents.hasNext() && needsMore(settled)) {
            Intent.Batch batch = (Intent.Batch) intents.next();
            if (takenOut.contains(batch.number())) {
                continue;
            }
            boolean superseded = !settled.isEmpty()
                    && batch.number() > settled.get(settled.size() - 1).follows();
            if (committed.isPresent() && batch.number() <= committed.getAsLong()
                    || journal.outcome(batch.number()).isPresent()) {
                if (!superseded) {
                    settled.add(batch);
                }
            } else if (settled.isEmpty() && begun.isEmpty()) {
                begun = Optional.of(batch);
            }
        }
        requireJournal(table, kept, settled);
        long last = settled.isEmpty() ? 0 : settled.get(0).number();
        Optional<Intent.Batch> pending = begun.filter(batch -> batch.follows() == last);
        long next = Math.max(journal.nextNumber(), committed.orElse(0) + 1);
        return new RawState(current, known(journal, current.get(), settled, pending), pending, last, next);
    }

    /**
     * Batches that a RESTORE took out of the table, and those that were begun after them: they are as if they had never
     * been.
     */
    private static Set<Long> takenOut(TableJournal journal, String tableId, long kept, long committed) {
        List<Intent.Batch> later = journal.newestFirst(tableId)
                .map(Intent.Batch.class::cast)
                .takeWhile(batch -> batch.number() > kept)
                .sorted(Comparator.comparing(Intent.Batch::number))
                .toList();
        Set<Long> takenOut = new HashSet<>();
        for (Intent.Batch batch : later) {
            if (batch.number() <= committed || takenOut.contains(batch.follows())) {
                takenOut.add(batch.number());
            }
        }
        return takenOut;
    }

    /** Only a window of files adds to the ones before it; others say all there is to know. */
    private static boolean needsMore(List<Intent.Batch> settled) {
        return settled.isEmpty() || settled.get(0).window() instanceof Window.Files files && !files.replace();
    }

    private static Known known(
            TableJournal journal, TableVersion current, List<Intent.Batch> settled, Optional<Intent.Batch> pending) {
        List<Window> windows =
                new ArrayList<>(settled.stream().map(Intent.Batch::window).toList());
        Collections.reverse(windows);
        Optional<String> fingerprint = settled.stream()
                .findFirst()
                .flatMap(last -> journal.outcome(last.number()))
                .flatMap(Outcome::fingerprint);
        return new Known(Optional.of(current.schema()), windows, pending.map(Intent.Batch::window), fingerprint);
    }

    /** Without its journal nobody knows which files or which bound a table has come to. */
    private static void requireJournal(TableName table, OptionalLong committed, List<Intent.Batch> settled) {
        if (committed.isPresent()
                && settled.stream().noneMatch(batch -> batch.number() == committed.getAsLong())
                && settled.isEmpty()) {
            throw Problem.of(
                            ErrorCode.STATE_CORRUPT,
                            table + " has batch " + committed.getAsLong() + ", but the journal does not know it")
                    .fixedBy("restore _alluvium/ from a backup, or load the table anew: alluvium reset " + table)
                    .asException();
        }
    }
}
