package io.alluvium.publish;

import io.alluvium.lake.Staged;
import io.alluvium.lake.TableVersion;
import java.util.Objects;
import java.util.Optional;

/**
 * A candidate that was published.
 *
 * @param version what the commit made; absent when the candidate changed nothing and no commit was needed
 */
public record Published(Optional<TableVersion> version, Staged.Effect effect) {
    public Published {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(effect, "effect");
    }
}
