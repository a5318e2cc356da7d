package io.alluvium.source.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRangesTest {
    @Test
    void aStartBelongsToTheRangeThatItBegins() {
        KeyRanges ranges = new KeyRanges(KeyOrder.NUMBER, List.of("-2", "9", "10.50"));

        assertThat(ranges.count()).isEqualTo(4);
        assertThat(List.of("-3", "-2", "8.99", "9", "10.5", "100").stream().map(ranges::of))
                .containsExactly(0, 1, 1, 2, 3, 3);
        assertThat(ranges.of(null)).isZero();
    }

    @Test
    void textsAreOrderedByTheirBytesAndNotByJavasCharacters() {
        KeyRanges ranges = new KeyRanges(KeyOrder.TEXT, List.of("B", "a", "\uFF5E", "𝄞"));

        assertThat(List.of("", "B", "Z", "b", "\uFF5F", "𝄞", "𝄟").stream().map(ranges::of))
                .containsExactly(0, 1, 1, 2, 3, 4, 4);
    }

    @Test
    void startsThatDoNotAscendAreRefused() {
        assertThatThrownBy(() -> new KeyRanges(KeyOrder.NUMBER, List.of("1", "1.0")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void digestsOfPartsAddUpToThatOfTheWhole() {
        RangeDigest one = new RangeDigest(3, 2, Optional.of("9"), Optional.of("10"), Long.MAX_VALUE);
        RangeDigest other = new RangeDigest(3, 1, Optional.of("2"), Optional.of("2"), 1);
        RangeDigest whole = new RangeDigest(3, 3, Optional.of("2"), Optional.of("10"), Long.MIN_VALUE);

        assertThat(one.and(other, KeyOrder.NUMBER)).isEqualTo(whole);
        assertThat(other.and(one, KeyOrder.NUMBER)).isEqualTo(whole);
        assertThat(RangeDigest.empty(3).and(one, KeyOrder.NUMBER)).isEqualTo(one);
    }
}
