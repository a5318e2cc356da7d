package io.alluvium.column;

/**
 * The sizes at which a {@link ParquetFile} closes a row group or a page, and gives up a dictionary.
 *
 * @param rowGroupBytes encoded and compressed; also what a file holds in memory
 * @param pageBytes before compression; a longer value has a page to itself
 * @param dictionaryBytes before compression
 */
record EncodingLimits(long rowGroupBytes, int pageBytes, int dictionaryBytes) {
    /**
     * Pages and dictionaries as Spark's own writer has them (parquet.page.size, parquet.dictionary.page.size); row groups
     * of half its size, because as many files are in memory at a time as connections read.
     */
    static final EncodingLimits STANDARD = new EncodingLimits(64L << 20, 1 << 20, 1 << 20);

    EncodingLimits {
        if (rowGroupBytes < 1 || pageBytes < 1 || dictionaryBytes < 1) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
