package io.alluvium.journal;

import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The state of one project in a warehouse, under {@code _alluvium/<project>}: {@code state/} with a folder a table,
 * {@code runs/} with a folder a run, {@code reset/} with the tables that were reset. Written only by who holds the
 * {@link Lease}.
 */
public final class Journal {
    private final String project;
    private final Path root;
    private final StateFolder state;
    private final StateFormat format;
    private volatile long term;

    /**
     * Opens the state, or the place where it will be; writes nothing.
     *
     * @param warehouse the warehouse's folder on a local disk
     * @throws io.alluvium.failure.AlluviumException STATE_NEWER when a newer Alluvium wrote it
     */
    public Journal(Path warehouse, String project) {
        this.project = project;
        this.root = warehouse.resolve("_alluvium").resolve(project);
        this.state = new StateFolder(root.resolve("state"));
        this.format = new StateFormat(state);
    }

    /** The state of one table. */
    public TableJournal of(TableName table) {
        return new TableJournal(state, format, () -> term, project, table);
    }

    /** Where a table goes that is reset in this epoch. */
    public Path aside(TableName table, long epoch) {
        return root.resolve("reset").resolve(table + "." + epoch);
    }

    /** Takes the project's lease, see {@link Lease#take}. */
    public Lease lease(java.time.Duration patience) {
        Lease lease = Lease.take(state.resolve("lease"), patience);
        format.check();
        return lease;
    }

    /** Makes the folder of the next run; its number is the run's. */
    public RunId nextRun() {
        long number = runs().stream().mapToLong(RunId::number).max().orElse(0);
        while (true) {
            RunId run = new RunId(++number);
            try {
                Files.createDirectories(root.resolve("runs"));
                Files.createDirectory(folder(run));
                return run;
            } catch (FileAlreadyExistsException e) {
                continue;
            } catch (IOException e) {
                throw Problem.of(ErrorCode.STORAGE_FAILED, "the folder " + folder(run) + " cannot be made")
                        .fixedBy("look at the disk and its rights, then run again")
                        .asException(e);
            }
        }
    }

    /** The runs so far, oldest first. */
    public List<RunId> runs() {
        return new StateFolder(root)
                .list("runs").stream()
                        .filter(name -> name.matches("[1-9][0-9]{0,17}"))
                        .map(name -> new RunId(Long.parseLong(name)))
                        .sorted()
                        .toList();
    }

    /** Where a run keeps its log and its results. */
    public Path folder(RunId run) {
        return root.resolve("runs").resolve(run.toString());
    }
}
