package io.alluvium.column;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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

/** The pages of one column in the row group at hand, and what its metadata says of them. */
final class ChunkPages {
    private final LeafColumn leaf;
    private final PageStore store;
    private final PageBuffers buffers;
    private long[] positions = new long[8];
    private int[] lengths = new int[8];
    private int pages;
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
     * @param levelCount its values, with nulls and empty lists
     * @param valueCount its values proper
     */
    void add(Encoding encoding, int levelCount, int valueCount) {
        PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
        header.setData_page_header(new DataPageHeader(levelCount, encoding, Encoding.RLE, Encoding.RLE));
        ByteSink page = pack(header);
        if (pages == positions.length) {
            positions = Arrays.copyOf(positions, pages * 2);
            lengths = Arrays.copyOf(lengths, pages * 2);
        }
        positions[pages] = store.append(page.array(), page.size());
        lengths[pages] = page.size();
        pages++;
        page.clear();
        pagesByEncoding.merge(encoding, 1, Integer::sum);
        levels += levelCount;
        nulls += levelCount - valueCount;
    }

    private ByteSink pack(PageHeader header) {
        ByteSink page = buffers.pack(header);
        compressed += page.size();
        uncompressed += page.size() - header.getCompressed_page_size() + header.getUncompressed_page_size();
        return page;
    }

    /** Writes the row group's pages of this column, and forgets them. */
    ColumnChunk end(ValueEncoder encoder, CountedOutput output) throws IOException {
        long start = output.position();
        if (encoder.dictionarySize() > 0) {
            writeDictionary(encoder, output);
        }
        long firstDataPage = output.position();
        for (int page = 0; page < pages; page++) {
            store.copy(positions[page], lengths[page], output);
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
        pages = 0;
        pagesByEncoding.clear();
        levels = 0;
        nulls = 0;
        uncompressed = 0;
        compressed = 0;
    }
}
