package io.alluvium.column;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** A column with one value in every row: a dictionary of one entry and one run of it. */
final class ConstantColumn implements ColumnWriter {
    private final ColumnValues value;
    private final ValueEncoder encoder;
    private final ChunkPages pages;
    private final PageBuffers buffers;
    private long nulls;

    ConstantColumn(StructField field, @Nullable Object constant, PageStore store, PageBuffers buffers) {
        if (field.dataType() instanceof ArrayType || field.dataType() instanceof BooleanType) {
            throw new IllegalArgumentException(
                    "no constant of type " + field.dataType().sql());
        }
        LeafColumn leaf = LeafColumn.of(field);
        this.value = ColumnValues.of(field.dataType(), 1);
        this.encoder = ValueEncoder.of(leaf.type(), new EncodingLimits(1, 1, Integer.MAX_VALUE));
        this.pages = new ChunkPages(leaf, store, buffers);
        this.buffers = buffers;
        append(field, constant);
    }

    private void append(StructField field, @Nullable Object constant) {
        if (constant == null) {
            value.appendNull();
        } else if (value instanceof LongValues longs && constant instanceof Number number) {
            longs.append(number.longValue());
        } else if (value instanceof DoubleValues doubles && constant instanceof Number number) {
            doubles.append(number.doubleValue());
        } else if (value instanceof BytesValues bytes && constant instanceof String text) {
            bytes.append(text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof BytesValues bytes && constant instanceof byte[] binary) {
            bytes.append(binary);
        } else {
            throw new IllegalArgumentException("a constant of type "
                    + field.dataType().sql() + " is no " + constant.getClass().getSimpleName());
        }
    }

    @Override
    public ColumnChunk endRowGroup(long rows, CountedOutput output) throws IOException {
        int count = Math.toIntExact(rows);
        ByteSink body = buffers.body();
        Levels.repeat(value.values(), count, body);
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
