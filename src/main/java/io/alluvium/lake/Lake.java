package io.alluvium.lake;

import io.alluvium.domain.TableName;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A warehouse: tables by name under one folder, answered from their Delta logs without a Spark session.
 */
public final class Lake {
    private final URI root;

    public Lake(URI root) {
        this.root = Objects.requireNonNull(root, "root");
    }

    /** Where a table lies, whether it exists or not. */
    public String path(TableName table) {
        return root + "/" + table.layer().label() + "/" + table.name();
    }

    /**
     * The table's newest version; empty where there is no table.
     *
     * @throws io.alluvium.failure.AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public Optional<TableVersion> current(TableName table) {
        throw new IllegalStateException(root + " " + table);
    }

    /** The number that {@code writer} last committed at this version; see {@link CommitMark#writer()}. */
    public OptionalLong committed(TableVersion version, String writer) {
        throw new IllegalStateException(version + writer);
    }
}
