package io.alluvium.column;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;

/** Turns the values of a column into the bytes of pages, and knows their range. */
abstract sealed class ValueEncoder permits NumberEncoder, BytesEncoder, BooleanEncoder {
    /**
     * If more values of the first page than this differ, a dictionary would be nearly as large as the values, and
     * looking them up costs more than writing them.
     */
    private static final int MOST_DISTINCT_PERCENT = 60;

    static ValueEncoder of(LeafType type, EncodingLimits limits) {
        return switch (type.physical()) {
            case BOOLEAN -> new BooleanEncoder();
            case INT32, INT64 -> new IntegerEncoder(type, limits);
            case FLOAT, DOUBLE -> new FloatingEncoder(type, limits);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> new BytesEncoder(type, limits);
            case INT96 -> throw new IllegalArgumentException("INT96 is for reading old files only");
        };
    }

    /** Appends values, at least one, to the page and includes them in the range. Returns how they are encoded. */
    abstract Encoding encode(ColumnValues values, int from, int to, PageBuffers page);

    /** The bytes of values without encoding. */
    abstract long plainBytes(ColumnValues values, int from, int to);

    /** How many entries the dictionary of this row group has; 0 where there is none. */
    abstract int dictionarySize();

    abstract int dictionaryBytes();

    abstract void writeDictionary(ByteSink target);

    /** Whether a reader that looks a value up in the dictionary and does not find it may skip the row group. */
    boolean dictionaryTells() {
        return true;
    }

    /** The range of this row group, by the rules of Parquet. */
    abstract void describe(Statistics target);

    /** Forgets the dictionary and adds the range of the row group to that of the file. */
    abstract void endRowGroup();

    /** The range of the row groups that have ended. */
    abstract ValueRange fileRange();

    /** How many entries a dictionary may have after a page of {@code count} values. */
    static int mostEntries(int sizeBefore, int count, int most) {
        int worthwhile = (int) Math.max(1, count * (long) MOST_DISTINCT_PERCENT / 100);
        return sizeBefore > 0 ? most : Math.min(most, worthwhile);
    }

    /** A bound of a number as Parquet's statistics want it: its plain encoding. */
    static byte[] plain(long bits, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (bits >>> 8 * i);
        }
        return bytes;
    }
}
