package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.journal.Journal;
import io.alluvium.journal.KeyedRun;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds runs again, by their number or their key. */
record PastRuns(Journal journal) {

    /** The newest finished run, or the one with this number. */
    Optional<RunRecord> record(Optional<Long> run) {
        return journal.runs().stream()
                .filter(id -> run.isEmpty() || run.get() == id.number())
                .sorted(Comparator.reverseOrder())
                .flatMap(id -> ended(id).stream())
                .findFirst();
    }

    /** What became of a key's run, by the newest attempt at it; empty where nothing was begun under the key. */
    Optional<OpenTables.Found> find(RunKey key) {
        KeyedRun keyed = journal.keyed(key);
        Optional<RunId> newest = keyed.newest();
        // Asked first: who has ended by then has left its results.
        boolean atWork = newest.flatMap(this::ended).isEmpty()
                && newest.isPresent()
                && journal.holder().equals(Optional.of(key))
                && journal.isLeaseHeld();
        return newest.map(run -> found(run, atWork));
    }

    private OpenTables.Found found(RunId run, boolean atWork) {
        Optional<RunRecord> record = ended(run);
        List<StepRecord> steps = record.map(RunRecord::steps)
                .orElseGet(() -> EventFiles.read(journal.folder(run)).stream()
                        .flatMap(event -> event.ended().stream())
                        .toList());
        return new OpenTables.Found(run, record, atWork, steps);
    }

    private Optional<RunRecord> ended(RunId run) {
        return ResultFile.read(journal.folder(run));
    }
}
