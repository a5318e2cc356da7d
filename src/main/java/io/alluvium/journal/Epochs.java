package io.alluvium.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Knows which of the Delta tables that were made under one name is the table now. A reset begins the next epoch, in a
 * folder of its own; one file, overwritten under the lease, says which one is current.
 *
 * <p>Warehouses of before hold {@code <epoch>.reset.json} files instead, whose tables were moved away: then the table in
 * the folder without a number has the epoch that these files tell.
 */
public final class Epochs {
    private static final String MOVED = ".reset.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateFolder state;
    private final StateFormat format;
    private final EpochPointers pointers;
    private final String project;
    private final TableName table;

    Epochs(StateFolder state, StateFormat format, EpochPointers pointers, String project, TableName table) {
        this.state = state;
        this.format = format;
        this.pointers = pointers;
        this.project = project;
        this.table = table;
    }

    /** The application id of a Delta table's transactions. The last part is its epoch: each starts a new history. */
    public String writer(String tableId) {
        return project + "/" + table + "/" + ofWriter(tableId);
    }

    private long ofWriter(String tableId) {
        long epoch = pointers.of(table).epoch();
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
        return state.list(table.toString()).stream()
                .filter(name -> name.endsWith(MOVED))
                .map(name -> Long.parseLong(name.substring(0, name.length() - MOVED.length())))
                .toList();
    }

    private String movedTable(long epoch) {
        String path = "%s/%019d%s".formatted(table, epoch, MOVED);
        try {
            return JSON.readTree(state.read(path).orElseThrow())
                    .required("table_id")
                    .asText();
        } catch (JsonProcessingException | RuntimeException e) {
            throw Problem.of(ErrorCode.STATE_CORRUPT, "the state file " + state.resolve(path) + " cannot be read")
                    .fixedBy("restore _alluvium/ from a backup")
                    .asException(e);
        }
    }

    /** The first epoch that the next reset may begin: greater than any that there was, as far as the state tells. */
    public long next() {
        long movedAway = moved().stream().mapToLong(moved -> moved + 1).max().orElse(0);
        return Math.max(pointers.of(table).highest(), movedAway) + 1;
    }

    /**
     * Begins the next epoch: from now on there is no table, until one is made in the new folder.
     *
     * @param epoch {@link #next} or a later one
     * @param tableId the table that ends; its folder stays
     */
    public void begin(long epoch, String tableId, Instant at) {
        if (epoch < next()) {
            throw new IllegalArgumentException("epoch " + epoch + " of " + table + " was before");
        }
        // An earlier Alluvium would go on in the first epoch's folder.
        format.raise();
        write(pointers.of(table).begun(epoch, tableId, at));
    }

    /** The table that the last reset ended, and to which {@link #undo} goes back. */
    public Optional<Previous> previous() {
        List<EpochPointer.Ended> ended = pointers.of(table).ended();
        return ended.isEmpty()
                ? Optional.empty()
                : Optional.of(ended.get(ended.size() - 1)).map(last -> new Previous(last.epoch(), last.tableId()));
    }

    /** Takes the last reset back; there was one. The epoch that it began is never begun again. */
    public void undo() {
        write(pointers.of(table).undone());
    }

    private void write(EpochPointer pointer) {
        state.replace(EpochPointers.path(table), pointer.toJson());
    }

    /** The epoch and the Delta id of a table that a reset ended. */
    public record Previous(long epoch, String tableId) {}
}
