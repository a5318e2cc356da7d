package io.alluvium.journal;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pointer of any table in a warehouse. A name belongs to one project, but the reader need not know to which: of
 * several pointers, as when a name changed hands, the one that went furthest holds for everybody.
 */
final class EpochPointers {
    /** In the table's part of a project's state. */
    static final String FILE = "epoch.json";

    private final Storage projects;
    private final String own;

    /** By project; null until somebody asks. */
    private @Nullable Map<String, Set<String>> others;

    /**
     * @param projects the folder of all projects' states
     * @param own the project that asks
     */
    EpochPointers(Storage projects, String own) {
        this.projects = projects;
        this.own = own;
    }

    EpochPointer of(TableName table) {
        return furthest(of(own, table), table);
    }

    /** @param folder the table's part of the state of the project that asks */
    EpochPointer of(TableFolder folder) {
        Optional<EpochPointer> found = folder.has(FILE)
                ? folder.read(FILE).map(text -> EpochPointer.of(text, folder.resolve(FILE)))
                : Optional.empty();
        return furthest(found, folder.table());
    }

    private EpochPointer furthest(Optional<EpochPointer> ofOwn, TableName table) {
        EpochPointer furthest = ofOwn.orElse(EpochPointer.FIRST);
        for (Map.Entry<String, Set<String>> other : others().entrySet()) {
            if (other.getValue().contains(table.toString())) {
                EpochPointer pointer = of(other.getKey(), table).orElse(EpochPointer.FIRST);
                furthest = pointer.highest() > furthest.highest() ? pointer : furthest;
            }
        }
        return furthest;
    }

    private Optional<EpochPointer> of(String project, TableName table) {
        String file = state(project) + "/" + table + "/" + FILE;
        try {
            return projects.read(file).map(text -> EpochPointer.of(text, projects.name(file)));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static String state(String project) {
        return project + "/" + Journal.STATE;
    }

    /** The tables of other projects, listed once: one that comes later was not there when others were read. */
    private synchronized Map<String, Set<String>> others() {
        if (others == null) {
            Map<String, Set<String>> found = new TreeMap<>();
            try {
                for (String project : projects.list("")) {
                    if (!project.equals(own)) {
                        found.put(project, Set.copyOf(projects.list(state(project))));
                    }
                }
            } catch (IOException e) {
                throw failed("", e);
            }
            others = found;
        }
        return others;
    }

    private AlluviumException failed(String path, IOException cause) {
        return Problem.of(ErrorCode.STORAGE_FAILED, "the state in " + projects.name(path) + " cannot be read")
                .because(cause.getClass().getSimpleName())
                .fixedBy("look at the storage and its rights, then run again")
                .asException(cause);
    }
}
