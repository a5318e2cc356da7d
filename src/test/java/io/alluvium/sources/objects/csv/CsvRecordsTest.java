package io.alluvium.sources.objects.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.record.RecordReader.Outcome;
import io.alluvium.sources.objects.record.SharedRecords;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records and values of CSV as they are cut, with any number of bytes at a time. */
class CsvRecordsTest {
    private static final CsvFormat BARE = CsvFormat.USUAL.withHeader(false);

    /** Each record on a line: its values in brackets, {@code null} for none; or what is corrupt and why. */
    private static String read(String file, CsvFormat format) throws IOException {
        return read(file.getBytes(StandardCharsets.UTF_8), format, 1 << 20);
    }

    private static String read(byte[] file, CsvFormat format, int mostBytes) throws IOException {
        String whole = read(new ByteArrayInputStream(file), format, mostBytes);
        assertThat(read(new Drops(file), format, mostBytes)).isEqualTo(whole);
        for (int blockBytes : new int[] {1, 16, 50}) {
            assertThat(readTogether(file, format, mostBytes, blockBytes))
                    .as("in blocks of %d bytes", blockBytes)
                    .isEqualTo(whole);
        }
        return whole;
    }

    private static String read(InputStream in, CsvFormat format, int mostBytes) throws IOException {
        List<String> lines = new ArrayList<>();
        try (CsvRecords records = CsvRecords.open(in, format, mostBytes)) {
            List<String> names = records.names().orElse(List.of());
            StructType columns = new StructType();
            for (String name : names) {
                columns = columns.add(name, DataTypes.StringType);
            }
            records.into(columns, names, TextFormat.USUAL, ValueDecoder.Masks.NONE);
            ColumnBatch batch = new ColumnBatch(columns, 4);
            for (Outcome next = records.next(batch); next != Outcome.END; next = records.next(batch)) {
                lines.add(line(records, next, batch));
            }
        }
        return String.join("\n", lines);
    }

    /** By two readers in turns, and in the order of the file again. */
    private static String readTogether(byte[] file, CsvFormat format, int mostBytes, int blockBytes)
            throws IOException {
        SortedMap<Long, String> lines = new TreeMap<>();
        CsvRecords records = CsvRecords.open(new Drops(file), format, mostBytes);
        List<String> names = records.names().orElse(List.of());
        StructType columns = new StructType();
        for (String name : names) {
            columns = columns.add(name, DataTypes.StringType);
        }
        Optional<SharedRecords> shared =
                records.shared(columns, names, TextFormat.USUAL, ValueDecoder.Masks.NONE, blockBytes);
        if (shared.isEmpty()) {
            return read(new ByteArrayInputStream(file), format, mostBytes);
        }
        RecordReader[] readers = {shared.get().reader(), shared.get().reader()};
        ColumnBatch batch = new ColumnBatch(columns, 4);
        for (int turn = 0, ended = 0; ended < readers.length; turn++) {
            RecordReader reader = readers[turn % 2];
            Outcome next = reader.next(batch);
            ended = next == Outcome.END ? ended + 1 : 0;
            if (next != Outcome.END) {
                assertThat(lines.put(reader.position(), line(reader, next, batch)))
                        .isNull();
            }
        }
        return String.join("\n", lines.values());
    }

    private static String line(RecordReader records, Outcome next, ColumnBatch batch) {
        String line = records.position() + " " + (next == Outcome.ROW ? row(batch) : corrupt(records));
        batch.clear();
        return line;
    }

    private static String row(ColumnBatch batch) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < batch.schema().length(); i++) {
            BytesValues column = (BytesValues) batch.column(i);
            assertThat(column.rows()).isEqualTo(1);
            values.add(
                    column.isNull(0)
                            ? "null"
                            : "["
                                    + new String(
                                            column.array(),
                                            column.start(0),
                                            column.end(0) - column.start(0),
                                            StandardCharsets.UTF_8)
                                    + "]");
        }
        return values.stream().collect(Collectors.joining(" "));
    }

    private static String corrupt(RecordReader records) {
        return "corrupt {" + new String(records.corrupt().bytes(), StandardCharsets.UTF_8) + "} "
                + records.corrupt().length() + ": " + records.corrupt().why();
    }

    /** One byte at a time. */
    private static final class Drops extends InputStream {
        private final byte[] bytes;
        private int at;

        Drops(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return at < bytes.length ? bytes[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int next = read();
            if (next < 0) {
                return -1;
            }
            into[offset] = (byte) next;
            return 1;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void recordsEndWithAnyLineBreak(String end) throws IOException {
        int second = 4 + end.length();
        assertThat(read("a,b" + end + "1,2" + end + "3,4", CsvFormat.USUAL))
                .isEqualTo((second - 1) + " [1] [2]\n" + (second + 2 + end.length()) + " [3] [4]");
        assertThat(read("a,b" + end + "1,2" + end, CsvFormat.USUAL)).isEqualTo((second - 1) + " [1] [2]");
    }

    @Test
    void whatStandsInQuotesIsTheValue() throws IOException {
        assertThat(read("\"a,b\",\"x\r\ny\",\"say \"\"hi\"\"\",\"\",\n", BARE))
                .isEqualTo("0 [a,b] [x\r\ny] [say \"hi\"] [] null");
    }

    @Test
    void quotesWithinAPlainValueAreItsOwn() throws IOException {
        assertThat(read("5\" disk,a\"\"b, \"c\"\n", BARE)).isEqualTo("0 [5\" disk] [a\"\"b] [ \"c\"]");
    }

    @Test
    void aQuoteWithinAValueAndOneAtTheEndOfAnotherMayHaveLostADelimiter() throws IOException {
        assertThat(read("5\",6\",7\n$2\"a table, round\",3\n5\" a,b \"c\" d,e\n8\" \",9 \"10\",11\n", BARE))
                .isEqualTo("0 [5\"] [6\"] [7]\n"
                        + "8 corrupt {$2\"a table, round\",3} 20: a quote within a value that another value ends\n"
                        + "29 [5\" a] [b \"c\" d] [e]\n44 [8\" \"] [9 \"10\"] [11]");
    }

    @Test
    void blanksAreKept() throws IOException {
        assertThat(read(" a , b\t\n", BARE)).isEqualTo("0 [ a ] [ b\t]");
    }

    @Test
    void textAfterAClosingQuoteCostsItsRecord() throws IOException {
        assertThat(read("x,y\n1,\"a\"b\n\"2\"c,\"m\nn\"\n3,d\n", CsvFormat.USUAL))
                .isEqualTo("4 corrupt {1,\"a\"b} 6: text after a closing quote\n"
                        + "11 corrupt {\"2\"c,\"m\nn\"} 10: text after a closing quote\n22 [3] [d]");
    }

    @Test
    void aQuoteThatNothingClosesTakesTheRestOfTheFile() throws IOException {
        assertThat(read("x,y\n1,a\n2,\"b\n3,c\n", CsvFormat.USUAL))
                .isEqualTo("4 [1] [a]\n8 corrupt {2,\"b\n3,c\n} 9: a quote that nothing closes");
    }

    @Test
    void aRecordHasAsManyValuesAsTheHeader() throws IOException {
        assertThat(read("x,y\n1\n1,2,3\n1,2\n", CsvFormat.USUAL))
                .isEqualTo("4 corrupt {1} 1: has 1 value, not 2\n6 corrupt {1,2,3} 5: has 3 values, not 2\n"
                        + "12 [1] [2]");
    }

    @Test
    void anEmptyLineIsARecordOnlyWhereOneValueIsOne() throws IOException {
        assertThat(read("\n\nx,y\n\n1,2\n\n", CsvFormat.USUAL)).isEqualTo("7 [1] [2]");
        assertThat(read("\nx\n\n1\n\n", CsvFormat.USUAL)).isEqualTo("3 null\n4 [1]\n6 null");
    }

    @Test
    void textThatIsNotUtf8CostsItsRecord() throws IOException {
        byte[] file = "x,y\n1,\u00fc\n2,b\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(file, CsvFormat.USUAL, 1024)).isEqualTo("4 corrupt {1,\ufffd} 3: not UTF-8\n8 [2] [b]");
        assertThat(read("x,y\n1,\u00fc\ud83c\udf0a\n", CsvFormat.USUAL)).isEqualTo("4 [1] [\u00fc\ud83c\udf0a]");
    }

    @Test
    void aByteOfAllOnesIsNoEndOfTheFile() throws IOException {
        byte[] file = "x,y\n1,a\n\u00ff,b\n2,c\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(file, CsvFormat.USUAL, 1024))
                .isEqualTo("4 [1] [a]\n8 corrupt {\ufffd,b} 3: not UTF-8\n12 [2] [c]");
    }

    @Test
    void aMarkAtTheBeginningIsNoText() throws IOException {
        assertThat(read("\ufeff\"x\",y\n1,2\n", CsvFormat.USUAL)).isEqualTo("9 [1] [2]");
    }

    @Test
    void linesThatAreNoRecordsArePassedOver() throws IOException {
        CsvFormat format = new CsvFormat(";", '\'', CsvFormat.NONE, '#', 2, true, List.of("", "NULL", "\\N"));
        assertThat(read("Report \"x\nof today\n# by\nx;y\n1;NULL\n#\n'NULL';\\N\n", format))
                .isEqualTo("28 [1] null\n37 [NULL] null");
    }

    @Test
    void anEscapeTakesMeaningFromWhatFollows() throws IOException {
        CsvFormat format = new CsvFormat(",", '"', '\\', CsvFormat.NONE, 0, false, List.of("\\N"));
        assertThat(read("a\\,b,\\N,\"say \\\"hi\\\" \\\\ \\n\",c\\\nd,e\\\r\nf,\n", format))
                .isEqualTo("0 [a,b] null [say \"hi\" \\ \\n] [c\nd] [e\r\nf] []");
    }

    @Test
    void anEscapeInQuotesTakesMeaningFromQuotesAlone() throws IOException {
        CsvFormat format = new CsvFormat(",", '"', '\\', CsvFormat.NONE, 0, false, List.of());
        assertThat(read("\"a\\,b\\\nc\\d\"\"e\\\"\\\\\",f\n", format)).isEqualTo("0 [a\\,b\\\nc\\d\"e\"\\] [f]");
    }

    @Test
    void anEscapeBeforeWhatOnlyBeginsLikeADelimiterIsText() throws IOException {
        CsvFormat bars = new CsvFormat("||", '"', '\\', CsvFormat.NONE, 0, false, List.of());
        assertThat(read("a\\|b||c\\|||d\n", bars)).isEqualTo("0 [a\\|b] [c|||d]");
        CsvFormat letters = new CsvFormat("\u00a6", '"', '\\', CsvFormat.NONE, 0, false, List.of());
        assertThat(read("\\\u00a7\u00a6\\\u00a6\n", letters)).isEqualTo("0 [\\\u00a7] [\u00a6]");
    }

    @Test
    void aRecordThatFillsTheWindowUpToItsLineBreakIsToldAsItIs() throws IOException {
        for (int length = 5; length < 20; length++) {
            String text = "1," + "a".repeat(length - 2);
            byte[] file = ("x,y\n" + text + "\r\n2,b\r\n").getBytes(StandardCharsets.UTF_8);
            assertThat(read(new Drops(file), CsvFormat.USUAL, 12))
                    .isIn(
                            "4 [1] [" + text.substring(2) + "]\n" + (6 + length) + " [2] [b]",
                            "4 corrupt {" + text + "} " + length + ": longer than a record may be\n" + (6 + length)
                                    + " [2] [b]");
        }
    }

    @Test
    void aDelimiterMayBeLongAndBeginLikeAValue() throws IOException {
        CsvFormat format = new CsvFormat("||", CsvFormat.NONE, CsvFormat.NONE, CsvFormat.NONE, 0, false, List.of());
        assertThat(read("a|b||\"c||\n", format)).isEqualTo("0 [a|b] [\"c] []");
        CsvFormat letters = new CsvFormat("\u00a6", '"', CsvFormat.NONE, CsvFormat.NONE, 0, false, List.of());
        assertThat(read("a\u00a6\u00a7\n", letters)).isEqualTo("0 [a] [\u00a7]");
    }

    @Test
    void aRecordTooLongForMemoryIsCorruptAndItsEndIsFound() throws IOException {
        String big = "1,\"" + "a\n".repeat(500) + "\"";
        assertThat(read(("x,y\n" + big + "\n2,b\n").getBytes(StandardCharsets.UTF_8), CsvFormat.USUAL, 128))
                .isEqualTo("4 corrupt {" + big + "} 1004: longer than a record may be\n1009 [2] [b]");
    }

    @Test
    void aHeaderThatIsNoRecordIsRefused() {
        assertThatThrownBy(() -> read("x,\"y\n1,2\n", CsvFormat.USUAL))
                .isInstanceOf(BrokenHeaderException.class)
                .hasMessage("a quote that nothing closes");
    }

    @Test
    void aFileWithoutARecordHasNoNames() throws IOException {
        assertThat(read("", CsvFormat.USUAL)).isEmpty();
        assertThat(read("\n\r\n", CsvFormat.USUAL)).isEmpty();
    }
}
