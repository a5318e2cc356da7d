package io.alluvium.sources.objects.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/**
 * A record of a file, worked out in the plainest way.
 *
 * @param text as the file has it; characters are bytes
 * @param cells the columns' values, some of which may be {@link PlainValues#UNFIT}; empty where the record cannot be told apart
 * @param mayBeLong whether only its last bytes decide that it is too long
 */
record PlainCsvRow(int start, String text, List<String> cells, boolean isLong, boolean mayBeLong) {
    private static final int UNDECIDED = 3;

    /** The rows and corrupt records of a file; absent where its header cannot be read. */
    static Optional<List<PlainCsvRow>> of(CsvSample sample) {
        List<PlainCsv.Cut> records = new ArrayList<>(PlainCsv.records(sample.file(), sample.format()));
        while (!records.isEmpty() && records.get(0).text().isEmpty()) {
            records.remove(0);
        }
        if (records.isEmpty()) {
            return Optional.of(List.of());
        }
        List<String> names = List.of(sample.columns().fieldNames());
        if (sample.format().header()) {
            PlainCsv.Cut header = records.remove(0);
            if (header.isBroken() || !isUtf8(header.text()) || header.text().length() > sample.mostBytes()) {
                return Optional.empty();
            }
            names = header.values().stream().map(value -> utf8(value.meant())).toList();
        }
        List<PlainCsvRow> rows = new ArrayList<>();
        for (PlainCsv.Cut record : records) {
            if (!record.text().isEmpty() || names.size() == 1) {
                rows.add(row(sample, record, names));
            }
        }
        return Optional.of(rows);
    }

    static boolean hasHeaderThatMayBeLong(CsvSample sample) {
        return sample.format().header()
                && PlainCsv.records(sample.file(), sample.format()).stream()
                        .filter(cut -> !cut.text().isEmpty())
                        .limit(1)
                        .anyMatch(cut -> mayBeLong(cut.text(), sample.mostBytes()));
    }

    private static boolean mayBeLong(String text, int mostBytes) {
        return text.length() <= mostBytes && text.length() >= mostBytes - UNDECIDED;
    }

    private static PlainCsvRow row(CsvSample sample, PlainCsv.Cut record, List<String> names) {
        boolean whole = !record.isBroken() && record.values().size() == names.size() && isUtf8(record.text());
        return new PlainCsvRow(
                record.start(),
                record.text(),
                whole ? cells(sample, record.values(), names) : List.of(),
                record.text().length() > sample.mostBytes(),
                mayBeLong(record.text(), sample.mostBytes()));
    }

    private static List<String> cells(CsvSample sample, List<PlainCsv.Value> values, List<String> names) {
        PlainValues plain = new PlainValues(sample.text());
        List<String> cells = new ArrayList<>();
        for (StructField column : sample.columns().fields()) {
            String type = column.dataType().simpleString();
            String cell = null;
            for (int i = names.size() - 1; i >= 0; i--) {
                if (names.get(i).equalsIgnoreCase(column.name())) {
                    cell = isNull(sample.format(), values.get(i), type)
                            ? null
                            : plain.of(type, utf8(values.get(i).meant()));
                }
            }
            cells.add(cell);
        }
        return Collections.unmodifiableList(cells);
    }

    private static boolean isNull(CsvFormat format, PlainCsv.Value value, String type) {
        boolean isText = type.equals("string");
        return value.written().isEmpty() && !isText
                || !value.quoted() && format.nulls().contains(utf8(value.written()));
    }

    boolean isCorrupt() {
        return isLong || cells.isEmpty() || cells.contains(PlainValues.UNFIT);
    }

    /** As {@link ReadCsv} tells it. */
    String told() {
        return isCorrupt() ? toldCorrupt() : start + " " + ReadCsv.joined(cells);
    }

    String toldCorrupt() {
        return start + " corrupt {" + text + "}";
    }

    static boolean isUtf8(String bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
