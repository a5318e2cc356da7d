package io.alluvium.source.survey;

import io.alluvium.journal.Position;
import io.alluvium.source.TableSpec;
import io.alluvium.source.window.Fingerprint;
import io.alluvium.source.window.Guarantee;
import io.alluvium.source.window.Makeup;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** A table as its database shows it in the one state that is read: what a survey asks. */
public interface SurveyedTable {

    TableSpec spec();

    ReadMode mode();

    /** The table itself, whatever bounds there are. */
    Subject subject();

    /** The statistics' number of rows. */
    OptionalLong rowEstimate();

    /** What holds the rows, with large values. */
    long bytes();

    Fingerprint fingerprint();

    /** What values depend on beside the rows; empty where the fingerprint has all of it. */
    Optional<Makeup> makeup();

    Guarantee guarantee();

    /** Whether the database itself keeps the key unique. */
    boolean isKeyUniqueByIndex();

    /** Whether keys that nothing keeps unique are looked for among the rows of earlier batches too. */
    boolean isKeyWatched();

    /**
     * Whether one of some rows shares its key with another.
     *
     * @param anywhere whether with any row of the table; else with one of these rows
     */
    boolean hasDuplicateKey(RowCondition rows, boolean anywhere) throws SQLException;

    /** @param fingerprint whether that of the window's rows is wanted too */
    WindowFacts facts(Bounds bounds, boolean fingerprint) throws SQLException;

    /** Empty where the table is read in a mode without ranges, or its key has none. */
    Optional<ByRanges> ranges();

    Position position(Window window);
}
