package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.Position;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.TableVersion;
import io.alluvium.source.Known;
import io.alluvium.source.Positions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tells where a raw table stands: what its log says was committed, and what the journal says of the batches around that.
 *
 * @param pending the batch that was begun after the last settled one and is not settled; it is read again, unchanged,
 *     while the table as it is configured can still be read so
 * @param settled the number of the last settled batch, 0 where there is none
 * @param unkept how many settled batches came after the last one that says what was reached up to it
 * @param nextNumber the number of the next new batch
 */
record RawState(
        Optional<TableVersion> current,
        Known known,
        Optional<Intent.Batch> pending,
        long settled,
        int unkept,
        long nextNumber) {
    /** Batches whose positions are read one by one at most, but for those of an older journal. */
    static final int KEPT_TOGETHER = 32;

    /**
     * A batch is settled when its number is committed, or when its outcome says that raw had every row already. An
     * intent for another Delta table in the same place is void, and so is one that another stands in place of.
     *
     * @throws AlluviumException COMMIT_LOST, STATE_CORRUPT
     */
    static RawState of(Glance glance, TableName table) {
        Warehouse warehouse = glance.warehouse();
        TableJournal journal = glance.journal(table);
        Optional<TableVersion> current = glance.current(table);
        if (current.isEmpty()) {
            return new RawState(current, Known.NOTHING, Optional.empty(), 0, 0, journal.nextNumber());
        }
        OptionalLong committed = glance.committed(table);
        OptionalLong kept = warehouse
                .lake()
                .kept(current.get(), journal.epochs().writer(current.get().tableId()), committed);
        Reading reading = new Reading(warehouse, journal, current.get().tableId(), committed);
        reading.read(kept);
        long last = reading.settled.isEmpty() ? 0 : reading.settled.get(0).number();
        Optional<Intent.Batch> pending = reading.begun.filter(batch -> batch.follows() == last);
        Known known = new Known(
                Optional.of(current.get().schema()),
                reading.reached(),
                pending.map(Intent.Batch::position),
                last == 0 ? Optional.empty() : journal.outcome(last).flatMap(Outcome::fingerprint));
        long next = Math.max(journal.nextNumber(), committed.orElse(0) + 1);
        return new RawState(current, known, pending, last, reading.unkept(), next);
    }

    /**
     * Where positions add up, keeps now and then what they come to, so that nobody has to read the whole journal.
     *
     * @param settledNow the batch that followed this state, and is settled now
     */
    void keep(Warehouse warehouse, Intent.Batch settledNow) {
        Positions positions = warehouse.positions(settledNow.position());
        if (unkept + 1 >= KEPT_TOGETHER && !positions.standsAlone(settledNow.position())) {
            Position reached = known.reached()
                    .map(before -> positions.joined(before, settledNow.position()))
                    .orElse(settledNow.position());
            warehouse
                    .journal()
                    .of(current.orElseThrow().name())
                    .keep(settledNow.number(), settledNow.tableId(), reached);
        }
    }

    /** The journal's batches, newest first, as far back as they say what was reached. */
    private static final class Reading {
        private final Warehouse warehouse;
        private final TableJournal journal;
        private final String tableId;
        private final OptionalLong committed;
        private final List<Intent.Batch> settled = new ArrayList<>();
        private Optional<Intent.Batch> begun = Optional.empty();
        private Optional<Position> kept = Optional.empty();

        Reading(Warehouse warehouse, TableJournal journal, String tableId, OptionalLong committed) {
            this.warehouse = warehouse;
            this.journal = journal;
            this.tableId = tableId;
            this.committed = committed;
        }

        void read(OptionalLong keptNumber) {
            Set<Long> takenOut = keptNumber.equals(committed) ? Set.of() : takenOut(keptNumber.orElse(0));
            Iterator<Intent> intents = journal.newestFirst(tableId).iterator();
            while (needsMore() && intents.hasNext()) {
                Intent.Batch batch = (Intent.Batch) intents.next();
                if (!takenOut.contains(batch.number()) && !isSuperseded(batch)) {
                    take(batch);
                }
            }
            requireJournal(keptNumber);
        }

        private void take(Intent.Batch batch) {
            if (isCommitted(batch) || Warehouse.outcome(journal, batch).isPresent()) {
                settled.add(batch);
                kept = warehouse.positions(batch.position()).standsAlone(batch.position())
                        ? Optional.of(batch.position())
                        : journal.kept(batch.number(), tableId);
            } else if (settled.isEmpty() && begun.isEmpty()) {
                begun = Optional.of(batch);
            }
        }

        private boolean isCommitted(Intent.Batch batch) {
            return committed.isPresent() && batch.number() <= committed.getAsLong();
        }

        private boolean isSuperseded(Intent.Batch batch) {
            return !settled.isEmpty()
                    && batch.number() > settled.get(settled.size() - 1).follows();
        }

        /** The one that says what was reached up to it costs nothing the next time either. */
        int unkept() {
            return settled.size() - (kept.isPresent() ? 1 : 0);
        }

        private boolean needsMore() {
            return settled.isEmpty() || kept.isEmpty();
        }

        /**
         * Batches that a RESTORE took out of the table, and those that were begun after them: they are as if they had
         * never been.
         */
        private Set<Long> takenOut(long keptNumber) {
            List<Intent.Batch> later = journal.newestFirst(tableId)
                    .map(Intent.Batch.class::cast)
                    .takeWhile(batch -> batch.number() > keptNumber)
                    .sorted(Comparator.comparing(Intent.Batch::number))
                    .toList();
            Set<Long> takenOut = new HashSet<>();
            for (Intent.Batch batch : later) {
                if (isCommitted(batch) || takenOut.contains(batch.follows())) {
                    takenOut.add(batch.number());
                }
            }
            return takenOut;
        }

        /** What all settled batches have read together. */
        Optional<Position> reached() {
            if (settled.isEmpty()) {
                return Optional.empty();
            }
            Position reached =
                    kept.orElseGet(() -> settled.get(settled.size() - 1).position());
            for (int i = settled.size() - 2; i >= 0; i--) {
                Position next = settled.get(i).position();
                Positions positions = warehouse.positions(next);
                boolean alone =
                        positions.standsAlone(next) || !reached.sourceType().equals(next.sourceType());
                reached = alone ? next : positions.joined(reached, next);
            }
            return Optional.of(reached);
        }

        /** Without its journal nobody knows which files or which bound a table has come to. */
        private void requireJournal(OptionalLong keptNumber) {
            if (keptNumber.isPresent() && settled.isEmpty()) {
                throw Problem.of(
                                ErrorCode.STATE_CORRUPT,
                                journal.name() + " has batch " + keptNumber.getAsLong()
                                        + ", but the journal does not know it")
                        .fixedBy("restore _alluvium/ from a backup, or load the table anew: alluvium reset "
                                + journal.name())
                        .asException();
            }
        }
    }
}
