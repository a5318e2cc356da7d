package io.alluvium.source.survey;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.TableSpec;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.ReplaceWindow;
import io.alluvium.source.window.SnapshotWindow;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Finds what is new in one table, by what its database computes. */
public final class Survey {
    private static final String SAME_CONTENT = "same content";

    private final SurveyedTable table;
    private final Past past;
    private final Optional<ByRanges> ranges;
    private final Alteration alteration;
    private final boolean comparesValues;

    /** Facts hold as long as the snapshot: they are computed once. */
    private final Map<Bounds, WindowFacts> facts = new HashMap<>();

    public Survey(SurveyedTable table, Past past) {
        this(table, past, false);
    }

    private Survey(SurveyedTable table, Past past, boolean comparesValues) {
        this.table = table;
        this.past = past;
        this.ranges = table.ranges();
        this.alteration = new Alteration(table, past);
        this.comparesValues = comparesValues || alteration.isFound();
    }

    /** Whatever versions of rows say, values are compared with those that raw has. */
    public static Survey comparingValues(SurveyedTable table, Past past) {
        return new Survey(table, past, true);
    }

    /** @param reader of a window of this table */
    public Look look(Function<Window, Look.Reader> reader) throws SQLException {
        requireContinuation();
        requireVersions();
        if (alteration.isFound()) {
            alteration.requireReadable();
            return changed(allAgain(), table.rowEstimate(), reader);
        }
        Optional<ByRanges.Found> found = ranges.isPresent() ? ranges.get().look(past) : Optional.empty();
        if (found.isPresent()) {
            return found.get().window().isPresent()
                    ? changed(
                            found.get().window().get(),
                            OptionalLong.of(found.get().rows()),
                            reader)
                    : unchanged(table.mode().next(past.last()), SAME_CONTENT, past.fingerprint());
        }
        Optional<Window> begun = begun();
        Window window = begun.isPresent() ? begun.get() : table.mode().next(past.last());
        if (past.last().isEmpty()) {
            return changed(window, table.rowEstimate(), reader);
        }
        Bounds bounds = table.mode().bounds(window);
        WindowFacts seen = facts(bounds, true);
        requireKeys(seen.keysWithNull());
        String fingerprint = table.fingerprint()
                .text(bounds.rows().identity(), seen.fingerprint().orElseThrow());
        boolean same = past.fingerprint().map(fingerprint::equals).orElse(false);
        boolean nothingThere = table.mode().isBounded()
                && seen.rows() == 0
                && !table.fingerprint().hasOtherShape(past.fingerprint());
        if (past.pending().isEmpty() && (same || nothingThere)) {
            String reason = unchanged(seen, table.mode().what(window) + beyondBounds(window));
            return unchanged(window, reason, fingerprint(bounds, seen));
        }
        return changed(window, OptionalLong.of(seen.rows()), reader);
    }

    /**
     * What is to be done once all of a table was compared whose values may be others although no row was written.
     *
     * @param same whether no value differs
     * @param reader of a window of this table
     * @return empty where nothing of that kind happened, or the next look finds it as any change
     */
    public Optional<Look> sinceAltered(boolean same, Function<Window, Look.Reader> reader) throws SQLException {
        if (!alteration.isFound() || !table.mode().isBounded()) {
            return Optional.empty();
        }
        if (same) {
            Window noted = past.last()
                    .orElseThrow()
                    .noting(table.makeup().orElseThrow().meaning());
            return Optional.of(unchanged(noted, SAME_CONTENT, past.fingerprint()));
        }
        try {
            alteration.requireKeys();
        } catch (AlluviumException e) {
            return Optional.of(Look.Refused.of(e));
        }
        return Optional.of(changed(table.mode().next(Optional.empty()), table.rowEstimate(), reader));
    }

    /** A window that waits, where it is one of the table as it is now. */
    private Optional<Window> begun() {
        return past.pending().filter(table.mode()::reads).filter(alteration::isSince);
    }

    /** What waits and was begun since values became others is all of them. */
    private Window allAgain() throws SQLException {
        Optional<Window> begun = begun().filter(window -> window.meaning().isPresent());
        return begun.isPresent() ? begun.get() : table.mode().next(Optional.empty());
    }

    private Look changed(Window window, OptionalLong rows, Function<Window, Look.Reader> reader) {
        return new Look.Changed(
                table.position(window),
                table.mode().what(window)
                        + beyondBounds(window)
                        + alteration.words().map(why -> ", " + why).orElse(""),
                rows,
                table.guarantee().words(),
                alteration.words(),
                reader.apply(window));
    }

    /**
     * @param window with nothing that raw has not
     * @param fingerprint of what raw has, as the next look will ask for it
     */
    private Look unchanged(Window window, String reason, Optional<String> fingerprint) {
        if (alteration.isNoted()) {
            return new Look.Unchanged(reason);
        }
        return new Look.Unchanged(
                reason + alteration.words().map(why -> ", " + why).orElse(""),
                Optional.of(new Look.Noted(table.position(window), fingerprint)));
    }

    /** Why more is read than the last bound asks for. */
    private String beyondBounds(Window window) {
        if (past.isOfOtherThan(table.subject())) {
            return ", of another table than before";
        }
        if (past.showedOthersThan(window)) {
            return ", since row security shows others than before";
        }
        int added = ReadMode.added(window).size();
        return added == 0 ? "" : ", and all of " + added + " added partition" + (added == 1 ? "" : "s");
    }

    /** What was loaded by comparing contents has no version by which a row that is read again could be told. */
    private void requireVersions() {
        boolean compared = past.last().filter(SnapshotWindow.class::isInstance).isPresent();
        if (compared && table.mode().isBounded()) {
            TableSpec spec = table.spec();
            throw spec.problem(
                            ErrorCode.SOURCE_MODE_REFUSED,
                            "mode " + spec.can().mode() + " cannot go on where mode snapshot left off: the rows of "
                                    + spec.name() + " have no version of their own yet")
                    .marking(spec.sequence().isEmpty() ? "mode" : "cursor")
                    .fixedBy("mode = snapshot, or load the table anew: alluvium reset " + spec.name())
                    .asException();
        }
    }

    /** Raw is a log of what was read, or one reading: neither can be told from what the other left. */
    private void requireContinuation() {
        TableSpec spec = table.spec();
        Optional<Window> last = past.last();
        boolean replaced = last.filter(ReplaceWindow.class::isInstance).isPresent();
        if (last.isPresent() && replaced != spec.can().replaces()) {
            throw spec.problem(
                            ErrorCode.SOURCE_MODE_REFUSED,
                            "mode " + spec.can().mode() + " cannot go on where "
                                    + (replaced
                                            ? "mode replace left off: " + spec.name() + " is one reading, and no log"
                                            : "another mode left off: " + spec.name()
                                                    + " is a log of what was read, which only grows"))
                    .marking("mode")
                    .fixedBy((replaced ? "mode = replace" : "the mode that it had so far")
                            + ", in a section of its own; or load the table anew: alluvium reset " + spec.name())
                    .asException();
        }
    }

    private String unchanged(WindowFacts seen, String what) {
        if (!table.mode().isBounded()) {
            return SAME_CONTENT;
        }
        return seen.rows() == 0 ? "no row with " + what : "no new row with " + what;
    }

    private synchronized WindowFacts facts(Bounds bounds, boolean fingerprint) throws SQLException {
        WindowFacts found = facts.get(bounds);
        if (found == null || fingerprint && found.fingerprint().isEmpty()) {
            found = table.facts(bounds, fingerprint);
            facts.put(bounds, found);
        }
        return found;
    }

    /** How the rows of a window relate to what raw has; those of another table are none of these rows. */
    public Overlap overlap(Window window) {
        boolean isFirst = past.last().isEmpty() || past.isOfOtherThan(table.subject());
        return comparesValues && table.mode().isBounded() && !isFirst
                ? new Overlap.ByValues()
                : table.mode().overlap(window, isFirst);
    }

    /**
     * What a window holds that is to be read.
     *
     * @throws io.alluvium.failure.AlluviumException where the key does not tell its rows apart
     */
    public Seen seen(Window window) throws SQLException {
        Bounds bounds = table.mode().bounds(window);
        Optional<Seen> byRanges = ranges.isPresent() ? ranges.get().seen(past, window) : Optional.empty();
        Seen seen = byRanges.isPresent() ? byRanges.get() : seen(bounds);
        checkKeys(seen, bounds);
        return seen;
    }

    private Seen seen(Bounds bounds) throws SQLException {
        WindowFacts found = facts(bounds, false);
        return new Seen(found.rows(), found.keysWithNull(), fingerprint(bounds, found));
    }

    /** That of a part says nothing about the content that raw has then. */
    private Optional<String> fingerprint(Bounds bounds, WindowFacts found) {
        return table.mode().isBounded() || bounds.rows().isAll()
                ? Optional.of(table.fingerprint().text(bounds.next().identity(), found.nextFingerprint()))
                : Optional.empty();
    }

    private void checkKeys(Seen seen, Bounds bounds) throws SQLException {
        TableSpec spec = table.spec();
        requireKeys(seen.keysWithNull());
        if (!table.isKeyUniqueByIndex() && table.hasDuplicateKey(bounds.rows(), table.isKeyWatched())) {
            throw notUnique("rows of " + spec.origin().orElseThrow() + " share the key " + spec.key());
        }
    }

    private void requireKeys(long withNull) {
        if (withNull > 0) {
            throw notUnique(withNull + " rows of " + table.spec().origin().orElseThrow() + " have null in the key");
        }
    }

    private RuntimeException notUnique(String message) {
        return table.spec()
                .problem(ErrorCode.SOURCE_KEY_NOT_UNIQUE, message)
                .marking("key")
                .fixedBy("name the columns that tell rows apart in key"
                        + (table.spec().can().replaces() ? ", or leave key out: mode = replace needs none" : ""))
                .asException();
    }
}
