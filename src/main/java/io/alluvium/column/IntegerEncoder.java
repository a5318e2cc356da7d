package io.alluvium.column;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Whole numbers, dates, timestamps and short decimals. */
final class IntegerEncoder extends NumberEncoder {
    private final LongRange rowGroup = new LongRange();
    private final LongRange file = new LongRange();
    private final DeltaPacking packing = new DeltaPacking();

    IntegerEncoder(LeafType type, EncodingLimits limits) {
        super(type, limits);
    }

    @Override
    long[] bits(ColumnValues values, int from, int to, PageBuffers page) {
        return ((LongValues) values).array();
    }

    @Override
    int first(int from) {
        return from;
    }

    @Override
    void include(long[] bits, int from, int to) {
        rowGroup.include(bits, from, to);
    }

    @Override
    Encoding writeDirectly(long[] bits, int from, int to, PageBuffers page) {
        packing.write(bits, from, to, length() == 4, page.body());
        return Encoding.DELTA_BINARY_PACKED;
    }

    @Override
    void describe(Statistics target) {
        if (!rowGroup.isEmpty()) {
            target.setMin_value(plain(rowGroup.least(), length()));
            target.setMax_value(plain(rowGroup.most(), length()));
        }
    }

    @Override
    void endRange() {
        file.include(rowGroup);
        rowGroup.clear();
    }

    @Override
    ValueRange fileRange() {
        return file;
    }
}
