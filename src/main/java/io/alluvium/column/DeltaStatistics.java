package io.alluvium.column;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * What Delta keeps about the rows of a file, by the rules of Delta Spark 4.4 ({@code StatisticsCollection}): the first
 * 32 leaf columns are counted, with lists as leaves; numbers, dates, timestamps and strings have bounds, unless all are null; timestamps are cut to
 * milliseconds, which readers of the upper bound know; NaN is the largest number.
 */
final class DeltaStatistics {
    /** {@code delta.dataSkippingNumIndexedCols} unless a table sets it. */
    private static final int COLUMNS = 32;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    private static final long MICROS = 1_000_000;
    private static final JsonFactory JSON = new JsonFactory();

    private final List<Entry> entries;
    private final long rows;

    /** What statistics say of one name. */
    private sealed interface Entry {
        String name();
    }

    private record Leaf(String name, DataType type, ColumnWriter column) implements Entry {}

    private record Group(String name, List<Entry> entries) implements Entry {}

    /** @param columns the file's, one for each leaf of the schema */
    DeltaStatistics(StructType schema, List<? extends ColumnWriter> columns, long rows) {
        this.entries = new Indexed(columns).entries(schema);
        this.rows = rows;
    }

    /** Finds what is counted. Lists count as one column, and so does each leaf of a struct that is in no list. */
    private static final class Indexed {
        private final List<? extends ColumnWriter> columns;
        private int next;
        private int count;

        Indexed(List<? extends ColumnWriter> columns) {
            this.columns = columns;
        }

        List<Entry> entries(StructType struct) {
            List<Entry> entries = new ArrayList<>();
            for (StructField field : struct.fields()) {
                if (count == COLUMNS) {
                    break;
                }
                entries.add(entry(field));
            }
            return entries;
        }

        private Entry entry(StructField field) {
            if (field.dataType() instanceof StructType struct) {
                return new Group(field.name(), entries(struct));
            }
            // All that lies in a list knows how many rows lack the list.
            Leaf leaf = new Leaf(field.name(), field.dataType(), columns.get(next));
            next += LeafColumn.count(field.dataType());
            count++;
            return leaf;
        }
    }

    /** Whether Delta keeps bounds of such columns ({@code SkippingEligibleDataType}). */
    private static boolean isBounded(DataType type) {
        return type instanceof NumericType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType
                || type.equals(DataTypes.StringType);
    }

    private static boolean isBounded(Entry entry) {
        return entry instanceof Group group
                ? group.entries().stream().anyMatch(DeltaStatistics::isBounded)
                : entry instanceof Leaf leaf && isBounded(leaf.type());
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            // delta-rs takes a decimal like 1E-10 for an unknown bound, and a filter then loses the whole file.
            json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
            json.writeStartObject();
            json.writeNumberField("numRecords", rows);
            if (entries.stream().anyMatch(DeltaStatistics::isBounded)) {
                json.writeFieldName("minValues");
                writeBounds(json, entries, true);
                json.writeFieldName("maxValues");
                writeBounds(json, entries, false);
            }
            json.writeFieldName("nullCount");
            writeNulls(json, entries);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return text.toString();
    }

    private void writeNulls(JsonGenerator json, List<Entry> of) throws IOException {
        json.writeStartObject();
        for (Entry entry : of) {
            if (entry instanceof Group group) {
                json.writeFieldName(group.name());
                writeNulls(json, group.entries());
            } else if (entry instanceof Leaf leaf && rows > 0) {
                // Delta sums over rows, and the sum over none is unknown.
                json.writeNumberField(leaf.name(), leaf.column().nulls());
            }
        }
        json.writeEndObject();
    }

    private static void writeBounds(JsonGenerator json, List<Entry> of, boolean least) throws IOException {
        json.writeStartObject();
        for (Entry entry : of) {
            if (!isBounded(entry)) {
                continue;
            }
            if (entry instanceof Group group) {
                json.writeFieldName(group.name());
                writeBounds(json, group.entries(), least);
            } else if (entry instanceof Leaf leaf && !leaf.column().range().isEmpty()) {
                writeBound(json, leaf, least);
            }
        }
        json.writeEndObject();
    }

    private static void writeBound(JsonGenerator json, Leaf leaf, boolean least) throws IOException {
        ValueRange range = leaf.column().range();
        if (range instanceof LongRange longs) {
            json.writeFieldName(leaf.name());
            writeBound(json, leaf.type(), least ? longs.least() : longs.most());
        } else if (range instanceof DoubleRange doubles) {
            json.writeFieldName(leaf.name());
            writeBound(json, leaf.type(), least ? doubles.least() : doubles.most());
        } else if (range instanceof BytesRange bytes) {
            writeBound(json, leaf, bytes, least);
        }
    }

    private static void writeBound(JsonGenerator json, DataType type, long value) throws IOException {
        if (type instanceof DateType) {
            json.writeString(DATE.format(LocalDate.ofEpochDay(value)));
        } else if (type instanceof TimestampType) {
            json.writeString(LOCAL.format(local(value)) + "Z");
        } else if (type instanceof TimestampNTZType) {
            json.writeString(LOCAL.format(local(value)));
        } else if (type instanceof DecimalType decimal) {
            json.writeNumber(BigDecimal.valueOf(value, decimal.scale()));
        } else {
            json.writeNumber(value);
        }
    }

    private static LocalDateTime local(long micros) {
        int nanos = (int) Math.floorMod(micros, MICROS) * 1000;
        return LocalDateTime.ofEpochSecond(Math.floorDiv(micros, MICROS), nanos, ZoneOffset.UTC);
    }

    private static void writeBound(JsonGenerator json, DataType type, double value) throws IOException {
        if (type instanceof FloatType) {
            json.writeNumber((float) value);
        } else {
            json.writeNumber(value);
        }
    }

    private static void writeBound(JsonGenerator json, Leaf leaf, BytesRange range, boolean least) throws IOException {
        byte[] bytes = least ? range.least() : range.most();
        if (leaf.type() instanceof DecimalType decimal) {
            json.writeFieldName(leaf.name());
            json.writeNumber(new BigDecimal(new BigInteger(bytes), decimal.scale()));
            return;
        }
        String bound = least ? BytesBounds.least(bytes) : BytesBounds.most(bytes);
        if (bound != null) {
            json.writeStringField(leaf.name(), bound);
        }
    }
}
