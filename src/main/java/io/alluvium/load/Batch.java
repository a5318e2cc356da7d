package io.alluvium.load;

import io.alluvium.journal.Intent;
import io.alluvium.lake.CommitMark;
import io.alluvium.lake.TableVersion;
import io.alluvium.raw.Ownership;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableSpec;
import java.time.Instant;
import java.util.Map;
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
        TableSpec table,
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

    /** Whether the batch becomes the table's whole content. */
    boolean isReplace() {
        return table.can().replaces();
    }

    /** What the commit carries. */
    CommitMark mark() {
        Map<String, String> properties = isReplace() ? Ownership.of(project) : Ownership.ofLog(project);
        return new CommitMark(
                writer,
                intent.number(),
                intent.tableId(),
                intent.run(),
                Map.of(),
                properties,
                Optional.empty(),
                Map.of());
    }
}
