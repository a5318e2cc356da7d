package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SourceContent;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.source.budget.Connections;
import io.alluvium.source.budget.KeptConnections;
import io.alluvium.source.catalog.PatternTables;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.database.DatabaseSource;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.digest.ComparedColumns;
import io.alluvium.source.digest.ContentQueries;
import io.alluvium.source.digest.DatabaseContent;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.survey.Survey;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a PostgreSQL database, all tables in one exported snapshot. One session holds the snapshot from the first look to
 * {@link #close()}, and tells which tables patterns take; reads take further sessions from the source's budget. When the
 * holding session dies, reads fail with {@link ErrorCode#SOURCE_INTERRUPTED} and the source has to be opened anew.
 */
final class PostgresSource implements DatabaseSource {
    /** For a table that another session holds. It may be one that waits for what a look of this run holds. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private volatile PostgresSpec source;
    private final Login login;
    private final Faults faults;
    private final Connections connections;
    private final KeptConnections<Connection> kept = new KeptConnections<>(SnapshotSession::closeQuietly);
    private Optional<MaskKey> secret = Optional.empty();
    private @Nullable Connection idle;
    private @Nullable SnapshotSession session;
    private @Nullable SurveyedRelations relations;

    PostgresSource(PostgresSpec source) {
        this.source = source;
        this.login = new Login(source);
        this.faults = new Faults(source);
        this.connections = new Connections(source.connections() - 1);
    }

    @Override
    public synchronized SourceSpec connect() {
        if (secret.isEmpty()) {
            secret = source.maskSecret().map(MaskKey::of);
        }
        if (idle == null && session == null) {
            try {
                idle = login.open();
                if (Login.leadsToStandby(idle)) {
                    // Whether a standby can be read shows with the snapshot only.
                    snapshot();
                }
            } catch (SQLException e) {
                throw faults.ofLogin(e).asException(Faults.logged(e));
            }
        }
        if (source.isOpen() || !source.everywhere().isEmpty()) {
            source = named(snapshot());
        }
        return source;
    }

    private PostgresSpec named(SnapshotSession snapshot) {
        try {
            DeclaredTables.requireColumns(source, snapshot);
            if (!source.isOpen()) {
                return source;
            }
            PatternTables.Taken<DatabaseTable> taken = DeclaredTables.taken(source, snapshot);
            List<DatabaseTable> tables = new ArrayList<>(source.tables());
            tables.addAll(taken.tables());
            return source.with(source.chosen().taking(tables, taken.refused()));
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(Faults.logged(e));
        }
    }

    @Override
    public Look look(TableSpec table, Known known) {
        DatabaseTable wanted = source.own(table);
        Optional<Problem> unnamed = source.chosen().refusal(wanted);
        if (unnamed.isPresent()) {
            return new Look.Refused(unnamed.get());
        }
        try {
            Past past = Past.of(known, WindowJson.WINDOWS);
            ViewInSnapshot looked = view(wanted, known, past);
            Survey survey = new Survey(looked, past);
            Look look = survey.look(window -> reader(looked, survey, window));
            looked.requireUnrewritten();
            return look;
        } catch (SQLException e) {
            AlluviumException fault = explained(wanted, e, e);
            return SqlStates.isLocked(e) ? new Look.Refused(fault.problems().get(0)) : Look.Refused.of(fault);
        } catch (AlluviumException e) {
            return Look.Refused.of(e);
        }
    }

    @Override
    public Optional<String> identity() {
        return Optional.ofNullable(held()).map(snapshot -> snapshot.server().identity());
    }

    private PostgresReader reader(ViewInSnapshot looked, Survey survey, Window window) {
        PostgresReader.Session shared =
                new PostgresReader.Session(source, snapshot(), login, faults, connections, kept);
        return new PostgresReader(shared, looked, survey, window);
    }

    /** The table as it can be read in the snapshot, from the server that it was read from before. */
    private ViewInSnapshot view(DatabaseTable table, Known known, Past past) throws SQLException {
        SnapshotSession snapshot = snapshot();
        TableView view = TableView.proved(table, relations(snapshot).of(NamedTable.of(table)), maskKey(), snapshot);
        new Admission(table, snapshot.server(), source).check(past);
        view.mark().requireSame(known, view::now);
        return new ViewInSnapshot(table, view, snapshot);
    }

    /** With what the catalog knows of it, as long as it answers. */
    private AlluviumException explained(DatabaseTable table, SQLException error, Throwable failure) {
        Problem problem = diagnosis(table, error).orElseGet(() -> faults.ofTable(table, error));
        return problem.asException(Faults.logged(failure));
    }

    private Optional<Problem> diagnosis(DatabaseTable table, SQLException error) {
        SnapshotSession snapshot = held();
        if (snapshot == null) {
            return Optional.empty();
        }
        try {
            return Diagnosis.of(error, table, relations(snapshot).of(NamedTable.of(table)), snapshot);
        } catch (SQLException | AlluviumException e) {
            // The first error has to do where the catalog does not answer, or has no such table.
            return Optional.empty();
        }
    }

    private synchronized @Nullable SnapshotSession held() {
        return session;
    }

    private synchronized Optional<MaskKey> maskKey() {
        return secret;
    }

    private synchronized SurveyedRelations relations(SnapshotSession snapshot) {
        SurveyedRelations known = relations;
        if (known == null) {
            known = new SurveyedRelations(
                    snapshot, source.tables().stream().map(DatabaseTable::from).toList());
            relations = known;
        }
        return known;
    }

    @Override
    public Optional<Problem> missingRight(TableSpec table) {
        DatabaseTable wanted = source.own(table);
        try {
            Optional<Problem> right = snapshot().run(connection -> ModeRights.missing(connection, wanted));
            if (right.isPresent()) {
                return right;
            }
            proveRow(wanted);
            return Optional.empty();
        } catch (SQLException e) {
            AlluviumException fault = explained(wanted, e, e);
            if (fault.kind() == Kind.SOURCE) {
                throw fault;
            }
            return Optional.of(fault.problems().get(0));
        }
    }

    /** Of what the database stores nothing fails that a look has found right. */
    private void proveRow(DatabaseTable table) throws SQLException {
        SnapshotSession snapshot = snapshot();
        Relation relation = relations(snapshot).of(NamedTable.of(table));
        if (relation.kind() == Relation.Kind.VALUES) {
            TableView view = TableView.proved(table, relation, maskKey(), snapshot);
            snapshot.run(connection -> {
                ReadRight.proveRow(connection, view);
                return view;
            });
        }
    }

    @Override
    public Optional<SourceContent> content(TableSpec table, Known known) {
        DatabaseTable wanted = source.own(table);
        source.chosen().refusal(wanted).ifPresent(problem -> {
            throw problem.asException();
        });
        try {
            Past past = Past.of(known, WindowJson.WINDOWS);
            ViewInSnapshot looked = view(wanted, known, past);
            Survey survey = Survey.comparingValues(looked, past);
            DatabaseContent.Database database = new ContentDatabase(wanted, looked, survey);
            return Optional.of(DatabaseContent.of(looked, past, looked.view().ownSchema(), database));
        } catch (SQLException e) {
            throw explained(wanted, e, e);
        }
    }

    @Override
    public SourceContent whole(DatabaseTable table, String condition) {
        DatabaseTable wanted = source.own(table);
        try {
            ViewInSnapshot looked = view(wanted, Known.NOTHING, Past.NOTHING);
            Survey survey = Survey.comparingValues(looked, Past.NOTHING);
            DatabaseContent.Database database = new ContentDatabase(wanted, looked, survey);
            return DatabaseContent.whole(looked, looked.view().ownSchema(), condition, database);
        } catch (SQLException e) {
            throw explained(wanted, e, e);
        }
    }

    /** What the content of one table needs of this source. */
    private final class ContentDatabase implements DatabaseContent.Database {
        private final DatabaseTable table;
        private final ViewInSnapshot looked;
        private final Survey survey;

        private ContentDatabase(DatabaseTable table, ViewInSnapshot looked, Survey survey) {
            this.table = table;
            this.looked = looked;
            this.survey = survey;
        }

        @Override
        public ContentQueries queries(ComparedColumns columns, String condition) {
            return table.key().isEmpty()
                    ? new KeylessQueries(looked, columns, condition)
                    : new DigestQueries(looked, columns, condition);
        }

        @Override
        public Map<String, String> untold() {
            return looked.view().masked().stream().collect(Collectors.toMap(name -> name, name -> "is masked"));
        }

        @Override
        public Look.Reader reader(Window window) {
            return PostgresSource.this.reader(looked, survey, window);
        }

        @Override
        public AlluviumException explained(SQLException error) {
            return PostgresSource.this.explained(table, error, error);
        }
    }

    @Override
    public Optional<AlluviumException> explain(TableSpec table, Throwable failure) {
        Optional<AlluviumException> known = Causes.first(failure, AlluviumException.class);
        Optional<SQLException> error = Causes.first(failure, SQLException.class);
        if (error.isEmpty()) {
            return known;
        }
        // A reader, perhaps on another machine, has not asked the catalog.
        return known.isPresent()
                ? diagnosis(source.own(table), error.get())
                        .map(problem -> problem.asException(Faults.logged(failure)))
                        .or(() -> known)
                : Optional.of(explained(source.own(table), error.get(), failure));
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
            started = SnapshotSession.start(Objects.requireNonNull(idle), PATIENCE);
            if (!started.isShareable()) {
                throw faults.ofBusyStandby().asException();
            }
            session = started;
            idle = null;
            return started;
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(Faults.logged(e));
        }
    }

    @Override
    public synchronized void close() {
        kept.close();
        if (session != null) {
            session.close();
            session = null;
        }
        Connection opened = idle;
        idle = null;
        if (opened != null) {
            SnapshotSession.closeQuietly(opened);
        }
    }
}
