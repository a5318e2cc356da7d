package io.alluvium.column;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A column with one value in every row: a dictionary of one entry and one run of it. */
final class ConstantColumn implements ColumnWriter {
    private final LeafColumn leaf;
    private final ColumnValues value;
    private final ValueEncoder encoder;
    private final ChunkPages pages;
    private final PageBuffers buffers;
    private long nulls;

    private ConstantColumn(LeafColumn leaf, PageStore store, PageBuffers buffers) {
        this.leaf = leaf;
        this.value = ColumnValues.of(leaf.type().spark(), 1);
        this.encoder = ValueEncoder.of(leaf.type(), new EncodingLimits(1, 1, Integer.MAX_VALUE));
        this.pages = new ChunkPages(leaf, store, buffers);
        this.buffers = buffers;
    }

    /** One for each Parquet column of the field; only null is a constant of one that is nested. */
    static List<ConstantColumn> of(StructField field, @Nullable Object constant, PageStore store, PageBuffers buffers) {
        DataType type = field.dataType();
        boolean isNested = type instanceof ArrayType || type instanceof StructType;
        if (constant != null && (isNested || type instanceof BooleanType)) {
            throw new IllegalArgumentException("no constant of type " + type.sql());
        }
        List<ConstantColumn> columns = new ArrayList<>();
        for (LeafColumn leaf : LeafColumn.of(field)) {
            ConstantColumn column = new ConstantColumn(leaf, store, buffers);
            if (constant == null) {
                column.value.appendNull();
            } else {
                column.append(constant);
            }
            columns.add(column);
        }
        return columns;
    }

    private void append(Object constant) {
        if (value instanceof LongValues longs && constant instanceof Number number) {
            longs.append(number.longValue());
        } else if (value instanceof DoubleValues doubles && constant instanceof Number number) {
            doubles.append(number.doubleValue());
        } else if (value instanceof BytesValues bytes && constant instanceof String text) {
            bytes.append(text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof BytesValues bytes && constant instanceof byte[] binary) {
            bytes.append(binary);
        } else {
            throw new IllegalArgumentException("a constant of type "
                    + leaf.type().spark().sql() + " is no "
                    + constant.getClass().getSimpleName());
        }
    }

    @Override
    public ColumnChunk endRowGroup(long rows, CountedOutput output) throws IOException {
        int count = Math.toIntExact(rows);
        ByteSink body = buffers.body();
        if (leaf.repetition() > 0) {
            Levels.repeat(0, count, BitPacking.width(leaf.repetition()), body);
        }
        Levels.repeat(value.values(), count, BitPacking.width(leaf.definition()), body);
        if (value.nulls() > 0) {
            nulls += rows;
            pages.addNulls(count);
        } else {
            int levelBytes = body.size();
            encoder.encode(value, 0, 1, buffers);
            body.shorten(levelBytes);
            body.write(1);
            RunLengths.repeat(0, count, 1, body);
            pages.add(Encoding.RLE_DICTIONARY, count, count);
        }
        return pages.end(encoder, output);
    }

    @Override
    public int dictionaryBytes() {
        return 0;
    }

    @Override
    public long nulls() {
        return nulls;
    }

    @Override
    public ValueRange range() {
        return encoder.fileRange();
    }
}
