package io.alluvium.verify;

import io.alluvium.source.SourceContent;
import io.alluvium.source.keys.RangeDigest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Compares a raw table with its source by digests of ranges of keys, and row by row where these differ. Equal ranges
 * cost one pass on either side.
 */
public final class ContentComparison {
    private final SourceContent source;
    private final List<String> key;

    /** @param key columns that identify a row; empty where the same rows must be there equally often */
    public ContentComparison(SourceContent source, List<String> key) {
        this.source = source;
        this.key = List.copyOf(key);
    }

    /** @param log the raw table at the version that the source's content was asked for */
    public Compared with(Dataset<Row> log) {
        RawContent raw = new RawContent(log, key, source);
        RawContent.Digests inRaw = raw.digests();
        Map<Integer, RangeDigest> atSource = new TreeMap<>();
        source.digests().forEach(digest -> atSource.put(digest.range(), digest));
        Set<Integer> unequal = unequal(atSource, inRaw.byRange());
        Optional<DataType> keyType =
                first().map(name -> source.columns().apply(name).dataType());
        RowComparison rows = new RowComparison(
                source,
                unequal.isEmpty() ? Collections.emptyIterator() : raw.rows(unequal, inRaw),
                value -> KeyText.shown(value, keyType.orElseThrow()));
        if (!unequal.isEmpty()) {
            source.rows(unequal, rows);
        }
        rows.end();
        return new Compared(
                atSource.values().stream().mapToLong(RangeDigest::rows).sum(),
                source.newer(),
                rows.gone(),
                rows.updated(),
                inRaw.repeated(),
                source.ranges().count(),
                first(),
                rows.differences(),
                source.omitted());
    }

    private Optional<String> first() {
        return key.stream().findFirst();
    }

    private static Set<Integer> unequal(Map<Integer, RangeDigest> one, Map<Integer, RangeDigest> other) {
        Set<Integer> ranges = new TreeSet<>(one.keySet());
        ranges.addAll(other.keySet());
        ranges.removeIf(range -> one.getOrDefault(range, RangeDigest.empty(range))
                .equals(other.getOrDefault(range, RangeDigest.empty(range))));
        return ranges;
    }
}
