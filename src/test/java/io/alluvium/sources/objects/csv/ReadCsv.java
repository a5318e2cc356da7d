package io.alluvium.sources.objects.csv;

import io.alluvium.column.BatchVectors;
import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.record.RecordReader.Outcome;
import io.alluvium.sources.objects.record.SharedRecords;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** What our reader makes of a file: a line for each record, with its place and values or its text. */
final class ReadCsv {
    private ReadCsv() {}

    /** Absent where the header cannot be read. */
    static Optional<List<String>> of(CsvSample sample) {
        StructType columns = sample.columns();
        ColumnBatch batch = new ColumnBatch(columns, 3);
        BatchVectors vectors = new BatchVectors(batch);
        List<String> found = new ArrayList<>();
        try (CsvRecords records = CsvRecords.open(dripping(sample), sample.format(), sample.mostBytes())) {
            List<String> names =
                    sample.format().header() ? records.names().orElse(List.of()) : List.of(columns.fieldNames());
            records.into(columns, names, sample.text(), ValueDecoder.Masks.NONE);
            for (Outcome next = records.next(batch); next != Outcome.END; next = records.next(batch)) {
                found.add(told(records, next, batch, vectors));
            }
        } catch (BrokenHeaderException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(found);
    }

    private static String told(RecordReader records, Outcome next, ColumnBatch batch, BatchVectors vectors) {
        if (next == Outcome.CORRUPT) {
            return records.position() + " corrupt {"
                    + new String(records.corrupt().bytes(), StandardCharsets.ISO_8859_1) + "}";
        }
        batch.endRow();
        InternalRow row = vectors.now().getRow(batch.rows() - 1);
        String told = records.position() + " " + joined(cells(row, batch.schema()));
        if (batch.isFull()) {
            batch.clear();
        }
        return told;
    }

    /** The same by three readers in turns, in the order of the file. */
    static Optional<List<String>> together(CsvSample sample) {
        StructType columns = sample.columns();
        ColumnBatch batch = new ColumnBatch(columns, 3);
        BatchVectors vectors = new BatchVectors(batch);
        SortedMap<Long, String> found = new TreeMap<>();
        try {
            CsvRecords records = CsvRecords.open(dripping(sample), sample.format(), sample.mostBytes());
            List<String> names =
                    sample.format().header() ? records.names().orElse(List.of()) : List.of(columns.fieldNames());
            Optional<SharedRecords> shared = records.shared(
                    columns,
                    names,
                    sample.text(),
                    ValueDecoder.Masks.NONE,
                    1 + sample.file().length() % 23);
            if (shared.isEmpty()) {
                return of(sample);
            }
            List<RecordReader> readers =
                    Stream.generate(shared.get()::reader).limit(3).toList();
            for (int turn = 0, ended = 0; ended < readers.size(); turn++) {
                RecordReader reader = readers.get(turn % readers.size());
                Outcome next = reader.next(batch);
                ended = next == Outcome.END ? ended + 1 : 0;
                if (next != Outcome.END) {
                    found.put(reader.position(), told(reader, next, batch, vectors));
                }
            }
        } catch (BrokenHeaderException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(List.copyOf(found.values()));
    }

    /** Gives some bytes at a time, so that what is read ends anywhere. */
    private static InputStream dripping(CsvSample sample) {
        Random random = new Random(sample.file().length());
        return new FilterInputStream(new ByteArrayInputStream(sample.bytes())) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(sample.drip())));
            }
        };
    }

    /** A row's values, each as {@link PlainValues} spells it. */
    static List<String> cells(InternalRow row, StructType columns) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < columns.length(); i++) {
            DataType type = columns.fields()[i].dataType();
            cells.add(row.isNullAt(i) ? null : spelled(row.get(i, type), type));
        }
        return cells;
    }

    private static String spelled(Object value, DataType type) {
        if (type instanceof StringType) {
            return "[" + value + "]";
        }
        if (type instanceof DateType) {
            return LocalDate.ofEpochDay((Integer) value).toString();
        }
        return value instanceof Decimal decimal ? decimal.toJavaBigDecimal().toPlainString() : String.valueOf(value);
    }

    static String joined(List<String> cells) {
        return cells.stream().map(String::valueOf).collect(Collectors.joining(" | "));
    }
}
