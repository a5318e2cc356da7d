package io.alluvium.column;

import org.apache.parquet.format.Encoding;

/** Numbers of 32 or 64 bits, handled as their bits: by dictionary while that pays, then as a subclass writes them. */
abstract sealed class NumberEncoder extends ValueEncoder permits IntegerEncoder, FloatingEncoder {
    /**
     * A dictionary may be somewhat larger than the first page without it: its entries serve the pages to come, and it is
     * read faster. Numbers in sequence are far smaller without.
     */
    private static final int MOST_PERCENT_OF_DIRECT = 150;

    /** What is too little to choose by. */
    private static final int LEAST_BYTES = 1_000;

    private final int length;
    private final int mostEntries;
    private final LongDictionary dictionary = new LongDictionary();
    private boolean dictionaryPays = true;

    NumberEncoder(LeafType type, EncodingLimits limits) {
        this.length = type.length();
        this.mostEntries = Math.max(1, limits.dictionaryBytes() / length);
    }

    /** The bits of values, the first at {@link #first}. */
    abstract long[] bits(ColumnValues values, int from, int to, PageBuffers page);

    abstract int first(int from);

    abstract void include(long[] bits, int from, int to);

    /** Writes numbers without a dictionary. */
    abstract Encoding writeDirectly(long[] bits, int from, int to, PageBuffers page);

    /** Adds the range of the row group to that of the file, and empties it. */
    abstract void endRange();

    @Override
    final Encoding encode(ColumnValues values, int from, int to, PageBuffers page) {
        long[] bits = bits(values, from, to, page);
        int first = first(from);
        int last = first + to - from;
        if (dictionaryPays) {
            int before = dictionary.size();
            int most = mostEntries(before, to - from, mostEntries);
            boolean found = dictionary.find(bits, first, last, most, page.indexes(to - from));
            if (found && (before > 0 || isWorthItsSize(bits, first, last, page))) {
                include(dictionary.entries(), before, dictionary.size());
                page.writeIndexes(to - from, dictionary.size());
                return Encoding.RLE_DICTIONARY;
            }
            dictionary.shorten(before);
            dictionaryPays = false;
        }
        include(bits, first, last);
        return writeDirectly(bits, first, last, page);
    }

    /** Tries the first page of a row group without the dictionary, and takes it back. */
    private boolean isWorthItsSize(long[] bits, int from, int to, PageBuffers page) {
        int start = page.body().size();
        writeDirectly(bits, from, to, page);
        long direct = page.body().size() - start;
        page.body().shorten(start);
        long indexes = (long) (to - from) * BitPacking.width(dictionary.size() - 1L) / 8;
        return indexes + dictionaryBytes() <= direct * MOST_PERCENT_OF_DIRECT / 100 + LEAST_BYTES;
    }

    final void writePlain(long[] bits, int from, int to, ByteSink target) {
        int at = target.claim((to - from) * length);
        byte[] bytes = target.array();
        if (length == 8) {
            for (int i = from; i < to; i++, at += 8) {
                ByteSink.LONG.set(bytes, at, bits[i]);
            }
        } else {
            for (int i = from; i < to; i++, at += 4) {
                ByteSink.INT.set(bytes, at, (int) bits[i]);
            }
        }
    }

    final int length() {
        return length;
    }

    @Override
    final long plainBytes(ColumnValues values, int from, int to) {
        return (long) (to - from) * length;
    }

    @Override
    final int dictionarySize() {
        return dictionary.size();
    }

    @Override
    final int dictionaryBytes() {
        return dictionary.size() * length;
    }

    @Override
    final void writeDictionary(ByteSink target) {
        writePlain(dictionary.entries(), 0, dictionary.size(), target);
    }

    @Override
    final void endRowGroup() {
        dictionary.clear();
        dictionaryPays = true;
        endRange();
    }
}
