package io.alluvium.load;

import io.alluvium.config.SchemaChange;
import io.alluvium.config.SourceTable;
import io.alluvium.journal.Intent;
import io.alluvium.lake.TableVersion;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One batch to load.
 *
 * @param base raw as it stands; absent before the first batch
 * @param writer the table's transaction application id
 * @param project the owner mark of the table
 * @param loadedAt goes into {@code _loaded_at}
 */
public record Batch(
        SourceTable table,
        SchemaChange schemaChange,
        Intent.Batch intent,
        Optional<TableVersion> base,
        String writer,
        String project,
        Instant loadedAt) {
    public Batch {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(schemaChange, "schemaChange");
        Objects.requireNonNull(intent, "intent");
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(writer, "writer");
        Objects.requireNonNull(project, "project");
        Objects.requireNonNull(loadedAt, "loadedAt");
    }
}
