package io.alluvium.sources.postgres;

import io.alluvium.config.Engine;
import io.alluvium.config.PostgresSource;
import io.alluvium.config.PostgresTable;
import io.alluvium.config.SourceConfig;
import io.alluvium.config.SourceTable;
import io.alluvium.domain.Window;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.source.Extracted;
import io.alluvium.source.Extractor;
import io.alluvium.source.Known;
import io.alluvium.source.Prospect;
import io.alluvium.source.Reading;
import io.alluvium.source.SourceContent;
import io.alluvium.source.SourceFact;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database, all tables in one exported snapshot. One session holds the snapshot from the first survey to
 * {@link #close()}, and tells which tables patterns take; reads take further sessions from the source's budget. When the holding session dies, reads fail
 * with {@link ErrorCode#SOURCE_INTERRUPTED} and a new extractor is needed.
 */
public final class PostgresExtractor implements Extractor {
    /** Read by the driver's own framing, as kept connections are, in less time than a login takes. */
    private static final long FEW_ROWS = 50_000;

    private volatile PostgresSource source;
    private final Login login;
    private final Faults faults;
    private final Connections connections;
    private final KeptConnections kept = new KeptConnections();
    private final Map<PostgresTable, TableView> views = new ConcurrentHashMap<>();
    private final Map<PostgresTable, SnapshotRanges> ranges = new ConcurrentHashMap<>();
    private final Map<FactsKey, WindowFacts> facts = new ConcurrentHashMap<>();
    private java.sql.@Nullable Connection idle;
    private @Nullable SnapshotSession session;
    private @Nullable SurveyedRelations relations;

    /** Facts of a window hold as long as the snapshot: they are computed once. */
    private record FactsKey(PostgresTable table, Bounds bounds) {}

    public PostgresExtractor(PostgresSource source) {
        this.source = Objects.requireNonNull(source, "source");
        this.login = new Login(source);
        this.faults = new Faults(source);
        this.connections = new Connections(source.connections() - 1);
    }

    @Override
    public synchronized SourceConfig connect() {
        if (idle == null && session == null) {
            try {
                idle = login.open();
                if (Login.leadsToStandby(idle)) {
                    // Whether a standby can be read shows with the snapshot only.
                    snapshot();
                }
            } catch (SQLException e) {
                throw faults.ofLogin(e).asException(LoggedError.of(e));
            }
        }
        if (source.isOpen()) {
            source = named(snapshot());
        }
        return source;
    }

    private PostgresSource named(SnapshotSession snapshot) {
        try {
            return PatternTables.resolved(source, snapshot);
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(LoggedError.of(e));
        }
    }

    @Override
    public SourceFact survey(SourceTable table, Known known) {
        PostgresTable wanted = own(table);
        if (wanted.key().isEmpty()) {
            return new SourceFact.Refused(PatternTables.withoutKey(wanted));
        }
        try {
            SnapshotSession snapshot = snapshot();
            TableView view = TableView.proved(wanted, relations(snapshot).of(Faults.Named.of(wanted)), snapshot);
            views.put(wanted, view);
            new Admission(wanted, snapshot.server(), source).check(known);
            Optional<SourceFact> byRanges = surveyedByRanges(wanted, view, known);
            if (byRanges.isPresent()) {
                return byRanges.get();
            }
            return new Survey(wanted, view, snapshot, this::factsWithFingerprint).of(known);
        } catch (SQLException e) {
            return refusedOrThrown(faults.ofTable(wanted, e).asException(LoggedError.of(e)));
        } catch (AlluviumException e) {
            return refusedOrThrown(e);
        }
    }

    private synchronized SurveyedRelations relations(SnapshotSession snapshot) {
        SurveyedRelations known = relations;
        if (known == null) {
            known = new SurveyedRelations(
                    snapshot, source.tables().stream().map(PostgresTable::from).toList());
            relations = known;
        }
        return known;
    }

    private Optional<SourceFact> surveyedByRanges(PostgresTable table, TableView view, Known known)
            throws SQLException {
        Optional<SnapshotRanges> own = SnapshotRanges.of(view, snapshot());
        if (own.isEmpty()) {
            return Optional.empty();
        }
        ranges.put(table, own.get());
        return own.get().survey(known);
    }

    /** Only a fault of the one table is its refusal; a lost server is a fault of them all. */
    private static SourceFact refusedOrThrown(AlluviumException fault) {
        Problem problem = fault.problems().get(0);
        if (fault.kind() == Kind.SOURCE || problem.code() == ErrorCode.SOURCE_REFUSED_LOGIN) {
            throw fault;
        }
        return new SourceFact.Refused(problem);
    }

    @Override
    public Optional<StructType> schema(SourceTable table) {
        return Optional.ofNullable(views.get(own(table))).map(TableView::schema);
    }

    @Override
    public Extracted read(SourceTable table, Known known, Window window) {
        PostgresTable wanted = own(table);
        TableView view = view(wanted, known);
        SnapshotSession snapshot = snapshot();
        Bounds bounds = view.mode().bounds(window, snapshot);
        Seen seen;
        try {
            seen = seen(wanted, view, known, window);
            new Contents(wanted, view).checkKeys(seen, bounds.rows().sql(), snapshot);
        } catch (SQLException e) {
            throw faults.ofTable(wanted, e).asException(LoggedError.of(e));
        }
        Connections.Lease lease = connections.lease(partsWanted(view, bounds));
        try {
            CopyPlan plan = CopyPlan.of(view, bounds.rows().sql(), lease.size());
            CopyRead rows = on(plan, seen.rows(), new CopyRead(wanted, plan, login, snapshot, faults));
            return new Extracted(
                    new CopyTable(rows)::in,
                    source.engine() == Engine.SPARK ? Optional.empty() : Optional.of(rows),
                    OptionalLong.of(seen.rows()),
                    view.overlap(window, known),
                    seen.fingerprint(),
                    Survey.guarantee(view, snapshot.server()),
                    lease::release);
        } catch (RuntimeException e) {
            lease.release();
            throw e;
        }
    }

    private CopyRead on(CopyPlan plan, long count, CopyRead rows) {
        if (plan.parts() == 1 && count <= FEW_ROWS) {
            return rows.on(kept);
        }
        kept.closeIdle();
        return rows;
    }

    private Seen seen(PostgresTable table, TableView view, Known known, Window window) throws SQLException {
        SnapshotRanges own = ranges.get(table);
        Optional<Seen> byRanges = own == null ? Optional.empty() : own.seen(known, window);
        if (byRanges.isPresent()) {
            return byRanges.get();
        }
        Bounds bounds = view.mode().bounds(window, snapshot());
        WindowFacts found = facts(table, view, bounds, false);
        // The fingerprint of a part says nothing about the content that raw has then.
        Optional<String> fingerprint =
                view.mode().isVersioned() || bounds.rows().isAll()
                        ? Optional.of(Fingerprint.text(snapshot(), view, bounds.next(), found.nextFingerprint()))
                        : Optional.empty();
        return new Seen(found.rows(), found.keysWithNull(), fingerprint);
    }

    private static int partsWanted(TableView view, Bounds bounds) {
        return bounds.scanned() ? TableSplit.wanted(view.relation()) : 1;
    }

    @Override
    public Prospect prospect(SourceTable table, Known known, Window window) {
        PostgresTable wanted = own(table);
        TableView view = view(wanted, known);
        int parts = partsWanted(view, view.mode().bounds(window, snapshot()));
        Optional<String> spark = source.engine() == Engine.SPARK ? Optional.of("engine = spark") : Optional.empty();
        return new Prospect(
                new Reading(wanted.mode().word(), Math.min(parts, source.connections() - 1), spark),
                view.overlap(window, known));
    }

    @Override
    public Optional<Problem> missingRight(SourceTable table) {
        PostgresTable wanted = own(table);
        try {
            return snapshot().run(connection -> ModeRights.missing(connection, wanted));
        } catch (SQLException e) {
            throw faults.ofTable(wanted, e).asException(e);
        }
    }

    /** As surveyed; a table that was not surveyed in this snapshot is looked at now. */
    private TableView view(PostgresTable table, Known known) {
        TableView view = views.get(table);
        if (view != null) {
            return view;
        }
        return survey(table, known).match(new SourceFact.Cases<TableView>() {
            @Override
            public TableView unchanged(SourceFact.Unchanged fact) {
                return Objects.requireNonNull(views.get(table));
            }

            @Override
            public TableView changed(SourceFact.Changed fact) {
                return Objects.requireNonNull(views.get(table));
            }

            @Override
            public TableView refused(SourceFact.Refused fact) {
                throw fact.problem().asException();
            }
        });
    }

    private WindowFacts factsWithFingerprint(PostgresTable table, TableView view, Bounds bounds) throws SQLException {
        return facts(table, view, bounds, true);
    }

    private WindowFacts facts(PostgresTable table, TableView view, Bounds bounds, boolean fingerprint)
            throws SQLException {
        FactsKey key = new FactsKey(table, bounds);
        WindowFacts known = facts.get(key);
        if (known == null || fingerprint && known.fingerprint().isEmpty()) {
            known = snapshot().run(connection -> WindowFacts.of(connection, view, bounds, fingerprint));
            facts.put(key, known);
        }
        return known;
    }

    @Override
    public Optional<SourceContent> content(SourceTable table, Known known) {
        PostgresTable wanted = own(table);
        TableView view = view(wanted, known);
        SnapshotSession snapshot = snapshot();
        try {
            return Optional.of(PostgresContent.of(wanted, view, known, snapshot, faults));
        } catch (SQLException e) {
            throw faults.ofTable(wanted, e).asException(e);
        }
    }

    @Override
    public Optional<AlluviumException> explain(SourceTable table, Throwable failure) {
        Optional<AlluviumException> known = Faults.known(failure);
        return known.isPresent()
                ? known
                : Faults.in(failure)
                        .map(error -> faults.ofTable(own(table), error).asException(LoggedError.of(failure)));
    }

    private synchronized SnapshotSession snapshot() {
        if (idle == null && session == null) {
            connect();
        }
        SnapshotSession started = session;
        if (started != null) {
            return started;
        }
        try {
            started = SnapshotSession.start(Objects.requireNonNull(idle));
            if (!started.isShareable()) {
                throw faults.ofBusyStandby().asException();
            }
            session = started;
            idle = null;
            return started;
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(LoggedError.of(e));
        }
    }

    private PostgresTable own(SourceTable table) {
        if (table instanceof PostgresTable own && source.tables().contains(own)) {
            return own;
        }
        throw new IllegalArgumentException(table.name() + " is not a table of " + source.name());
    }

    @Override
    public synchronized void close() {
        kept.close();
        if (session != null) {
            session.close();
            session = null;
        }
        java.sql.Connection opened = idle;
        idle = null;
        if (opened != null) {
            SnapshotSession.closeQuietly(opened);
        }
    }
}
