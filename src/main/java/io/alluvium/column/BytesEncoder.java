package io.alluvium.column;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.spark.sql.types.StringType;

/** Strings, binaries and long decimals: by dictionary while that pays, then plainly. */
final class BytesEncoder extends ValueEncoder {
    private final boolean fixed;
    private final boolean text;
    /** Leading bytes of a long decimal's 16 that its type never needs. */
    private final int skipped;

    private final int dictionaryLimit;
    private final BytesRange rowGroup;
    private final BytesRange file;
    private final BytesDictionary dictionary;
    private boolean dictionaryPays = true;

    BytesEncoder(LeafType type, EncodingLimits limits) {
        this.fixed = type.physical() == Type.FIXED_LEN_BYTE_ARRAY;
        this.text = type.spark() instanceof StringType;
        this.skipped = fixed ? 16 - type.length() : 0;
        this.dictionaryLimit = limits.dictionaryBytes();
        this.rowGroup = new BytesRange(fixed);
        this.file = new BytesRange(fixed);
        this.dictionary = new BytesDictionary(fixed);
    }

    @Override
    Encoding encode(ColumnValues values, int from, int to, PageBuffers page) {
        BytesValues bytes = (BytesValues) values;
        if (dictionaryPays) {
            int before = dictionary.size();
            if (find(bytes, from, to, mostEntries(before, to - from, dictionaryLimit), page.indexes(to - from))) {
                for (int entry = before; entry < dictionary.size(); entry++) {
                    rowGroup.include(dictionary.page().array(), dictionary.start(entry), dictionary.length(entry));
                }
                page.writeIndexes(to - from, dictionary.size());
                return Encoding.RLE_DICTIONARY;
            }
            dictionary.shorten(before);
            dictionaryPays = false;
        }
        writePlain(bytes, from, to, page.body());
        return Encoding.PLAIN;
    }

    /** Returns false when the dictionary would become too large. */
    private boolean find(BytesValues values, int from, int to, int mostEntries, int[] indexes) {
        byte[] source = values.array();
        int start = values.start(from);
        for (int i = from; i < to; i++) {
            int end = values.end(i);
            int offset = start + skipped;
            int length = end - offset;
            long hash = BytesDictionary.hash(source, offset, length);
            int entry = dictionary.find(source, offset, length, hash);
            if (entry < 0) {
                if (dictionary.size() >= mostEntries || dictionary.page().size() + 4L + length > dictionaryLimit) {
                    return false;
                }
                entry = dictionary.add(source, offset, length, hash);
            }
            indexes[i - from] = entry;
            start = end;
        }
        return true;
    }

    private void writePlain(BytesValues values, int from, int to, ByteSink target) {
        byte[] source = values.array();
        int at = target.claim(Math.toIntExact(plainBytes(values, from, to)));
        byte[] bytes = target.array();
        int start = values.start(from);
        for (int i = from; i < to; i++) {
            int end = values.end(i);
            int offset = start + skipped;
            int length = end - offset;
            if (!fixed) {
                ByteSink.INT.set(bytes, at, length);
                at += 4;
            }
            System.arraycopy(source, offset, bytes, at, length);
            at += length;
            rowGroup.include(source, offset, length);
            start = end;
        }
    }

    @Override
    long plainBytes(ColumnValues values, int from, int to) {
        BytesValues bytes = (BytesValues) values;
        long framing = fixed ? -skipped : 4;
        return bytes.start(to) - bytes.start(from) + (to - from) * framing;
    }

    @Override
    int dictionarySize() {
        return dictionary.size();
    }

    @Override
    int dictionaryBytes() {
        return dictionary.page().size();
    }

    @Override
    void writeDictionary(ByteSink target) {
        target.write(dictionary.page().array(), 0, dictionary.page().size());
    }

    @Override
    void describe(Statistics target) {
        if (!rowGroup.isEmpty()) {
            BytesBounds.describe(rowGroup, text, target);
        }
    }

    @Override
    void endRowGroup() {
        dictionary.clear();
        dictionaryPays = true;
        file.include(rowGroup);
        rowGroup.clear();
    }

    @Override
    ValueRange fileRange() {
        return file;
    }
}
