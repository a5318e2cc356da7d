package io.alluvium.source.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.KeyIntervals;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RangedFingerprintTest {
    private static final KeyRanges TENS = new KeyRanges(KeyOrder.NUMBER, List.of("10", "20", "30"));

    private static RangeFacts facts(KeyRanges ranges, String... hashes) {
        return new RangeFacts(
                ranges,
                List.of(hashes).stream()
                        .map(hash -> new RangeFacts.Sum(hash.length(), hash))
                        .toList(),
                0);
    }

    private static RangedFingerprint fingerprint(String... hashes) {
        return RangedFingerprint.of("t", facts(TENS, hashes));
    }

    private static SortedSet<Integer> set(Integer... ranges) {
        return new TreeSet<>(Set.of(ranges));
    }

    private static KeyIntervals.Interval interval(String from, String before) {
        return new KeyIntervals.Interval(
                Optional.of(from).filter(bound -> !bound.isEmpty()),
                Optional.of(before).filter(bound -> !bound.isEmpty()));
    }

    @Test
    void theTextComesBackForTheSameTableAndForNoOther() {
        RangedFingerprint texts = RangedFingerprint.of(
                "t",
                facts(
                        new KeyRanges(KeyOrder.TEXT, List.of("", "a;\"\\", "\uFF5E", "\uD834\uDD1E")),
                        "a",
                        "",
                        "b",
                        "c",
                        "d"));

        assertThat(RangedFingerprint.read(texts.text(), "t", KeyOrder.TEXT)).contains(texts);
        assertThat(RangedFingerprint.read(texts.text(), "other", KeyOrder.TEXT)).isEmpty();
        assertThat(RangedFingerprint.read("1;system 7;12;ab;true;4.1.2", "t", KeyOrder.TEXT))
                .isEmpty();
        assertThat(RangedFingerprint.read(
                        fingerprint("a", "b", "c", "d").text().replace("\"20\",", ""), "t", KeyOrder.NUMBER))
                .isEmpty();
    }

    @Test
    void rangesThatDifferAreThoseWithOtherRowsOrNone() {
        assertThat(fingerprint("a", "b", "", "d").differing(facts(TENS, "a", "x", "c", "")))
                .containsExactly(1, 2, 3);
    }

    @Test
    void theKeysOfRangesAreOneIntervalWhereTheyAdjoinAndTellTheRangesAgain() {
        RangedFingerprint known = fingerprint("a", "b", "c", "d");
        assertThat(known.keys("k", set(0, 1, 3)).intervals()).containsExactly(interval("", "20"), interval("30", ""));
        assertThat(known.keys("k", set(1)).intervals()).containsExactly(interval("10", "20"));
        for (SortedSet<Integer> ranges : List.of(set(0), set(3), set(1, 2), set(0, 2), set(0, 1, 2, 3), set(1, 3))) {
            assertThat(known.rangesOf(known.keys("k", ranges))).contains(ranges);
        }
        assertThat(known.rangesOf(new KeyIntervals("k", List.of(interval("10", "25")))))
                .isEmpty();
        assertThat(known.rangesOf(new KeyIntervals("k", List.of(interval("5", "20")))))
                .isEmpty();
    }

    @Test
    void afterAPartTheOtherRangesKeepWhatTheyHadAlthoughTheirRowsAreOtherOnes() {
        RangedFingerprint known = fingerprint("a", "b", "c", "d");
        RangeFacts now = facts(TENS, "A", "B", "C", "D");
        RangedFingerprint after = known.after(set(1, 3), now);

        assertThat(after).isEqualTo(fingerprint("a", "B", "c", "D"));
        assertThat(after.differing(now)).containsExactly(0, 2);
    }

    @Test
    void rangesThatWereReadMayBeDivided() {
        KeyRanges finer = new KeyRanges(KeyOrder.NUMBER, List.of("10", "12", "14", "20", "30"));
        RangeFacts now = facts(TENS, "A", "B", "C", "D").divided(1, facts(finer, "", "p", "q", "r", "", ""));

        assertThat(now).isEqualTo(facts(finer, "A", "p", "q", "r", "C", "D"));
        assertThat(fingerprint("a", "b", "c", "d").after(set(1, 3), now))
                .isEqualTo(RangedFingerprint.of("t", facts(finer, "a", "p", "q", "r", "c", "D")));
    }
}
