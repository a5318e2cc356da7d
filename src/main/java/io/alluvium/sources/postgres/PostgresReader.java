package io.alluvium.sources.postgres;

import io.alluvium.source.Engine;
import io.alluvium.source.Look;
import io.alluvium.source.ReadPlan;
import io.alluvium.source.TableRead;
import io.alluvium.source.budget.Connections;
import io.alluvium.source.budget.KeptConnections;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.Seen;
import io.alluvium.source.survey.Survey;
import io.alluvium.source.window.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the window that a look at a table found, in the snapshot that it was looked at in. */
final class PostgresReader implements Look.Reader {
    /** Read by the driver's own framing, as kept connections are, in less time than a login takes. */
    private static final long FEW_ROWS = 50_000;

    private final Session session;
    private final ViewInSnapshot looked;
    private final TableView view;
    private final Survey survey;
    private final Window window;

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

    PostgresReader(Session session, ViewInSnapshot looked, Survey survey, Window window) {
        this.session = session;
        this.looked = looked;
        this.view = looked.view();
        this.survey = survey;
        this.window = window;
    }

    @Override
    public ReadPlan plan() {
        int parts = partsWanted(view.mode().bounds(window));
        return new ReadPlan(
                looked.spec().mode().word(),
                Math.min(parts, session.source().connections() - 1),
                isForSpark() ? Optional.of("engine = spark") : Optional.empty(),
                survey.overlap(window),
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
        Bounds bounds = view.mode().bounds(window);
        Seen seen;
        try {
            seen = survey.seen(window);
            looked.requireUnrewritten();
        } catch (SQLException e) {
            throw session.faults().ofTable(looked.spec(), e).asException(Faults.logged(e));
        }
        Connections.Lease lease = session.connections().lease(partsWanted(bounds));
        try {
            CopyPlan plan = CopyPlan.of(view, bounds.rows().sql(), lease.size());
            CopyRead rows = copied(plan, seen.rows());
            return new TableRead(
                    new CopyTable(rows)::in,
                    isForSpark() ? Optional.empty() : Optional.of(rows),
                    OptionalLong.of(seen.rows()),
                    survey.overlap(window),
                    seen.fingerprint(),
                    looked.guarantee().words(),
                    lease::release);
        } catch (RuntimeException e) {
            lease.release();
            throw e;
        }
    }

    private CopyRead copied(CopyPlan plan, long count) {
        CopyRead rows = new CopyRead(looked.spec(), plan, session.login(), session.snapshot(), session.faults());
        if (plan.parts() == 1 && count <= FEW_ROWS) {
            return rows.on(session.kept());
        }
        session.kept().closeIdle();
        return rows;
    }
}
