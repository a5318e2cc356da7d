package io.alluvium.source.window;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Known;
import io.alluvium.source.TableSpec;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * What the warehouse knows of a table, in windows.
 *
 * @param schema raw's schema; absent before the first batch
 * @param last the window of the last committed batch
 * @param pending the window of a batch that was begun and not committed
 * @param fingerprint what the server computed after the last batch
 */
public record Past(
        Optional<StructType> schema, Optional<Window> last, Optional<Window> pending, Optional<String> fingerprint) {
    /** Before the first batch. */
    public static final Past NOTHING = new Past(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static Past of(Known known, Windows windows) {
        return new Past(
                known.schema(),
                known.reached().map(windows::window),
                known.pending().map(windows::window),
                known.fingerprint());
    }

    /** Whether what is known is about another table. */
    public boolean isOfOtherThan(Subject table) {
        return last.flatMap(Window::subject)
                .filter(before -> !before.isSameTable(table))
                .isPresent();
    }

    /** Whether other rows of the table were shown when the last batch was read. */
    public boolean showedOthersThan(Window window) {
        return last.flatMap(Window::subject)
                .flatMap(then -> window.subject().map(now -> !then.showsTheSame(now)))
                .orElse(false);
    }

    /**
     * How values that raw has of the table may be others now although no row was written. Nothing is told where the last
     * batch did not note what they depended on.
     *
     * @param rewrites as in {@link Makeup#alteredSince}
     */
    public Makeup.Altered altered(Subject table, Optional<Makeup> now, boolean rewrites) {
        return isOfOtherThan(table) || last.isEmpty() || now.isEmpty()
                ? Makeup.Altered.NOTHING
                : altered(last.get(), table, now.get(), rewrites);
    }

    /** The same of values that one window holds. */
    public static Makeup.Altered altered(Window window, Subject table, Makeup now, boolean rewrites) {
        return window.meaning()
                .map(then ->
                        now.alteredSince(then, window.subject().orElse(table).tables(), rewrites))
                .orElse(Makeup.Altered.NOTHING);
    }

    /** Whether the last batch noted exactly what values depend on now, or nothing has to be noted. */
    public boolean hasNoted(Optional<Makeup> now) {
        return now.isEmpty() || last.flatMap(Window::meaning).equals(now.map(Makeup::meaning));
    }

    /** Whether the last batch did not note what values depend on, as they do. */
    public boolean isNotedFirst(Subject table, Optional<Makeup> now) {
        return now.isPresent()
                && !isOfOtherThan(table)
                && last.filter(window -> window.meaning().isEmpty()).isPresent();
    }

    /**
     * Whether this is the server that the table was read from before.
     *
     * @param host as the project names it
     * @param identity of the server that answers now
     * @throws io.alluvium.failure.AlluviumException where it is another
     */
    public void requireServer(TableSpec table, String host, String identity) {
        Optional<String> before = pending.or(() -> last).map(Window::source);
        if (before.isPresent() && !before.get().equals(identity)) {
            throw table.problem(
                            ErrorCode.SOURCE_CHANGED_IDENTITY,
                            host + " is not the server that " + table.name() + " was read from")
                    .because("now " + identity + ", before " + before.get())
                    .fixedBy("if this is meant, load the table anew: alluvium reset " + table.name())
                    .asException();
        }
    }
}
