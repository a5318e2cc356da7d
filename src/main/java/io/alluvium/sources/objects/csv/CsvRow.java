package io.alluvium.sources.objects.csv;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.record.RecordWindow;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Puts the values of the record that was cut into a batch's columns, all of them or none. */
final class CsvRow {
    private static final int MISSING = -1;

    private final CsvTokenizer tokenizer;
    private final RecordWindow window;
    private final StructField[] fields;
    private final TextFormat text;
    private final ValueDecoder.Masks masks;
    private final byte[][] nulls;
    private final int width;
    /** Which value each column takes. */
    private final int[] values;

    private final boolean[] texts;
    private final ColumnValues[] columns;
    private final ValueDecoder[] decoders;
    private final TextFormat.@Nullable OtherMarks[] otherMarks;
    private @Nullable ColumnBatch bound;

    CsvRow(
            CsvTokenizer tokenizer,
            RecordWindow window,
            CsvFormat format,
            StructType table,
            List<String> named,
            TextFormat text,
            ValueDecoder.Masks masks) {
        this.tokenizer = tokenizer;
        this.window = window;
        this.fields = table.fields();
        this.text = text;
        this.masks = masks;
        this.nulls = format.nulls().stream()
                .map(written -> written.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.width = named.size();
        Map<String, Integer> places = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < width; i++) {
            places.putIfAbsent(named.get(i), i);
        }
        this.values = Arrays.stream(fields)
                .mapToInt(field -> places.getOrDefault(field.name(), MISSING))
                .toArray();
        this.texts = new boolean[fields.length];
        for (int i = 0; i < fields.length; i++) {
            texts[i] = fields[i].dataType() instanceof StringType;
        }
        this.columns = new ColumnValues[fields.length];
        this.decoders = new ValueDecoder[fields.length];
        this.otherMarks = new TextFormat.OtherMarks[fields.length];
    }

    /** Values that each record must have. */
    int width() {
        return width;
    }

    /** Returns why the record is no row; nothing is appended then. */
    Optional<String> append(ColumnBatch batch) {
        if (tokenizer.count() != width) {
            return Optional.of(
                    "has " + tokenizer.count() + (tokenizer.count() == 1 ? " value" : " values") + ", not " + width);
        }
        bind(batch);
        for (int column = 0; column < fields.length; column++) {
            if (!append(column)) {
                batch.dropRow();
                return Optional.of(fields[column].name() + " is no "
                        + fields[column].dataType().simpleString() + otherMarks(column));
            }
        }
        return Optional.empty();
    }

    private String otherMarks(int column) {
        int value = values[column];
        TextFormat.OtherMarks marks = otherMarks[column];
        if (marks == null) {
            marks = text.otherMarks(fields[column].dataType());
            otherMarks[column] = marks;
        }
        return tokenizer.isEscaped(value)
                ? ""
                : marks.of(window.bytes(), tokenizer.start(value), tokenizer.length(value));
    }

    private void bind(ColumnBatch batch) {
        if (batch == bound) {
            return;
        }
        for (int column = 0; column < fields.length; column++) {
            columns[column] = batch.column(column);
            decoders[column] = ValueDecoder.of(fields[column], text, columns[column], masks);
        }
        bound = batch;
    }

    private boolean append(int column) {
        int value = values[column];
        if (value == MISSING || isNull(value, texts[column])) {
            columns[column].appendNull();
            return true;
        }
        if (tokenizer.isEscaped(value)) {
            int length = tokenizer.unescape(value);
            return decoders[column].append(tokenizer.unescaped(), 0, length);
        }
        return decoders[column].append(window.bytes(), tokenizer.start(value), tokenizer.length(value));
    }

    /** Only text has a value that is empty, and only quotes tell it from none. */
    private boolean isNull(int value, boolean isText) {
        int length = tokenizer.length(value);
        if (!isText && length == 0) {
            return true;
        }
        if (tokenizer.isQuoted(value)) {
            return false;
        }
        int start = tokenizer.start(value);
        for (byte[] word : nulls) {
            if (Arrays.equals(window.bytes(), start, start + length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }
}
