package io.alluvium.journal;

import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.FolderNotes;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state of one project in a warehouse, under {@code _alluvium/<project>}: {@code state/} with a folder a
 * table, {@code runs/} with a folder a run, {@code keys/} with a folder a key of runs. Written only by who holds the {@link Lease}: once a lease was taken here,
 * nothing is written after it was lost or closed.
 */
public final class Journal {
    static final String ROOT = "_alluvium";
    static final String STATE = "state";
    private static final String NOTES = "notes";
    private static final String TOLD = "catalog.json";
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final String project;
    private final Storage root;
    private final StateFolder state;
    private final StateFormat format;
    private final EpochPointers pointers;
    private final TermLease.Timing timing;
    private final FolderNotes notes;
    private final Map<TableName, TableNote> tables = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();

    /**
     * Opens the state, or the place where it will be; writes nothing.
     *
     * @param warehouse the warehouse's folder
     * @throws io.alluvium.failure.AlluviumException STATE_NEWER when a newer Alluvium wrote it
     */
    public Journal(Storage warehouse, String project) {
        this(warehouse, project, TermLease.Timing.USUAL);
    }

    /** @param timing of the lease where the storage has no locks */
    Journal(Storage warehouse, String project, TermLease.Timing timing) {
        this.timing = timing;
        this.notes = FolderNotes.in(warehouse.under(ROOT).under(project), NOTES);
        this.project = project;
        this.root = warehouse.under(ROOT).under(project);
        this.state = new StateFolder(root.under(STATE), this::requireLease);
        this.pointers = new EpochPointers(warehouse.under(ROOT), project);
        this.format = new StateFormat(state);
    }

    /** The state of one table, as it is now. */
    public TableJournal of(TableName table) {
        TableNote note = tables.computeIfAbsent(table, name -> TableNote.of(notes.of(note(name))));
        TableFolder folder = new TableFolder(state, table, note);
        return new TableJournal(folder, format, this::term, new Epochs(folder, format, pointers, project));
    }

    private static String note(TableName table) {
        return STATE + "/" + table;
    }

    /** What the project keeps between runs of folders that it has read. */
    public FolderNotes notes() {
        return notes;
    }

    /**
     * Writes the notes of all tables that were asked for, for the next run to need fewer requests. Who does not hold the
     * lease any more, or cannot write, leaves them as they are.
     */
    public void saveNotes() {
        Lease held = lease.get();
        if (!notes.areKept() || held == null || !held.stillHeld()) {
            return;
        }
        tables.forEach((table, note) -> notes.put(note(table), note.text()));
        try {
            notes.save();
        } catch (IOException e) {
            LOG.warn("the notes of {} cannot be written: the next run asks more of the store", project, e);
        }
    }

    /** What a catalog was told of the project's tables, as {@link #saveTold} wrote it; empty where it was told nothing. */
    public Optional<String> told() {
        return state.read(TOLD);
    }

    /** Keeps what a catalog was told. It saves asking it again; where it is lost, it is told all once more. */
    public void saveTold(String text) {
        state.replace(TOLD, text);
    }

    /** What {@link #raise} would bring. */
    public StateUpgrade upgrade() {
        return format.upgrade();
    }

    /** Brings the state to the format of this Alluvium, as the first thing that is written in it would. */
    public void raise() {
        requireLease();
        format.raise();
    }

    /** What each run that committed left. */
    public Points points() {
        return new Points(state, format);
    }

    /** Which epoch of a table is the current one, whichever project of the warehouse it belongs to. */
    public long currentEpoch(TableName table) {
        return pointers.of(table).epoch();
    }

    /**
     * Takes the project's lease.
     *
     * @param patience how long to wait for a holder to finish; zero asks once
     * @throws io.alluvium.failure.AlluviumException LEASE_HELD with the holder's process and start; STATE_NEWER where a
     *     newer Alluvium was at work meanwhile; STORAGE_FAILED
     */
    public Lease lease(Duration patience) {
        return lease(patience, Optional.empty());
    }

    /**
     * The same for the run of a key, which others may ask of.
     *
     * @see #holder()
     */
    public Lease lease(Duration patience, Optional<RunKey> key) {
        Lease taken = Leases.take(root, patience, timing, key);
        try {
            lease.set(taken);
            format.check();
            return taken;
        } catch (RuntimeException e) {
            taken.close();
            throw e;
        }
    }

    /** The key that the lease's holder was given, or its last holder where it was not given back; empty where there was none. */
    public Optional<RunKey> holder() {
        return Leases.holder(root);
    }

    /** Whether a run is at work; where the storage has no locks that is seen by its beat, for some seconds. */
    public boolean isLeaseHeld() {
        return Leases.isHeld(root, timing);
    }

    /** What was run under a key. */
    public KeyedRun keyed(RunKey key) {
        return new KeyedRun(key, new StateFolder(root.under("keys"), this::requireLease));
    }

    /** Of the lease that is held; 0 where there is none. */
    private long term() {
        Lease held = lease.get();
        return held == null ? 0 : held.term();
    }

    private void requireLease() {
        Lease held = lease.get();
        if (held != null && !held.stillHeld()) {
            throw Problem.of(ErrorCode.LEASE_LOST, "this run does not hold the lease of " + project + " any more")
                    .because("another run took it over while this one was silent, or this one has ended")
                    .fixedBy("look at the other run; what this one has committed stays")
                    .asException();
        }
    }

    /** Makes the folder of the next run; its number is the run's. */
    public RunId nextRun() {
        long number = runs().stream().mapToLong(RunId::number).max().orElse(0);
        while (true) {
            RunId run = new RunId(++number);
            try {
                if (root.createFolder(path(run))) {
                    return run;
                }
            } catch (IOException e) {
                throw Problem.of(ErrorCode.STORAGE_FAILED, "the folder " + root.name(path(run)) + " cannot be made")
                        .fixedBy("look at the disk and its rights, then run again")
                        .asException(e);
            }
        }
    }

    /** The runs so far, oldest first. */
    public List<RunId> runs() {
        try {
            return root.list("runs").stream()
                    .filter(name -> name.matches("[1-9][0-9]{0,17}"))
                    .map(name -> new RunId(Long.parseLong(name)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, root.name("runs") + " cannot be listed")
                    .fixedBy("look at the storage and its rights, then run again")
                    .asException(e);
        }
    }

    /** Where a run keeps its log and its results. */
    public Storage folder(RunId run) {
        return root.under(path(run));
    }

    private static String path(RunId run) {
        return "runs/" + run;
    }
}
