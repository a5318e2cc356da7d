package io.alluvium.journal;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the pointer of any table in a warehouse. A name belongs to one project, but the reader need not know to which: of
 * several pointers, as when a name changed hands, the one that went furthest holds for everybody.
 */
final class EpochPointers {
    /** In the table's part of a project's state. */
    static final String FILE = "epoch.json";

    private final Storage projects;
    private final String own;
    private List<String> names = List.of();

    /**
     * @param projects the folder of all projects' states
     * @param own the project that asks
     */
    EpochPointers(Storage projects, String own) {
        this.projects = projects;
        this.own = own;
    }

    EpochPointer of(TableName table) {
        return of(table, true);
    }

    /** @param hasOwn whether the project that asks has such a file */
    EpochPointer of(TableName table, boolean hasOwn) {
        EpochPointer found = EpochPointer.FIRST;
        for (String project : names()) {
            Optional<EpochPointer> pointer = hasOwn || !project.equals(own) ? of(project, table) : Optional.empty();
            if (pointer.isPresent() && pointer.get().highest() > found.highest()) {
                found = pointer.get();
            }
        }
        return found;
    }

    private Optional<EpochPointer> of(String project, TableName table) {
        String file = project + "/" + Journal.STATE + "/" + table + "/" + FILE;
        try {
            return projects.read(file).map(text -> EpochPointer.of(text, projects.name(file)));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Listed once: a project that comes later has no table that was read before. */
    private synchronized List<String> names() {
        if (names.isEmpty()) {
            List<String> found = new ArrayList<>(List.of(own));
            try {
                for (String project : projects.list("")) {
                    if (!project.equals(own) && projects.hasFolder(project + "/" + Journal.STATE)) {
                        found.add(project);
                    }
                }
            } catch (IOException e) {
                throw failed("", e);
            }
            names = List.copyOf(found);
        }
        return names;
    }

    private io.alluvium.failure.AlluviumException failed(String path, IOException cause) {
        return Problem.of(ErrorCode.STORAGE_FAILED, "the state in " + projects.name(path) + " cannot be read")
                .because(cause.getClass().getSimpleName())
                .fixedBy("look at the storage and its rights, then run again")
                .asException(cause);
    }
}
