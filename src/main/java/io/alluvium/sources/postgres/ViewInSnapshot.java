package io.alluvium.sources.postgres;

import io.alluvium.journal.Position;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.sql.DeletionMark;
import io.alluvium.source.sql.SnapshotMode;
import io.alluvium.source.sql.SnapshotRanges;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.ByRanges;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.survey.SurveyedTable;
import io.alluvium.source.survey.WindowFacts;
import io.alluvium.source.window.Fingerprint;
import io.alluvium.source.window.Guarantee;
import io.alluvium.source.window.Makeup;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** A table as one snapshot shows it. */
record ViewInSnapshot(DatabaseTable spec, TableView view, SnapshotSession snapshot) implements SurveyedTable {
    private static final long MOST_WATCHED_BYTES = 1L << 30;

    @Override
    public ReadMode mode() {
        return view.mode();
    }

    @Override
    public Subject subject() {
        return view.relation().subject();
    }

    @Override
    public OptionalLong rowEstimate() {
        return view.relation().rowEstimate();
    }

    @Override
    public Fingerprint fingerprint() {
        return new Fingerprint(
                snapshot.server().identity(),
                view.relation().oid(),
                view.relation().shape());
    }

    @Override
    public long bytes() {
        return view.relation().bytes();
    }

    /** The shape of a table is in the digests of its content, by which a whole content is found changed. */
    @Override
    public Optional<Makeup> makeup() {
        return mode().isVersioned() ? view.relation().makeup() : view.relation().textMakeup();
    }

    @Override
    public Guarantee guarantee() {
        return new Guarantee(
                mode().guarantee(),
                mode().isVersioned(),
                spec.softDelete().map(DeletionMark::written),
                view.nullsUnfit(),
                snapshot.server().standby(),
                view.relation().rowSecurity().isPresent(),
                mode().isVersioned() && !isKeyUniqueByIndex() && !isKeyWatched(),
                mode().isVersioned() && view.relation().showsNames(),
                keys(KeyEquality::unites),
                keys(KeyEquality::divides),
                Optional.empty());
    }

    private List<String> keys(Predicate<KeyEquality> wanted) {
        return view.keyEquality().entrySet().stream()
                .filter(column -> wanted.test(column.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public boolean isKeyUniqueByIndex() {
        return view.isKeyUniqueByIndex();
    }

    /**
     * What all rows are compared with has been looked at as a whole, and where transactions are looked for the server reads
     * the whole table anyway; an index range of a large one costs less than its keys.
     */
    @Override
    public boolean isKeyWatched() {
        return mode().isVersioned() && (mode() instanceof TransactionMode || bytes() < MOST_WATCHED_BYTES);
    }

    @Override
    public boolean hasDuplicateKey(RowCondition rows, boolean anywhere) throws SQLException {
        return snapshot.run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(view.duplicateKey(rows.sql(), anywhere))) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    @Override
    public WindowFacts facts(Bounds bounds, boolean fingerprint) throws SQLException {
        WindowFacts facts = snapshot.run(connection -> WindowQueries.facts(connection, view, bounds, fingerprint));
        return new WindowFacts(
                facts.rows(),
                facts.fingerprint().map(view::sealed),
                view.sealed(facts.nextFingerprint()),
                facts.keysWithNull());
    }

    /** @throws io.alluvium.failure.AlluviumException where the snapshot does not have these rows any more */
    void requireUnrewritten() throws SQLException {
        Optional<String> rewritten = snapshot.run(connection -> Rewrites.since(connection, view.relation()));
        if (rewritten.isPresent()) {
            throw Rewrites.problem(spec, rewritten.get()).asException();
        }
    }

    @Override
    public Optional<ByRanges> ranges() {
        if (!(mode() instanceof SnapshotMode whole)
                || whole.key().isEmpty()
                || !(whole.key().get() instanceof RangeKey key)) {
            return Optional.empty();
        }
        return Optional.of(new SnapshotRanges(
                whole,
                new RangeQueries(view, key, snapshot),
                fingerprint().ofRanges(key.name(), view.keyNames()),
                rowEstimate().orElse(0)));
    }

    @Override
    public Position position(Window window) {
        return view.mark().in(WindowJson.position(window));
    }
}
