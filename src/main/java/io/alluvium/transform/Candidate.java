package io.alluvium.transform;

import io.alluvium.lake.Staged;
import io.alluvium.model.Model;
import java.util.List;
import java.util.Map;

/** A model's next version, written and not yet looked at; only {@link Transformer} makes one. */
public final class Candidate {
    private final Model model;
    private final List<String> key;
    private final Map<String, Object> parameters;
    private final Staged staged;

    Candidate(Model model, List<String> key, Map<String, Object> parameters, Staged staged) {
        this.model = model;
        this.key = List.copyOf(key);
        this.parameters = Map.copyOf(parameters);
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

    public Staged staged() {
        return staged;
    }
}
