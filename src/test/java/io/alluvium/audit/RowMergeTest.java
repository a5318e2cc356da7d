package io.alluvium.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.audit.AuditResult.Kind;
import io.alluvium.source.keys.RowDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** Random rows on both sides, in one part and in several, against a plain count by key. */
class RowMergeTest {
    private record Line(int key, long digest, int version, boolean marked) {
        int range() {
            return key % 3;
        }

        String text() {
            return "V" + key + ";";
        }
    }

    private static List<Line> lines(Random random, int keys) {
        List<Line> lines = new ArrayList<>();
        int count = random.nextInt(2 * keys);
        for (int i = 0; i < count; i++) {
            lines.add(new Line(random.nextInt(keys), random.nextInt(3), random.nextInt(4), random.nextInt(5) == 0));
        }
        return lines;
    }

    private static KeptRows kept(List<Line> lines, Share share, boolean versions) {
        KeptRows kept = new KeptRows();
        TargetRow row = new TargetRow();
        for (Line line : lines) {
            row.key.clear();
            row.key.text(line.text());
            row.order.clear();
            if (versions) {
                row.order.octets(line.version());
            }
            row.range = line.range();
            row.digest = line.digest();
            row.gone = versions && line.marked();
            if (share.has(row.key.array(), row.key.length())) {
                kept.add(row);
            }
        }
        kept.sort();
        return kept;
    }

    private static Map<Kind, Long> merged(List<Line> source, List<Line> target, int shares) {
        Map<Kind, Long> counts = new HashMap<>();
        for (int number = 0; number < shares; number++) {
            Share share = new Share(number, shares);
            Findings findings = new Findings(List.of(DataTypes.LongType), 5);
            RowMerge merge = new RowMerge(kept(target, share, false), share, findings);
            source.stream()
                    .sorted(Comparator.comparing(Line::range).thenComparing(Line::text))
                    .forEach(line -> merge.take(new RowDigest(
                            line.range(),
                            line.text(),
                            Optional.of(Integer.toString(line.key())),
                            line.digest(),
                            OptionalLong.empty(),
                            line.marked())));
            merge.end();
            findings.counts().forEach((kind, count) -> counts.merge(kind, count, Long::sum));
        }
        return counts;
    }

    private static Map<Kind, Long> counted(List<Line> source, List<Line> target, int keys) {
        Map<Kind, Long> counts = new HashMap<>();
        for (Kind kind : Kind.values()) {
            counts.put(kind, 0L);
        }
        for (int key = 0; key < keys; key++) {
            int wanted = key;
            List<Line> there =
                    source.stream().filter(line -> line.key() == wanted).toList();
            List<Long> here = new ArrayList<>(target.stream()
                    .filter(line -> line.key() == wanted)
                    .map(Line::digest)
                    .toList());
            long copies = here.size();
            if (there.isEmpty()) {
                counts.merge(Kind.EXTRA, Math.min(1, copies), Long::sum);
                counts.merge(Kind.TWICE, Math.max(0, copies - 1), Long::sum);
                continue;
            }
            counts.merge(Kind.TWICE, Math.max(0, copies - there.size()), Long::sum);
            if (there.stream().anyMatch(Line::marked)) {
                continue;
            }
            counts.merge(Kind.MISSING, Math.max(0, there.size() - copies), Long::sum);
            long alike = there.stream()
                    .filter(line -> here.remove((Long) line.digest()))
                    .count();
            counts.merge(Kind.STALE, Math.min(there.size(), copies) - alike, Long::sum);
        }
        return counts;
    }

    @Test
    void rowsOfEachKeyAreCountedInHoweverManyParts() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int keys = 1 + random.nextInt(60);
            List<Line> source = lines(random, keys);
            List<Line> target = lines(random, keys);
            Map<Kind, Long> expected = counted(source, target, keys);
            assertThat(merged(source, target, 1)).as("seed " + seed).isEqualTo(expected);
            assertThat(merged(source, target, 1 + random.nextInt(5)))
                    .as("seed " + seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void ofVersionsTheLastOneOfEachKeyRemainsUnlessItSaysThatTheRowIsGone() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Line> target = lines(random, 40);
            Map<Integer, Line> last = new HashMap<>();
            // What comes later is later among equals.
            target.forEach(line ->
                    last.merge(line.key(), line, (one, other) -> other.version() >= one.version() ? other : one));
            KeptRows kept = kept(target, Share.ALL, true);
            KeptRows.Dropped dropped = kept.settle();
            long gone = last.values().stream().filter(Line::marked).count();
            assertThat(kept.size()).as("seed " + seed).isEqualTo((int) (last.size() - gone));
            assertThat(dropped).isEqualTo(new KeptRows.Dropped(gone, (long) target.size() - last.size()));
            List<Long> digests = new ArrayList<>();
            for (int row = 0; row < kept.size(); row++) {
                digests.add(kept.digest(row));
            }
            assertThat(digests)
                    .containsExactlyInAnyOrderElementsOf(last.values().stream()
                            .filter(line -> !line.marked())
                            .map(Line::digest)
                            .toList());
        }
    }
}
