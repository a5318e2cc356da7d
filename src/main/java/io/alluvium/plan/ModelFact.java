package io.alluvium.plan;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.model.Definition;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the warehouse says about one model's table.
 *
 * @param definition the model as it is now
 * @param current the table as it is now; absent where there is none
 * @param published what the table's newest commit of ours was made from; absent where the table was never published
 * @param inputs the tables that the model reads, as they are now; those that do not exist yet are left out
 */
public record ModelFact(
        Definition definition,
        Optional<InputVersion> current,
        Optional<Published> published,
        Map<TableName, InputVersion> inputs) {
    public ModelFact {
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(current, "current");
        Objects.requireNonNull(published, "published");
        inputs = Map.copyOf(inputs);
    }

    /**
     * A publish that happened.
     *
     * @param version the table's version that it made, where that is on record
     */
    public record Published(
            String tableId, Optional<Long> version, Definition definition, Map<TableName, InputVersion> inputs) {
        public Published {
            Objects.requireNonNull(tableId, "tableId");
            Objects.requireNonNull(definition, "definition");
            inputs = Map.copyOf(inputs);
        }
    }
}
