package io.alluvium.column;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Truth values, one bit each. */
final class BooleanEncoder extends ValueEncoder {
    private final LongRange rowGroup = new LongRange();
    private final LongRange file = new LongRange();

    @Override
    Encoding encode(ColumnValues values, int from, int to, PageBuffers page) {
        long[] bits = ((LongValues) values).array();
        rowGroup.include(bits, from, to);
        BitPacking.pack(bits, from, to, 0, (to - from + 7) & ~7, 1, page.body());
        return Encoding.PLAIN;
    }

    @Override
    long plainBytes(ColumnValues values, int from, int to) {
        return (to - from + 7L) / 8;
    }

    @Override
    int dictionarySize() {
        return 0;
    }

    @Override
    int dictionaryBytes() {
        return 0;
    }

    @Override
    void writeDictionary(ByteSink target) {
        throw new IllegalStateException("there is none");
    }

    @Override
    void describe(Statistics target) {
        if (!rowGroup.isEmpty()) {
            target.setMin_value(plain(rowGroup.least(), 1));
            target.setMax_value(plain(rowGroup.most(), 1));
        }
    }

    @Override
    void endRowGroup() {
        file.include(rowGroup);
        rowGroup.clear();
    }

    @Override
    ValueRange fileRange() {
        return file;
    }
}
