package io.alluvium.verify;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the comparison of a raw table with its source found. Holds values of keys: for the screen and for answers in
 * JSON, never for logs.
 *
 * @param rows at the source that raw must have
 * @param newer rows at the source that raw need not have yet
 * @param gone rows of raw whose keys the source has no more, as far as ranges were looked into: no faults
 * @param updated rows that were updated at the source where updates are not seen: no faults
 * @param repeated versions of rows that are in raw once more
 * @param ranges how many ranges of keys were compared
 * @param keyColumn the first column of the key, by which ranges are told; absent where there is no key
 * @param differences ranges with faults, in order
 * @param omitted what was not compared, for people
 */
public record Compared(
        long rows,
        long newer,
        long gone,
        long updated,
        long repeated,
        int ranges,
        Optional<String> keyColumn,
        List<Difference> differences,
        List<String> omitted) {
    public Compared {
        Objects.requireNonNull(keyColumn, "keyColumn");
        differences = List.copyOf(differences);
        omitted = List.copyOf(omitted);
    }

    public boolean isEqual() {
        return differences.isEmpty() && repeated == 0;
    }

    /** Whether reading the table again would bring what raw lacks, or take what it has too much. */
    public boolean isMendable() {
        return !differences.isEmpty();
    }

    /** Whether something is wrong with raw that reading the table again leaves as it is. */
    public boolean lasts() {
        return repeated > 0;
    }

    public long missing() {
        return differences.stream().mapToLong(Difference::missing).sum();
    }

    public long differing() {
        return differences.stream().mapToLong(Difference::differing).sum();
    }

    public long superfluous() {
        return differences.stream().mapToLong(Difference::superfluous).sum();
    }
}
