package io.alluvium.column;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one column in the row group at hand, and what its metadata says of them.
 *
 * <p>Pages by dictionary come before all others, and pages of nothing but nulls keep to that order. Parquet asks for no
 * order, but Spark's vectorised reader relies on that of parquet-java's writer: after a page without the dictionary and
 * then one with it, it looks up the first page's values in the dictionary as well and returns wrong ones, or fails.
 */
final class ChunkPages {
    /** A page in the {@link PageStore}. */
    private record StoredPage(long position, int length) {}

    /** The levels of a page of nulls, in the {@link PageStore} too. */
    private record NullLevels(long position, int length, int count) {}

    private final LeafColumn leaf;
    private final PageStore store;
    private final PageBuffers buffers;
    private final List<StoredPage> pages = new ArrayList<>();
    /** Pages of nulls before the first value, which tells their encoding. */
    private final List<NullLevels> leadingNulls = new ArrayList<>();
    /** Of the last page that has values. */
    private @Nullable Encoding encodingOfValues;

    private final Map<Encoding, Integer> pagesByEncoding = new EnumMap<>(Encoding.class);
    private long levels;
    private long nulls;
    private long uncompressed;
    private long compressed;

    ChunkPages(LeafColumn leaf, PageStore store, PageBuffers buffers) {
        this.leaf = leaf;
        this.store = store;
        this.buffers = buffers;
    }

    /**
     * Stores the page in the buffers.
     *
     * @param encoding by dictionary only if that of all pages with values before is
     * @param levelCount its values, with nulls and empty lists
     * @param valueCount its values proper, at least one
     */
    void add(Encoding encoding, int levelCount, int valueCount) throws IOException {
        if (encoding == Encoding.RLE_DICTIONARY && encodingOfValues != null && encodingOfValues != encoding) {
            throw new IllegalStateException("a page by dictionary after one without");
        }
        StoredPage page = store(encoding, levelCount);
        if (encodingOfValues == null) {
            storeLeadingNulls(encoding);
        }
        pages.add(page);
        encodingOfValues = encoding;
        levels += levelCount;
        nulls += levelCount - valueCount;
    }

    /** Stores the page whose levels are in the buffers and that has no values. */
    void addNulls(int levelCount) {
        levels += levelCount;
        nulls += levelCount;
        if (encodingOfValues == null) {
            ByteSink body = buffers.body();
            long position = store.append(body.array(), body.size());
            leadingNulls.add(new NullLevels(position, body.size(), levelCount));
            body.clear();
        } else {
            pages.add(storeNulls(encodingOfValues, levelCount));
        }
    }

    private void storeLeadingNulls(Encoding ofValues) throws IOException {
        for (NullLevels page : leadingNulls) {
            store.copy(page.position(), page.length(), buffers.body());
            pages.add(storeNulls(ofValues, page.count()));
        }
        leadingNulls.clear();
    }

    /** As by dictionary where the values are, so that readers can filter by it. */
    private StoredPage storeNulls(Encoding ofValues, int levelCount) {
        if (ofValues != Encoding.RLE_DICTIONARY) {
            return store(Encoding.PLAIN, levelCount);
        }
        // The width of the indexes, though there are none.
        buffers.body().write(1);
        return store(ofValues, levelCount);
    }

    private StoredPage store(Encoding encoding, int levelCount) {
        PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
        header.setData_page_header(new DataPageHeader(levelCount, encoding, Encoding.RLE, Encoding.RLE));
        ByteSink page = pack(header);
        StoredPage stored = new StoredPage(store.append(page.array(), page.size()), page.size());
        page.clear();
        pagesByEncoding.merge(encoding, 1, Integer::sum);
        return stored;
    }

    private ByteSink pack(PageHeader header) {
        ByteSink page = buffers.pack(header);
        compressed += page.size();
        uncompressed += page.size() - header.getCompressed_page_size() + header.getUncompressed_page_size();
        return page;
    }

    /** Writes the row group's pages of this column, and forgets them. */
    ColumnChunk end(ValueEncoder encoder, CountedOutput output) throws IOException {
        storeLeadingNulls(Encoding.PLAIN);
        long start = output.position();
        if (encoder.dictionarySize() > 0) {
            writeDictionary(encoder, output);
        }
        long firstDataPage = output.position();
        for (StoredPage page : pages) {
            store.copy(page.position(), page.length(), output);
        }
        ColumnMetaData metadata = metadata(firstDataPage, encoder.dictionaryTells());
        if (firstDataPage > start) {
            metadata.setDictionary_page_offset(start);
        }
        Statistics statistics = new Statistics();
        statistics.setNull_count(nulls);
        encoder.describe(statistics);
        metadata.setStatistics(statistics);
        encoder.endRowGroup();
        forget();
        ColumnChunk chunk = new ColumnChunk(start);
        chunk.setMeta_data(metadata);
        return chunk;
    }

    private void writeDictionary(ValueEncoder encoder, CountedOutput output) throws IOException {
        encoder.writeDictionary(buffers.body());
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
        header.setDictionary_page_header(new DictionaryPageHeader(encoder.dictionarySize(), Encoding.PLAIN));
        ByteSink page = pack(header);
        output.write(page.array(), 0, page.size());
        page.clear();
    }

    private ColumnMetaData metadata(long firstDataPage, boolean dictionaryTells) {
        List<PageEncodingStats> encodingStats = new ArrayList<>();
        List<Encoding> encodings = new ArrayList<>();
        encodings.add(Encoding.RLE);
        if (pagesByEncoding.containsKey(Encoding.RLE_DICTIONARY)) {
            encodingStats.add(new PageEncodingStats(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 1));
            encodings.add(Encoding.PLAIN);
        }
        pagesByEncoding.forEach((encoding, count) -> {
            encodingStats.add(new PageEncodingStats(PageType.DATA_PAGE, encoding, count));
            if (!encodings.contains(encoding)) {
                encodings.add(encoding);
            }
        });
        ColumnMetaData metadata = new ColumnMetaData(
                leaf.type().physical(),
                encodings,
                leaf.path(),
                CompressionCodec.SNAPPY,
                levels,
                uncompressed,
                compressed,
                firstDataPage);
        if (dictionaryTells) {
            // These tell readers whether all values are in the dictionary.
            metadata.setEncoding_stats(encodingStats);
        }
        return metadata;
    }

    private void forget() {
        pages.clear();
        encodingOfValues = null;
        pagesByEncoding.clear();
        levels = 0;
        nulls = 0;
        uncompressed = 0;
        compressed = 0;
    }
}
