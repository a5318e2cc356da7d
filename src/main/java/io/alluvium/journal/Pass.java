package io.alluvium.journal;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.model.Definition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One look through the windows of a partition model: which are due, over which inputs. Written before the first of them
 * is begun and never changed. Its windows are committed in order under numbers that follow one another, so that the
 * table's number tells which are done. All windows that it does not name are right as they are.
 *
 * @param tableId the Delta id of the table it was made for; for another table it is void
 * @param first the number of the first window's intent
 * @param at the logical time
 * @param windows by name, in the order of work
 */
public record Pass(
        String tableId,
        RunId run,
        long first,
        Instant at,
        Definition definition,
        Map<TableName, InputVersion> inputs,
        List<String> windows) {
    public Pass {
        Objects.requireNonNull(tableId, "tableId");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(definition, "definition");
        inputs = Map.copyOf(inputs);
        windows = List.copyOf(windows);
    }

    /**
     * The windows that are still due.
     *
     * @param committed the last number that the table shows
     */
    public List<String> left(long committed) {
        long done = Math.max(0, Math.min(windows.size(), committed - first + 1));
        return windows.subList((int) done, windows.size());
    }
}
