package io.alluvium.verify;

import io.alluvium.source.SourceContent;
import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.keys.RowDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Two sorted streams of rows side by side, in memory that does not depend on their length. */
final class RowComparison implements SourceContent.RowSink {
    private final SourceContent source;
    private final Iterator<RowDigest> raw;
    private final UnaryOperator<String> shown;
    private final List<Difference> differences = new ArrayList<>();
    private @Nullable RowDigest waiting;
    private long gone;
    private long updated;

    private int range = -1;
    private long missing;
    private long differing;
    private long superfluous;
    private Optional<String> first = Optional.empty();
    private Optional<String> last = Optional.empty();

    /** @param shown from a value of the first key column to what a person writes */
    RowComparison(SourceContent source, Iterator<RowDigest> raw, UnaryOperator<String> shown) {
        this.source = source;
        this.raw = raw;
        this.shown = shown;
        advance();
    }

    private void advance() {
        waiting = raw.hasNext() ? raw.next() : null;
    }

    @Override
    public void take(RowDigest row) {
        RowDigest here = waiting;
        while (here != null && compare(here, row) < 0) {
            onlyInRaw(here);
            advance();
            here = waiting;
        }
        if (here == null || compare(here, row) > 0) {
            if (!row.newer()) {
                enter(row);
                missing++;
            }
            return;
        }
        advance();
        if (here.digest() != row.digest() && !row.newer()) {
            other(here, row);
        }
    }

    /** The source has no further row. */
    void end() {
        for (RowDigest here = waiting; here != null; here = waiting) {
            onlyInRaw(here);
            advance();
        }
        leave();
    }

    private static int compare(RowDigest one, RowDigest other) {
        int byRange = Integer.compare(one.range(), other.range());
        return byRange != 0 ? byRange : KeyOrder.TEXT.compare(one.key(), other.key());
    }

    private void other(RowDigest here, RowDigest row) {
        boolean sameVersion = here.version().equals(row.version());
        if (!source.seesUpdates() && !sameVersion) {
            updated++;
            return;
        }
        enter(row);
        differing++;
    }

    private void onlyInRaw(RowDigest row) {
        if (source.seesDeletes()) {
            enter(row);
            superfluous++;
        } else {
            gone++;
        }
    }

    /** Counts what follows for the row's range. */
    private void enter(RowDigest row) {
        if (row.range() != range) {
            leave();
            range = row.range();
        }
        KeyOrder order = source.ranges().order();
        row.first().ifPresent(value -> {
            first = Optional.of(
                    first.filter(known -> order.compare(known, value) <= 0).orElse(value));
            last = Optional.of(
                    last.filter(known -> order.compare(known, value) >= 0).orElse(value));
        });
    }

    private void leave() {
        if (missing + differing + superfluous > 0) {
            differences.add(new Difference(first.map(shown), last.map(shown), missing, differing, superfluous));
        }
        missing = 0;
        differing = 0;
        superfluous = 0;
        first = Optional.empty();
        last = Optional.empty();
    }

    List<Difference> differences() {
        return differences;
    }

    long gone() {
        return gone;
    }

    long updated() {
        return updated;
    }
}
