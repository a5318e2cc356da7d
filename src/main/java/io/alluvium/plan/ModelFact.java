package io.alluvium.plan;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.lake.TableNews;
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
 * @param outside what happened to the table after that commit
 * @param inputs the tables whose rows the model reads, through views too; those that do not exist yet are left out
 * @param windows of a partition model why windows are due whatever the inputs did: they were begun and are not done, or
 *     time passed; empty where none is
 * @param follower of an {@code auto} model how it can follow changes
 */
public record ModelFact(
        Definition definition,
        Optional<InputVersion> current,
        Optional<Published> published,
        TableNews outside,
        Map<TableName, Input> inputs,
        Optional<String> windows,
        Follower follower) {
    public ModelFact {
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(current, "current");
        Objects.requireNonNull(published, "published");
        Objects.requireNonNull(outside, "outside");
        inputs = Map.copyOf(inputs);
        Objects.requireNonNull(windows, "windows");
        Objects.requireNonNull(follower, "follower");
    }

    /** Of a model without windows, whose strategy says how it follows changes. */
    public ModelFact(
            Definition definition,
            Optional<InputVersion> current,
            Optional<Published> published,
            TableNews outside,
            Map<TableName, Input> inputs) {
        this(definition, current, published, outside, inputs, Optional.empty(), Follower.NONE);
    }

    /**
     * A table that a model reads.
     *
     * @param version at which it is read
     * @param isLog whether it only grows, batch by batch
     * @param news what happened to it since the model's table was published; empty where that read another table in the
     *     same place, or none
     */
    public record Input(InputVersion version, boolean isLog, Optional<TableNews> news) {
        public Input {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(news, "news");
        }
    }

    /** A publish that happened; of a partition model what its windows were last looked through with. */
    public record Published(String tableId, Definition definition, Map<TableName, InputVersion> inputs) {
        public Published {
            Objects.requireNonNull(tableId, "tableId");
            Objects.requireNonNull(definition, "definition");
            inputs = Map.copyOf(inputs);
        }

        /** The version at which a table was read; empty where it was not. */
        public Optional<InputVersion> read(TableName table) {
            return Optional.ofNullable(inputs.get(table));
        }
    }
}
