package io.alluvium.sources.postgres;

import io.alluvium.source.TableSpec;
import io.alluvium.source.sql.ServerView;
import java.time.Instant;
import java.util.Optional;

/** An exported snapshot as the modes see it that any database has. */
record SnapshotView(SnapshotSession session) implements ServerView {

    @Override
    public String identity() {
        return session.server().identity();
    }

    @Override
    public String snapshot() {
        return session.snapshot().name();
    }

    @Override
    public Optional<Instant> completeUntil() {
        return session.server().completeUntil();
    }

    @Override
    public Instant horizon(TableSpec table) {
        return Horizon.of(table, session);
    }

    @Override
    public boolean holdsPrepared() {
        return session.server().prepared();
    }
}
