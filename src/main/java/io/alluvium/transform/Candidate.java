package io.alluvium.transform;

import io.alluvium.lake.Staged;
import io.alluvium.model.Model;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A model's next version, written and not yet looked at; only {@link Transformer} makes one. */
public final class Candidate {
    private final Model model;
    private final List<String> key;
    private final Map<String, Object> parameters;
    private final Instant at;
    private final Staged staged;

    Candidate(Model model, List<String> key, Map<String, Object> parameters, Instant at, Staged staged) {
        this.model = model;
        this.key = List.copyOf(key);
        this.parameters = Map.copyOf(parameters);
        this.at = at;
        this.staged = staged;
    }

    public Model model() {
        return model;
    }

    /** Output columns that identify a row; empty for a table without key. */
    public List<String> key() {
        return key;
    }

    /** The values of the model's parameters, for its rules. */
    public Map<String, Object> parameters() {
        return parameters;
    }

    /** The logical time, which {@code now()} and the like mean in its rules too. */
    public Instant at() {
        return at;
    }

    public Staged staged() {
        return staged;
    }
}
