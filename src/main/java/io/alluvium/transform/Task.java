package io.alluvium.transform;

import io.alluvium.lake.CommitMark;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One model's work.
 *
 * @param base the model's table as it stands; absent when it is new
 * @param since for an incremental apply: the last batch of the raw table that the table has seen; absent for a rebuild
 * @param log what an apply model needs to know of the raw table it reads; absent for other models
 * @param parameters values by marker name
 * @param at the logical time, which {@code now()} and the like mean
 */
public record Task(
        Model model,
        Optional<TableVersion> base,
        Optional<Long> since,
        Optional<ChangeLog> log,
        Map<String, Object> parameters,
        Instant at,
        CommitMark mark) {
    public Task {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(log, "log");
        parameters = Map.copyOf(parameters);
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(mark, "mark");
    }

    /**
     * A raw table as a log of row versions.
     *
     * @param key the source's key, in raw's column names
     * @param sequence raw columns that order the versions of a key, as the source gives them
     */
    public record ChangeLog(List<String> key, List<String> sequence) {
        public ChangeLog {
            key = List.copyOf(key);
            sequence = List.copyOf(sequence);
        }
    }
}
