package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One model file as written.
 *
 * @param place the file, line 0
 * @param sql the whole text of the file from its first line on, the front matter blanked out by spaces, so that the
 *     parser's line numbers are the file's own; without a closing semicolon
 * @param key output columns that identify a row; empty where the source table's key is inherited
 * @param description becomes the table's comment
 * @param columns comments by column, in order
 * @param reads every table read, once each, with the first place that reads it
 * @param parameters the names of the {@code :markers} used in the SQL, the expectations and {@code deleteWhen}
 */
public record Model(
        TableName name,
        Place place,
        String sql,
        Strategy strategy,
        List<String> key,
        Optional<String> description,
        Map<String, String> columns,
        List<Expectation> expectations,
        List<Read> reads,
        Set<String> parameters) {
    public Model {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(sql, "sql");
        Objects.requireNonNull(strategy, "strategy");
        key = List.copyOf(key);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        expectations = List.copyOf(expectations);
        reads = List.copyOf(reads);
        parameters = Set.copyOf(parameters);
    }

    /** What an apply model says beside its key; empty for other models. */
    public Optional<Strategy.Apply> apply() {
        return strategy instanceof Strategy.Apply apply ? Optional.of(apply) : Optional.empty();
    }

    /** As {@link Strategy.Auto#strict}; false for other models. */
    public boolean isStrict() {
        return strategy instanceof Strategy.Auto auto && auto.strict();
    }

    /** As {@link Strategy.Apply#sequenceBy}; empty for other models. */
    public List<String> sequenceBy() {
        return apply().map(Strategy.Apply::sequenceBy).orElse(List.of());
    }

    /** As {@link Strategy.Apply#deleteWhen}; empty for other models. */
    public Optional<String> deleteWhen() {
        return apply().flatMap(Strategy.Apply::deleteWhen);
    }

    /** A table that the model reads and the line that says so. */
    public record Read(TableName table, Place place) {}
}
