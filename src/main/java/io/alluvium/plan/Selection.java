package io.alluvium.plan;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a project a run is about.
 *
 * @param names of tables, {@code layer.name} or name; empty for all of them
 * @param range of time whose windows partition models compute, whatever their inputs did; absent where nobody asked
 * @param refresh which models are computed as a whole, whatever their inputs did
 */
public record Selection(List<String> names, Optional<Range> range, Refresh refresh) {
    /** All tables, and nothing but what is due. */
    public static final Selection ALL = named(List.of());

    public Selection {
        names = List.copyOf(names);
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(refresh, "refresh");
    }

    /** Of these tables what is due. */
    public static Selection named(List<String> names) {
        return new Selection(names, Optional.empty(), Refresh.NONE);
    }

    /** Which models are computed as a whole. */
    public enum Refresh {
        NONE,
        FULL,
        /** Those with frozen inputs too, whose rows of before are lost by it. */
        FROZEN_TOO
    }

    /**
     * From the first moment up to the other.
     *
     * @throws IllegalArgumentException where there is none between them
     */
    public record Range(Instant from, Instant to) {
        public Range {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("nothing lies from " + from + " to " + to);
            }
        }

        @Override
        public String toString() {
            return "from " + from + " to " + to;
        }
    }

    /**
     * Those of the tables that are meant.
     *
     * @throws AlluviumException UNKNOWN_TABLE, for each name that is none
     */
    public Set<TableName> of(Collection<TableName> tables) {
        Set<TableName> chosen = new TreeSet<>();
        List<Problem> unknown = new ArrayList<>();
        for (String name : names) {
            List<TableName> meant = tables.stream()
                    .filter(table -> table.name().equals(name)
                            || TableName.parse(name).filter(table::equals).isPresent())
                    .toList();
            chosen.addAll(meant);
            if (meant.isEmpty()) {
                unknown.add(Problem.of(ErrorCode.UNKNOWN_TABLE, "the project has no table " + name)
                        .didYouMean(DidYouMean.among(
                                tables.stream().map(TableName::toString).toList(), name)));
            }
        }
        if (!unknown.isEmpty()) {
            throw new AlluviumException(unknown);
        }
        return names.isEmpty() ? new TreeSet<>(tables) : chosen;
    }
}
