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
 * 32 columns are counted; numbers, dates, timestamps and strings have bounds, unless all are null; timestamps are cut to
 * milliseconds, which readers of the upper bound know; NaN is the largest number.
 */
final class DeltaStatistics {
    /** {@code delta.dataSkippingNumIndexedCols} unless a table sets it. */
    private static final int COLUMNS = 32;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    private static final long MICROS = 1_000_000;
    private static final JsonFactory JSON = new JsonFactory();

    private final List<StructField> fields;
    private final List<? extends ColumnWriter> columns;
    private final long rows;

    DeltaStatistics(StructType schema, List<? extends ColumnWriter> columns, long rows) {
        int count = Math.min(COLUMNS, schema.length());
        this.fields = List.of(schema.fields()).subList(0, count);
        this.columns = columns.subList(0, count);
        this.rows = rows;
    }

    /** Whether Delta keeps bounds of such columns ({@code SkippingEligibleDataType}). */
    private static boolean isBounded(DataType type) {
        return type instanceof NumericType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType
                || type.equals(DataTypes.StringType);
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            // delta-rs takes a decimal like 1E-10 for an unknown bound, and a filter then loses the whole file.
            json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
            json.writeStartObject();
            json.writeNumberField("numRecords", rows);
            if (fields.stream().anyMatch(field -> isBounded(field.dataType()))) {
                writeBounds(json, "minValues", true);
                writeBounds(json, "maxValues", false);
            }
            json.writeObjectFieldStart("nullCount");
            // Delta sums over rows, and the sum over none is unknown.
            for (int i = 0; i < columns.size() && rows > 0; i++) {
                json.writeNumberField(fields.get(i).name(), columns.get(i).nulls());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return text.toString();
    }

    private void writeBounds(JsonGenerator json, String name, boolean least) throws IOException {
        json.writeObjectFieldStart(name);
        for (int i = 0; i < columns.size(); i++) {
            StructField field = fields.get(i);
            ValueRange range = columns.get(i).range();
            if (isBounded(field.dataType()) && !range.isEmpty()) {
                if (range instanceof LongRange longs) {
                    json.writeFieldName(field.name());
                    writeBound(json, field.dataType(), least ? longs.least() : longs.most());
                } else if (range instanceof DoubleRange doubles) {
                    json.writeFieldName(field.name());
                    writeBound(json, field.dataType(), least ? doubles.least() : doubles.most());
                } else if (range instanceof BytesRange bytes) {
                    writeBound(json, field, bytes, least);
                }
            }
        }
        json.writeEndObject();
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

    private static void writeBound(JsonGenerator json, StructField field, BytesRange range, boolean least)
            throws IOException {
        byte[] bytes = least ? range.least() : range.most();
        if (field.dataType() instanceof DecimalType decimal) {
            json.writeFieldName(field.name());
            json.writeNumber(new BigDecimal(new BigInteger(bytes), decimal.scale()));
            return;
        }
        String bound = least ? BytesBounds.least(bytes) : BytesBounds.most(bytes);
        if (bound != null) {
            json.writeStringField(field.name(), bound);
        }
    }
}
