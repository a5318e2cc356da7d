package io.alluvium.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows which of the Delta tables that were made under one name is the table now. A reset begins the next epoch, in a
 * folder of its own; one file, overwritten under the lease, says which one is current.
 *
 * <p>Warehouses of before hold {@code <epoch>.reset.json} files instead, whose tables were moved away: then the table in
 * the folder without a number has the epoch that these files tell.
 */
public final class Epochs {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TableFolder folder;
    private final StateFormat format;
    private final EpochPointers pointers;
    private final String project;
    private @Nullable EpochPointer pointer;

    Epochs(TableFolder folder, StateFormat format, EpochPointers pointers, String project) {
        this.folder = folder;
        this.format = format;
        this.pointers = pointers;
        this.project = project;
    }

    /** The epoch of the table that is the current one, whichever project of the warehouse it belongs to. */
    public long current() {
        return pointer().epoch();
    }

    /** Read once: it is overwritten by who has the lease, and that is this one while something is written here. */
    private synchronized EpochPointer pointer() {
        if (pointer == null) {
            pointer = pointers.of(folder);
        }
        return pointer;
    }

    /** The application id of a Delta table's transactions. The last part is its epoch: each starts a new history. */
    public String writer(String tableId) {
        return project + "/" + folder.table() + "/" + ofWriter(tableId);
    }

    private long ofWriter(String tableId) {
        long epoch = current();
        return epoch > 0 ? epoch : inFirstFolder(tableId);
    }

    /** As many as were moved away before it; one that was moved back has the number that it had. */
    private long inFirstFolder(String tableId) {
        long epoch = 0;
        for (long moved : moved()) {
            if (movedTable(moved).equals(tableId)) {
                return moved;
            }
            epoch = moved + 1;
        }
        return epoch;
    }

    private List<Long> moved() {
        return folder.moved();
    }

    private String movedTable(long epoch) {
        String name = TableFolder.moved(epoch);
        try {
            return JSON.readTree(folder.read(name).orElseThrow())
                    .required("table_id")
                    .asText();
        } catch (JsonProcessingException | RuntimeException e) {
            throw Problem.of(ErrorCode.STATE_CORRUPT, "the state file " + folder.resolve(name) + " cannot be read")
                    .fixedBy("restore _alluvium/ from a backup")
                    .asException(e);
        }
    }

    /** The first epoch that the next reset may begin: greater than any that there was, as far as the state tells. */
    public long next() {
        long movedAway = moved().stream().mapToLong(moved -> moved + 1).max().orElse(0);
        return Math.max(pointer().highest(), movedAway) + 1;
    }

    /**
     * Begins the next epoch: from now on there is no table, until one is made in the new folder.
     *
     * @param epoch {@link #next} or a later one
     * @param tableId the table that ends; its folder stays
     */
    public void begin(long epoch, String tableId, Instant at) {
        if (epoch < next()) {
            throw new IllegalArgumentException("epoch " + epoch + " of " + folder.table() + " was before");
        }
        // An earlier Alluvium would go on in the first epoch's folder.
        format.raise();
        write(pointer().begun(epoch, tableId, at));
    }

    /** The table that the last reset ended, and to which {@link #undo} goes back. */
    public Optional<Previous> previous() {
        List<EpochPointer.Ended> ended = pointer().ended();
        return ended.isEmpty()
                ? Optional.empty()
                : Optional.of(ended.get(ended.size() - 1)).map(last -> new Previous(last.epoch(), last.tableId()));
    }

    /** Takes the last reset back; there was one. The epoch that it began is never begun again. */
    public void undo() {
        write(pointer().undone());
    }

    private synchronized void write(EpochPointer next) {
        folder.replace(EpochPointers.FILE, next.toJson());
        pointer = next;
    }

    /** The epoch and the Delta id of a table that a reset ended. */
    public record Previous(long epoch, String tableId) {}
}
