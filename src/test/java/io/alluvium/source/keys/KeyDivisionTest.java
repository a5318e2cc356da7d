package io.alluvium.source.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.KeyIntervals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyDivisionTest {
    /** Finds whatever it is told to, and keeps what it was asked. */
    private static final class Sample implements KeySample {
        private final List<String> found;
        private final List<String> asked = new ArrayList<>();

        Sample(String... found) {
            this.found = List.of(found);
        }

        @Override
        public List<String> starts(int ranges, double percent) {
            asked.add(ranges + " ranges of " + percent + " %");
            return found;
        }

        @Override
        public List<String> starts(int ranges, KeyIntervals keys) {
            asked.add(ranges + " ranges of " + keys.intervals().get(0));
            return found;
        }
    }

    private static RangeFacts facts(long... rows) {
        List<String> starts =
                IntStream.range(1, rows.length).mapToObj(i -> 10 * i + "").toList();
        List<RangeFacts.Sum> sums = new ArrayList<>();
        for (long count : rows) {
            sums.add(new RangeFacts.Sum(count, ""));
        }
        return new RangeFacts(new KeyRanges(KeyOrder.NUMBER, starts), sums, 0);
    }

    @Test
    void theSampleGrowsWithTheRangesAndNotWithTheTable() throws SQLException {
        Sample sample = new Sample("20", "9", "20");
        KeyDivision division = new KeyDivision(KeyOrder.NUMBER, false, sample);

        assertThat(division.choose(1_000_000).starts()).containsExactly("9", "20");
        division.choose(100);
        new KeyDivision(KeyOrder.TEXT, true, sample).choose(1_000_000);

        assertThat(sample.asked).containsExactly("500 ranges of 5.0 %", "64 ranges of 100.0 %", "128 ranges of 1.28 %");
    }

    @Test
    void aRangeThatHasGrownIsDividedAndTheOthersStay() throws SQLException {
        RangeFacts facts = facts(10, 10, 10, 300);
        Sample sample = new Sample("45", "20", "70");
        KeyDivision division = new KeyDivision(KeyOrder.NUMBER, false, sample);

        assertThat(division.lopsided(facts, new TreeSet<>(List.of(2)))).isEmpty();
        assertThat(division.lopsided(facts(10, 10, 10, 10, 10, 300), new TreeSet<>(List.of(2, 5))))
                .containsExactly(5);
        KeyIntervals last = KeyIntervals.between("id", 30, Long.MAX_VALUE);
        assertThat(division.divide(facts, 3, last).starts()).containsExactly("10", "20", "30", "45", "70");
        assertThat(sample.asked).singleElement().asString().startsWith("4 ranges of ");
    }

    @Test
    void rangesAreKeptWhileTheyAreFineAndEven() {
        KeyDivision division = new KeyDivision(KeyOrder.NUMBER, false, new Sample());
        long[] even = Collections.nCopies(64, 1_000L).stream()
                .mapToLong(Long::longValue)
                .toArray();
        long[] uneven = even.clone();
        uneven[63] = 10_000;

        assertThat(division.isFair(facts(even))).isTrue();
        assertThat(division.isFair(facts(uneven))).isFalse();
        assertThat(division.isFair(facts(1_000_000, 1_000_000))).isFalse();
    }
}
