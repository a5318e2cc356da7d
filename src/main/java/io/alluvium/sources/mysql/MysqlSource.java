package io.alluvium.sources.mysql;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SourceContent;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.catalog.LookAhead;
import io.alluvium.source.catalog.PatternTables;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseSource;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.digest.ComparedColumns;
import io.alluvium.source.digest.ContentQueries;
import io.alluvium.source.digest.DatabaseContent;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.survey.Survey;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a MySQL or MariaDB database, all tables in one state of it. The sessions that show the state are opened at the first
 * look and held until {@link #close()}; one more asks which transactions are open.
 */
final class MysqlSource implements DatabaseSource {
    private volatile MysqlSpec source;
    private final Login login;
    private final Faults faults;
    private Optional<MaskKey> secret = Optional.empty();
    private @Nullable Connection first;
    private @Nullable SnapshotSessions sessions;
    private @Nullable LookAhead<RelationName, Relation> relations;

    MysqlSource(MysqlSpec source) {
        this.source = source;
        this.login = new Login(source);
        this.faults = new Faults(source);
    }

    @Override
    public synchronized SourceSpec connect() {
        if (secret.isEmpty()) {
            secret = source.maskSecret().map(MaskKey::of);
        }
        logIn();
        if (source.isOpen() || !source.chosen().everywhere().isEmpty()) {
            source = named(sessions(most()));
        }
        return source;
    }

    private synchronized void logIn() {
        if (first == null && sessions == null) {
            first = login.open(faults);
        }
    }

    private MysqlSpec named(SnapshotSessions shared) {
        ChosenTables chosen = source.chosen();
        try {
            if (!chosen.everywhere().isEmpty()) {
                chosen.requireColumns(
                        source, source.database(), shared.run(connection -> new CatalogListing(connection).columns()));
            }
            if (!source.isOpen()) {
                return source;
            }
            List<CatalogEntry> entries = shared.run(connection -> {
                CatalogListing listing = new CatalogListing(connection);
                return listing.entries(listing.schemas());
            });
            Set<RelationName> declared = source.tables().stream()
                    .flatMap(table -> RelationName.parse(table.from()).stream())
                    .map(name -> name.in(source.database()))
                    .collect(Collectors.toSet());
            PatternTables.Taken<DatabaseTable> taken = chosen.patternTables(source.database())
                    .taken(
                            entries,
                            entry -> declared.contains(new RelationName(Optional.of(entry.schema()), entry.name())));
            List<DatabaseTable> tables = new ArrayList<>(source.tables());
            tables.addAll(taken.tables());
            return source.with(chosen.taking(tables, taken.refused()));
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
            Past past = Past.of(known, MysqlType.WINDOWS);
            // What was never loaded will be read; of what was, mostly nothing.
            TableView view = view(wanted, known, past, known.reached().isEmpty() ? most() : 1);
            Survey survey = new Survey(view, past);
            return survey.look(window -> new MysqlReader(view, survey, window, faults));
        } catch (SQLException e) {
            AlluviumException fault = explained(wanted, e);
            // Who holds a table holds no other one up.
            return MysqlErrors.isLocked(e) ? new Look.Refused(fault.problems().get(0)) : Look.Refused.of(fault);
        } catch (AlluviumException e) {
            return Look.Refused.of(e);
        }
    }

    @Override
    public synchronized Optional<String> identity() {
        return Optional.ofNullable(sessions).map(shared -> shared.server().identity());
    }

    /** The table as it can be read, from the server that it was read from before. */
    private TableView view(DatabaseTable table, Known known, Past past, int sessionsNow) throws SQLException {
        SnapshotSessions shared = sessions(sessionsNow);
        Relation whole = relation(table, shared);
        past.requireServer(table, source.declared().host(), shared.server().identity());
        requireColumns(table, whole);
        List<String> stored = table.kept(whole.columnNames());
        Relation kept = whole.only(stored);
        table.keyColumns().forEach(key -> Modes.required(table, kept, key, "key"));
        if (kept.columns().isEmpty()) {
            throw table.problem(ErrorCode.SOURCE_TABLE_MISSING, table.from() + " has no column that is stored")
                    .asException();
        }
        Map<SourceColumn, ColumnImage> images = new ColumnImages(table, maskKey()).of(kept.columns());
        TableView view = new TableView(
                table,
                kept,
                whole.columnNames().stream()
                        .filter(name -> !stored.contains(name))
                        .toList(),
                images,
                Modes.of(
                        table,
                        kept,
                        KeyColumn.first(table, images),
                        new SnapshotView(shared, source.user()),
                        rows -> mayBeWritten(shared, kept, images, rows)),
                DeletedRows.condition(table, kept),
                maskKey(),
                shared);
        view.mark().requireSame(known, view::now);
        return view;
    }

    private void requireColumns(DatabaseTable table, Relation whole) {
        if (whole.columns().isEmpty()) {
            throw table.problem(
                            ErrorCode.SOURCE_NO_RIGHT,
                            "the catalog shows user " + source.user() + " no column of " + table.from())
                    .marking("from")
                    .because("a view that calls functions shows its columns to whoever may execute these")
                    .fixedBy("GRANT EXECUTE ON " + RelationName.quoted(whole.schema()) + ".* TO " + source.user() + ";")
                    .asException();
        }
    }

    private Relation relation(DatabaseTable table, SnapshotSessions shared) throws SQLException {
        NamedTable named = NamedTable.of(table);
        Optional<Relation> found = relations(shared).of(Catalog.name(named));
        return found.isPresent()
                ? found.get()
                : shared.run(connection -> {
                    throw new Catalog(connection, source.database())
                            .missing(named)
                            .asException();
                });
    }

    /** All tables, in the order of the project. */
    private synchronized LookAhead<RelationName, Relation> relations(SnapshotSessions shared) {
        LookAhead<RelationName, Relation> known = relations;
        if (known == null) {
            List<RelationName> names = source.tables().stream()
                    .flatMap(each -> RelationName.parse(each.from()).stream())
                    .toList();
            known = new LookAhead<>(
                    names,
                    wanted -> shared.run(connection -> new Catalog(connection, source.database()).relations(wanted)));
            relations = known;
        }
        return known;
    }

    /**
     * Whether transactions have written among some rows what the state does not show: a session that shows what is not
     * committed has other rows there. Without a transaction that had written, nobody has to look.
     */
    private static boolean mayBeWritten(
            SnapshotSessions sessions, Relation relation, Map<SourceColumn, ColumnImage> images, RowCondition rows)
            throws SQLException {
        if (!sessions.server().writers().map(ServerState.Writers::wrote).orElse(true)) {
            return false;
        }
        String digest = "select concat(count(*), '.', coalesce(sum("
                + CanonicalSql.digest(CanonicalSql.row(images)) + "), 0)) from " + relation.from() + " where "
                + rows.sql();
        String shown = sessions.run(connection -> text(connection, digest));
        return !shown.equals(sessions.runDirty(connection -> text(connection, digest)));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private synchronized Optional<MaskKey> maskKey() {
        return secret;
    }

    private AlluviumException explained(DatabaseTable table, SQLException error) {
        return faults.ofTable(table, error).asException(Faults.logged(error));
    }

    @Override
    public Optional<Problem> missingRight(TableSpec table) {
        return Optional.empty();
    }

    @Override
    public Optional<SourceContent> content(TableSpec table, Known known) {
        DatabaseTable wanted = source.own(table);
        source.chosen().refusal(wanted).ifPresent(problem -> {
            throw problem.asException();
        });
        try {
            Past past = Past.of(known, MysqlType.WINDOWS);
            TableView view = view(wanted, known, past, most());
            Survey survey = Survey.comparingValues(view, past);
            return Optional.of(DatabaseContent.of(view, past, view.ownSchema(), new ContentDatabase(view, survey)));
        } catch (SQLException e) {
            throw explained(wanted, e);
        }
    }

    @Override
    public SourceContent whole(DatabaseTable table, String condition) {
        DatabaseTable wanted = source.own(table);
        try {
            TableView view = view(wanted, Known.NOTHING, Past.NOTHING, most());
            Survey survey = Survey.comparingValues(view, Past.NOTHING);
            return DatabaseContent.whole(view, view.ownSchema(), condition, new ContentDatabase(view, survey));
        } catch (SQLException e) {
            throw explained(wanted, e);
        }
    }

    /** What the content of one table needs of this source. */
    private final class ContentDatabase implements DatabaseContent.Database {
        private final TableView table;
        private final Survey survey;

        private ContentDatabase(TableView table, Survey survey) {
            this.table = table;
            this.survey = survey;
        }

        @Override
        public ContentQueries queries(ComparedColumns columns, String condition) {
            return new DigestQueries(table, columns, condition);
        }

        @Override
        public Map<String, String> untold() {
            return table.untold();
        }

        @Override
        public Look.Reader reader(Window window) {
            return new MysqlReader(table, survey, window, faults);
        }

        @Override
        public AlluviumException explained(SQLException error) {
            return MysqlSource.this.explained(table.spec(), error);
        }
    }

    @Override
    public Optional<AlluviumException> explain(TableSpec table, Throwable failure) {
        return Causes.first(failure, AlluviumException.class)
                .or(() -> Causes.first(failure, SQLException.class).map(error -> explained(source.own(table), error)));
    }

    /** Sessions that may show the state, beside the one that asks which transactions are open. */
    private int most() {
        return source.declared().connections() - 1;
    }

    /** @param now how many of them are begun together, where none is yet */
    private synchronized SnapshotSessions sessions(int now) {
        SnapshotSessions started = sessions;
        if (started != null) {
            return started;
        }
        logIn();
        Connection own = first;
        if (own == null) {
            throw new IllegalStateException("not connected");
        }
        boolean cursors = source.tables().stream()
                .anyMatch(table ->
                        table.mode() == DatabaseTable.Mode.CURSOR || table.mode() == DatabaseTable.Mode.APPEND);
        try {
            started = SnapshotSessions.start(
                    own, login, new SnapshotSessions.Wanted(now, most(), cursors, counted(), source.consistent()));
            sessions = started;
            first = null;
            return started;
        } catch (SQLException e) {
            throw faults.ofState(e, source.consistent()).asException(Faults.logged(e));
        }
    }

    /** Tables that are read by their counters. */
    private List<RelationName> counted() {
        return source.tables().stream()
                .filter(table -> table.mode() == DatabaseTable.Mode.APPEND)
                .flatMap(table -> RelationName.parse(table.from()).stream())
                .map(name -> name.in(source.database()))
                .toList();
    }

    @Override
    public synchronized void close() {
        Connection opened = first;
        first = null;
        if (opened != null) {
            SnapshotSessions.closeQuietly(opened);
        }
        if (sessions != null) {
            sessions.close();
            sessions = null;
        }
    }
}
