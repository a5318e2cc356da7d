package io.alluvium.sources.postgres;

import io.alluvium.source.Engine;
import io.alluvium.source.Look;
import io.alluvium.source.ReadPlan;
import io.alluvium.source.TableRead;
import io.alluvium.source.budget.Connections;
import io.alluvium.source.budget.KeptConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the window that a look at a table found, in the snapshot that it was looked at in. */
final class PostgresReader implements Look.Reader {
    /** Read by the driver's own framing, as kept connections are, in less time than a login takes. */
    private static final long FEW_ROWS = 50_000;

    private final Session session;
    private final PostgresTable table;
    private final TableView view;
    private final Past past;
    private final Window window;
    private final Optional<SnapshotRanges> ranges;
    private final FactsOfTable facts;

    /**
     * What the tables of one look share.
     *
     * @param snapshot that all of them are read in
     */
    record Session(
            PostgresSpec source,
            SnapshotSession snapshot,
            Login login,
            Faults faults,
            Connections connections,
            KeptConnections<Connection> kept) {}

    /** Facts of windows hold as long as the snapshot: they are computed once. */
    static final class FactsOfTable {
        private final TableView view;
        private final SnapshotSession snapshot;
        private final Map<Bounds, WindowFacts> known = new HashMap<>();

        FactsOfTable(TableView view, SnapshotSession snapshot) {
            this.view = view;
            this.snapshot = snapshot;
        }

        synchronized WindowFacts of(Bounds bounds, boolean fingerprint) throws SQLException {
            WindowFacts found = known.get(bounds);
            if (found == null || fingerprint && found.fingerprint().isEmpty()) {
                found = snapshot.run(connection -> WindowFacts.of(connection, view, bounds, fingerprint));
                known.put(bounds, found);
            }
            return found;
        }
    }

    PostgresReader(
            Session session,
            PostgresTable table,
            TableView view,
            Past past,
            Window window,
            Optional<SnapshotRanges> ranges,
            FactsOfTable facts) {
        this.session = session;
        this.table = table;
        this.view = view;
        this.past = past;
        this.window = window;
        this.ranges = ranges;
        this.facts = facts;
    }

    @Override
    public ReadPlan plan() {
        int parts = partsWanted(view.mode().bounds(window, session.snapshot()));
        return new ReadPlan(
                table.mode().word(),
                Math.min(parts, session.source().connections() - 1),
                isForSpark() ? Optional.of("engine = spark") : Optional.empty(),
                view.overlap(window, past),
                Optional.of(view.schema()));
    }

    private boolean isForSpark() {
        return session.source().engine() == Engine.SPARK;
    }

    private int partsWanted(Bounds bounds) {
        return bounds.scanned() ? TableSplit.wanted(view.relation()) : 1;
    }

    @Override
    public TableRead read() {
        SnapshotSession snapshot = session.snapshot();
        Bounds bounds = view.mode().bounds(window, snapshot);
        Seen seen;
        try {
            seen = seen(bounds);
            new Contents(table, view).checkKeys(seen, bounds.rows().sql(), snapshot);
        } catch (SQLException e) {
            throw session.faults().ofTable(table, e).asException(LoggedError.of(e));
        }
        Connections.Lease lease = session.connections().lease(partsWanted(bounds));
        try {
            CopyPlan plan = CopyPlan.of(view, bounds.rows().sql(), lease.size());
            CopyRead rows = copied(plan, seen.rows());
            return new TableRead(
                    new CopyTable(rows)::in,
                    isForSpark() ? Optional.empty() : Optional.of(rows),
                    OptionalLong.of(seen.rows()),
                    view.overlap(window, past),
                    seen.fingerprint(),
                    Survey.guarantee(view, snapshot.server()),
                    lease::release);
        } catch (RuntimeException e) {
            lease.release();
            throw e;
        }
    }

    private CopyRead copied(CopyPlan plan, long count) {
        CopyRead rows = new CopyRead(table, plan, session.login(), session.snapshot(), session.faults());
        if (plan.parts() == 1 && count <= FEW_ROWS) {
            return rows.on(session.kept());
        }
        session.kept().closeIdle();
        return rows;
    }

    private Seen seen(Bounds bounds) throws SQLException {
        Optional<Seen> byRanges = ranges.isPresent() ? ranges.get().seen(past, window) : Optional.empty();
        if (byRanges.isPresent()) {
            return byRanges.get();
        }
        WindowFacts found = facts.of(bounds, false);
        // The fingerprint of a part says nothing about the content that raw has then.
        Optional<String> fingerprint = view.mode().isVersioned()
                        || bounds.rows().isAll()
                ? Optional.of(Fingerprint.text(session.snapshot(), view, bounds.next(), found.nextFingerprint()))
                : Optional.empty();
        return new Seen(found.rows(), found.keysWithNull(), fingerprint);
    }
}
