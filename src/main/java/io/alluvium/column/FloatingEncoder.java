package io.alluvium.column;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Floating-point numbers; their bits tell zeros and NaNs apart in a dictionary. */
final class FloatingEncoder extends NumberEncoder {
    private final DoubleRange rowGroup = new DoubleRange();
    private final DoubleRange file = new DoubleRange();

    FloatingEncoder(LeafType type, EncodingLimits limits) {
        super(type, limits);
    }

    @Override
    long[] bits(ColumnValues values, int from, int to, PageBuffers page) {
        double[] numbers = ((DoubleValues) values).array();
        long[] bits = page.numbers(to - from);
        for (int i = from; i < to; i++) {
            bits[i - from] = bits(numbers[i]);
        }
        return bits;
    }

    private long bits(double number) {
        return length() == 8 ? Double.doubleToRawLongBits(number) : Float.floatToRawIntBits((float) number);
    }

    @Override
    int first(int from) {
        return 0;
    }

    @Override
    void include(long[] bits, int from, int to) {
        for (int i = from; i < to; i++) {
            rowGroup.include(length() == 8 ? Double.longBitsToDouble(bits[i]) : Float.intBitsToFloat((int) bits[i]));
        }
    }

    @Override
    Encoding writeDirectly(long[] bits, int from, int to, PageBuffers page) {
        writePlain(bits, from, to, page.body());
        return Encoding.PLAIN;
    }

    /**
     * Bounds do not tell of NaN, and readers differ in where they sort it: with one there are no bounds, so that no
     * reader skips the row group. Zeros have the sign that includes both (parquet.thrift, ColumnOrder).
     */
    @Override
    void describe(Statistics target) {
        if (!rowGroup.isEmpty() && !rowGroup.hasNaN()) {
            double least = rowGroup.least();
            double most = rowGroup.most();
            target.setMin_value(plain(bits(least == 0 ? -0.0 : least), length()));
            target.setMax_value(plain(bits(most == 0 ? 0.0 : most), length()));
        }
    }

    /** parquet-java compares bits ({@code DictionaryFilter}), and so would not find a zero of the other sign. */
    @Override
    boolean dictionaryTells() {
        return !rowGroup.hasNegativeZero();
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
