package io.alluvium.source.survey;

import io.alluvium.source.Overlap;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * How the changes of one table are found, in one state of its server: what a batch reads, and what that promises.
 */
public interface ReadMode {

    /**
     * The window that follows.
     *
     * @param last committed; of this mode or, after a change of the configuration, of another, of another table or
     *     column
     * @throws io.alluvium.failure.AlluviumException where this server cannot give what the mode promises
     */
    Window next(Optional<Window> last) throws SQLException;

    /** A window of this kind, where its bounds are about this subject. */
    static <W extends Window> Optional<W> own(Optional<Window> window, Class<W> kind, Subject subject) {
        return window.filter(kind::isInstance)
                .filter(other ->
                        other.subject().map(about -> about.isBoundLike(subject)).orElse(true))
                .map(kind::cast);
    }

    /** The tables whose rows a window reads whatever its lower bound is. */
    static List<Long> added(Window window) {
        return window.subject().map(Subject::added).orElse(List.of());
    }

    /** Whether this is a window that {@link #bounds} can give, and {@link #next} follows from. */
    boolean reads(Window window);

    /** @throws IllegalArgumentException for a window that this mode does not read */
    Bounds bounds(Window window);

    /** The window for people. */
    String what(Window window);

    /** What holds for each batch, in words. */
    String guarantee();

    /** How the rows of a batch relate to what raw has. */
    default Overlap overlap(Window window, boolean isFirst) {
        if (isFirst) {
            return new Overlap.None();
        }
        return isVersioned() ? new Overlap.BySourceVersion() : new Overlap.ByValues();
    }

    /** Whether it sees the rows that a rewriting of the whole table changed. */
    default boolean findsRewritten() {
        return false;
    }

    /** Whether a batch has the rows that its bounds leave; else the whole table is looked at. */
    default boolean isBounded() {
        return true;
    }

    /** Whether each row comes with a version of its own, by which one that is read again is told. */
    default boolean isVersioned() {
        return isBounded();
    }
}
