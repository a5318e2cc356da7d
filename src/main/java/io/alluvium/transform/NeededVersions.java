package io.alluvium.transform;

import io.alluvium.lake.ColumnRange;
import io.alluvium.lake.ColumnRange.Bound;
import io.alluvium.lake.Measure;
import io.alluvium.lake.PinnedFile;
import io.alluvium.lake.PinnedFiles;
import io.alluvium.raw.RawColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Those files of a raw log that can hold the last version of a key that new batches touch. A version of an earlier batch
 * comes after one of a new batch by the sequence columns alone, since what ties there is decided by the batch; so a file
 * is left out where its statistics show that no row of it gets above the new versions of any key that it can hold. Where
 * they show nothing the file is read. See docs/adr/0031.
 */
final class NeededVersions {
    /** Statistics may cut texts of so many bytes. */
    private static final int CUT_TEXT = 32;

    /** Beyond so many late keys they are looked at as one range. */
    private static final int MOST_KEYS = 2_000;

    private final PinnedFiles log;
    private final List<String> key;
    private final List<String> sequence;
    private final List<String> texts;
    private final int mostKeys;
    private final List<PinnedFile> fresh;
    private final List<PinnedFile> earlier;

    /**
     * @param since the last batch that is known already
     * @param key raw columns
     * @param sequence raw columns, the most significant first; empty where the later batch wins
     * @param texts those of them that are text
     */
    NeededVersions(PinnedFiles log, long since, List<String> key, List<String> sequence, List<String> texts) {
        this(log, since, key, sequence, texts, MOST_KEYS);
    }

    /** @param mostKeys how many late keys are looked at one by one */
    NeededVersions(
            PinnedFiles log, long since, List<String> key, List<String> sequence, List<String> texts, int mostKeys) {
        this.mostKeys = mostKeys;
        this.log = log;
        this.key = List.copyOf(key);
        this.sequence = List.copyOf(sequence);
        this.texts = List.copyOf(texts);
        Bound last = Measure.NUMBER.bound(since);
        Map<Boolean, List<PinnedFile>> files = log.files().stream()
                .collect(Collectors.partitioningBy(file -> file.range(RawColumns.BATCH)
                        .most()
                        .map(most -> most.compareTo(last) > 0)
                        .orElse(true)));
        this.fresh = List.copyOf(files.getOrDefault(true, List.of()));
        this.earlier = List.copyOf(files.getOrDefault(false, List.of()));
    }

    /** The rows of all files that can hold rows of new batches, rows of earlier ones among them. */
    Dataset<Row> freshFiles() {
        return log.rows(fresh);
    }

    /**
     * The files to read.
     *
     * @param versions the rows of the new batches that are versions of something
     */
    List<PinnedFile> files(Dataset<Row> versions) {
        List<PinnedFile> needed = new ArrayList<>(fresh);
        needed.addAll(deciding(versions));
        return needed;
    }

    /**
     * The bounds of text sequence columns in the files that are not read, for whoever looks at how texts are written. Within
     * one batch they were looked at when it was new.
     */
    List<Row> textsBeside(List<PinnedFile> read) {
        List<Row> bounds = new ArrayList<>();
        if (!texts.isEmpty()) {
            Set<PinnedFile> known = Set.copyOf(read);
            earlier.stream().filter(file -> !known.contains(file)).forEach(file -> {
                bounds.add(texts(file, ColumnRange::least));
                bounds.add(texts(file, ColumnRange::most));
            });
        }
        return bounds;
    }

    private Row texts(PinnedFile file, Function<ColumnRange, Optional<Bound>> bound) {
        return RowFactory.create(texts.stream()
                .map(name -> bound.apply(file.range(name)).map(Bound::text).orElse(null))
                .toArray());
    }

    /** Whether the bounds of text sequence columns are values that are in the file. */
    private boolean tellsTexts(PinnedFile file) {
        return texts.stream()
                .map(file::range)
                .allMatch(range -> range.allNull() || isWhole(range.least()) && isWhole(range.most()));
    }

    private static boolean isWhole(Optional<Bound> text) {
        return text.map(bound -> bound.bytes().length() < CUT_TEXT).orElse(false);
    }

    /**
     * The files to read where every version of a touched key counts, by the keys that files can hold.
     *
     * @param versions the rows of the new batches that are versions of something
     */
    List<PinnedFile> filesOfKeys(Dataset<Row> versions) {
        List<LateKeys.Keys> touched =
                new LateKeys(log.schema(), key, RawColumns.BATCH, mostKeys).among(versions, Optional.empty());
        List<PinnedFile> needed = new ArrayList<>(fresh);
        earlier.stream()
                .filter(file -> !tellsTexts(file) || touched.stream().anyMatch(keys -> canHold(file, keys)))
                .forEach(needed::add);
        return needed;
    }

    private List<PinnedFile> deciding(Dataset<Row> versions) {
        if (sequence.isEmpty()) {
            return List.of();
        }
        Optional<Bound> least = leastFresh();
        List<PinnedFile> possible = earlier.stream()
                .filter(file -> canBeat(file, least) || !tellsTexts(file))
                .toList();
        if (possible.isEmpty()) {
            return possible;
        }
        List<LateKeys.Keys> late =
                new LateKeys(log.schema(), key, sequence.get(0), mostKeys).among(versions, most(possible));
        return possible.stream()
                .filter(file -> !tellsTexts(file) || late.stream().anyMatch(keys -> canDecide(file, keys)))
                .toList();
    }

    /** The least first sequence value of the new files by their statistics; empty where it is null or not known. */
    private Optional<Bound> leastFresh() {
        List<ColumnRange> ranges =
                fresh.stream().map(file -> file.range(sequence.get(0))).toList();
        return ranges.stream()
                        .anyMatch(range -> range.mayBeNull() || range.least().isEmpty())
                ? Optional.empty()
                : ranges.stream().flatMap(range -> range.least().stream()).min(Bound::compareTo);
    }

    /** What no first sequence value of the files is above; empty where that is not known. */
    private Optional<Bound> most(List<PinnedFile> files) {
        List<ColumnRange> ranges = files.stream()
                .map(file -> file.range(sequence.get(0)))
                .filter(range -> !range.allNull())
                .toList();
        return ranges.stream().allMatch(range -> range.most().isPresent())
                ? ranges.stream().flatMap(range -> range.most().stream()).max(Bound::compareTo)
                : Optional.empty();
    }

    private boolean canDecide(PinnedFile file, LateKeys.Keys late) {
        return canBeat(file, late.sequence()) && canHold(file, late);
    }

    private boolean canHold(PinnedFile file, LateKeys.Keys late) {
        for (int i = 0; i < key.size(); i++) {
            if (!file.range(key.get(i)).meets(late.values().get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a row of the file can come after a version with that first sequence value. Where there are more sequence
     * columns, they decide among equals, and they are not looked at.
     *
     * @param value empty for null, which comes before everything
     */
    private boolean canBeat(PinnedFile file, Optional<Bound> value) {
        ColumnRange range = file.range(sequence.get(0));
        boolean tiesCount = sequence.size() > 1;
        if (range.allNull()) {
            return tiesCount && value.isEmpty();
        }
        return value.isEmpty()
                || range.most()
                        .map(most -> tiesCount ? most.compareTo(value.get()) >= 0 : most.compareTo(value.get()) > 0)
                        .orElse(true);
    }
}
