package io.alluvium.sources.objects;

import static io.alluvium.sources.objects.HostileFiles.bytes;
import static io.alluvium.sources.objects.HostileFiles.damaged;
import static io.alluvium.sources.objects.HostileFiles.joined;
import static io.alluvium.sources.objects.HostileFiles.packed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.alluvium.column.BatchVectors;
import io.alluvium.column.ColumnBatch;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.sources.objects.FilesTable.Corrupt;
import io.alluvium.sources.objects.FilesTable.Load;
import io.alluvium.sources.objects.json.JsonShape;
import io.alluvium.sources.objects.json.JsonShape.Framing;
import io.alluvium.sources.objects.value.TextFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody made to break what reads them: each ends in right data or an error of ours, soon and in little memory. */
class HostileFilesTest {
    /** Only what hangs takes as long. */
    private static final Duration SOON = Duration.ofSeconds(90);

    private static final Place PLACE = new Place("project.conf", 3);
    private static final String BOM = "\u00ef\u00bb\u00bf";
    private static final long GB = 1L << 30;

    @TempDir
    private Path folder;

    private final List<DynamicTest> cases = new ArrayList<>();
    private FileFormat format = FileFormat.Csv.USUAL;
    private @Nullable String schema;

    /** How the files of the cases that follow are written, and their columns; null for whatever the files tell. */
    private void reading(FileFormat written, @Nullable String columns) {
        format = written;
        schema = columns;
    }

    private void csv(@Nullable String columns) {
        reading(FileFormat.Csv.USUAL, columns);
    }

    private void csvIn(String encoding) {
        FileFormat.Csv usual = FileFormat.Csv.USUAL;
        reading(
                new FileFormat.Csv(
                        usual.records(),
                        usual.values(),
                        FileEncoding.of(encoding).orElseThrow()),
                null);
    }

    private void json(Framing framing, @Nullable String columns) {
        reading(new FileFormat.Json(new JsonShape(framing, List.of(), TextFormat.USUAL), FileEncoding.UTF_8), columns);
    }

    /**
     * A case.
     *
     * @param told a pattern of what comes of it: rows in lines, or an error with its code
     */
    private void becomes(String name, String told, HostileFiles.Making making) {
        becomes(name, told, making, files -> {});
    }

    /** @param meanwhile done between the look at the files and the reading */
    private void becomes(String name, String told, HostileFiles.Making making, HostileFiles.Making meanwhile) {
        FileFormat written = format;
        String columns = schema;
        int number = cases.size();
        cases.add(DynamicTest.dynamicTest(name, () -> {
            HostileFiles files = new HostileFiles(Files.createDirectory(folder.resolve("case" + number)));
            making.put(files);
            FilesTable table = new FilesTable(
                    new TableName(Layer.RAW, "t"),
                    PLACE,
                    "**/*",
                    written,
                    Load.APPEND,
                    Corrupt.KEEP,
                    List.of(),
                    Optional.ofNullable(columns).map(StructType::fromDDL),
                    FilesTable.AS_WRITTEN,
                    FileLife.USUAL);
            String found = assertTimeoutPreemptively(SOON, () -> outcome(table, files, meanwhile));
            assertThat(found).matches("(?s)" + told);
        }));
    }

    private static String outcome(FilesTable table, HostileFiles files, HostileFiles.Making meanwhile)
            throws IOException {
        FilesSource source = new FilesSource(
                new FilesSpec("web", PLACE, files.folder().toString(), SchemaChange.ADD, List.of(table)));
        try {
            Look look = source.look(table, Known.NOTHING);
            if (look instanceof Look.Refused refused) {
                return told(refused.problem());
            }
            meanwhile.put(files);
            try (TableRead read = ((Look.Changed) look).reader().read()) {
                String rows = rows(read.columns().orElseThrow());
                read.compareCount(table, 0);
                return rows;
            }
        } catch (AlluviumException e) {
            return told(e.problems().get(0));
        }
    }

    private static String told(Problem problem) {
        return problem.code() + ": " + problem.message() + ", "
                + problem.label().orElse("");
    }

    /** Values without places; a corrupt record by its length, unless it is short. */
    private static String rows(ColumnReader reader) throws IOException {
        StructType columns = reader.schema();
        ColumnBatch batch = new ColumnBatch(columns, 100);
        List<String> rows = new ArrayList<>();
        for (int part = 0; part < reader.parts(); part++) {
            reader.read(
                    part,
                    batch,
                    filled -> new BatchVectors(filled)
                            .now()
                            .rowIterator()
                            .forEachRemaining(row -> rows.add(row(row, columns))));
        }
        return rows.size() > 20 ? rows.size() + " rows" : String.join("\n", rows);
    }

    private static String row(InternalRow row, StructType columns) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < columns.length(); i++) {
            String name = columns.fields()[i].name();
            DataType type = columns.fields()[i].dataType();
            if (!List.of("_file", "_position", "_corrupt_bytes").contains(name) && !row.isNullAt(i)) {
                String value = row.get(i, type).toString();
                cells.add(name + "=" + (value.length() > 200 ? value.length() + " characters" : value));
            }
        }
        return String.join(" ", cells);
    }

    @TestFactory
    Stream<DynamicTest> everyFileIsReadOrRefused() {
        shapes();
        marks();
        numbers();
        encodings();
        declaredEncodings();
        packing();
        bigCsv();
        folders();
        changes();
        json();
        bigJson();
        assertThat(cases.size()).isGreaterThanOrEqualTo(60);
        return cases.stream();
    }

    private void shapes() {
        csv(null);
        becomes("no byte", "SOURCE_TABLE_MISSING: .*all empty.*", f -> f.file("a.csv", ""));
        becomes("a mark and nothing", "SOURCE_TABLE_MISSING: .*all empty.*", f -> f.file("a.csv", BOM));
        becomes("line breaks alone", "SOURCE_TABLE_MISSING: .*all empty.*", f -> f.file("a.csv", "\n\r\n\r\r\n"));
        becomes("a header alone", "", f -> f.file("a.csv", "a,b"));
        becomes("too few values", "_corrupt=1\na=2 b=3", f -> f.file("a.csv", "a,b\n1\n2,3\n"));
        becomes("too many values", "_corrupt=1,2,3\na=2 b=3", f -> f.file("a.csv", "a,b\n1,2,3\n2,3\n"));
        becomes("names twice", "\\w+: .*a.*", f -> f.file("a.csv", "a,a\n1,2\n"));
        becomes("names twice but for their case", "\\w+: .*", f -> f.file("a.csv", "ab,AB\n1,2\n"));
        becomes("a name of no letter", "\\w+: .*", f -> f.file("a.csv", "a,\n1,2\n"));
    }

    private void marks() {
        csv(null);
        becomes(
                "a quote at the beginning",
                "FILE_CORRUPT: .*a quote that nothing closes.*",
                f -> f.file("a.csv", "\"a,b\n1,2\n"));
        becomes(
                "a quote that nothing closes",
                "a=1 b=2\n_corrupt=3,\"4\n5,6\n",
                f -> f.file("a.csv", "a,b\n1,2\n3,\"4\n5,6\n"));
        becomes("text after a quote", "_corrupt=\"1\"x,2\na=3 b=4", f -> f.file("a.csv", "a,b\n\"1\"x,2\n3,4\n"));
        becomes(
                "line breaks of all kinds",
                "a=1 b=2\na=3 b=4\na=5 b=6\na=7 b=8",
                f -> f.file("a.csv", "a,b\r1,2\r\n3,4\n5,6\n\r7,8\r\r\n"));
        becomes(
                "marks in the middle",
                "a=\ufeff1 b=2\na=3 b=\ufeff",
                f -> f.file("a.csv", BOM + "a,b\n" + BOM + "1,2\n3," + BOM + "\n"));
        becomes("a zero at the beginning", "FILE_CORRUPT: .*binary content.*", f -> f.file("a.csv", "a,b\n1,\0\n"));
        becomes("zeros further on", "\\d+ rows", f -> f.file("a.csv", "a,b\n" + "1,2\n".repeat(5_000) + "\0,\0\n"));
        becomes(
                "a picture",
                "FILE_CORRUPT: .*binary content.*",
                f -> f.file("a.csv", "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0"));
    }

    private void numbers() {
        csv("a int, b decimal(5,2), c double, d string");
        becomes(
                "numbers too large",
                "_corrupt=2147483648,1,1,x\n_corrupt=1,1000,1,x\n_corrupt=1,1,1e400,x",
                f -> f.file("a.csv", "a,b,c,d\n2147483648,1,1,x\n1,1000,1,x\n1,1,1e400,x\n"));
        becomes(
                "exponents without end",
                "_corrupt=1e999999999999,1,1,x\n_corrupt=1,1e-99999999999,1,x\na=0 c=0.0 d=x",
                f -> f.file(
                        "a.csv",
                        "a,b,c,d\n1e999999999999,1,1,x\n1,1e-99999999999,1,x\n0e99999999999,,0e-99999999999,x\n"));
        String digits = "7".repeat(1_000_000);
        becomes(
                "a million digits",
                "(_corrupt=10000\\d\\d characters\n?){3}a=5 b=0.00 c=0.0 d=1000000 characters",
                f -> f.file(
                        "a.csv",
                        "a,b,c,d\n" + digits + ",1,1,x\n1,0." + digits + ",1,x\n1,1," + digits + ",x\n5,0,0," + digits
                                + "\n"));
    }

    private void encodings() {
        csv(null);
        becomes(
                "UTF-16 taken for UTF-8",
                "FILE_CORRUPT: .*say encoding = UTF-16.*",
                f -> f.file("a.csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16)));
        becomes("Latin-1 taken for UTF-8", "_corrupt=1,\ufffd\na=2 b=x", f -> f.file("a.csv", "a,b\n1,\u00fc\n2,x\n"));
        becomes(
                "more bytes than a character needs",
                "_corrupt=1,\ufffd\ufffd\na=2 b=x",
                f -> f.file("a.csv", "a,b\n1,\u00c0\u00af\n2,x\n"));
        becomes(
                "half of a surrogate pair in UTF-8",
                "_corrupt=1,\ufffd+\na=2 b=x",
                f -> f.file("a.csv", "a,b\n1,\u00ed\u00a0\u0080\n2,x\n"));
        becomes(
                "beyond all characters",
                "_corrupt=1,\ufffd+\na=2 b=x",
                f -> f.file("a.csv", "a,b\n1,\u00f4\u0090\u0080\u0080\n2,x\n"));
        becomes(
                "cut within a character",
                "a=1 b=x\n_corrupt=2,\ufffd",
                f -> f.file("a.csv", "a,b\n1,x\n2,\u00e2\u0082"));
        becomes(
                "a header that is no text",
                "FILE_CORRUPT: .*its header cannot be read, not UTF-8.*",
                f -> f.file("a.csv", "a,\u00fc\n1,x\n"));
    }

    private void declaredEncodings() {
        csvIn("UTF-16");
        becomes(
                "UTF-16 as declared",
                "a=1 b=\u00fc",
                f -> f.file("a.csv", "a,b\n1,\u00fc\n".getBytes(StandardCharsets.UTF_16)));
        becomes(
                "half of a unit",
                "FILE_CORRUPT: .*no text in the table's encoding.*",
                f -> f.file("a.csv", "\u00fe\u00ff\0a\0\n\0"));
        becomes(
                "half of a surrogate pair in UTF-16",
                "FILE_CORRUPT: .*no text in the table's encoding.*",
                f -> f.file("a.csv", "\u00fe\u00ff\0a\0\n\u00d8\0\0x\0\n"));
        csvIn("US-ASCII");
        becomes(
                "UTF-8 taken for ASCII",
                "FILE_CORRUPT: .*no text in the table's encoding.*",
                f -> f.file("a.csv", "a,b\n" + "1,2\n".repeat(50_000) + "1,\u00c3\u00bc\n"));
        csvIn("windows-1252");
        becomes(
                "a byte without a meaning",
                "FILE_CORRUPT: .*no text in the table's encoding.*",
                f -> f.file("a.csv", "a,b\n" + "1,\u00fc\n".repeat(50_000) + "1,\u0081\n"));
    }

    private void packing() {
        csv(null);
        byte[] one = packed("a,b\n1,2\n");
        byte[] two = packed("3,4\n");
        becomes("no gzip", "FILE_CORRUPT: .*cannot be unpacked.*", f -> f.file("a.csv.gz", "a,b\n1,2\n"));
        becomes("gzip of no byte", "FILE_CORRUPT: .*cannot be unpacked.*", f -> f.file("a.csv.gz", ""));
        becomes(
                "gzip cut off",
                "FILE_CORRUPT: .*cannot be unpacked.*",
                f -> f.file("a.csv.gz", java.util.Arrays.copyOf(one, one.length - 3)));
        becomes(
                "gzip of another content than its check",
                "FILE_CORRUPT: .*cannot be unpacked.*",
                f -> f.file("a.csv.gz", damaged(one, 7)));
        becomes(
                "gzip of another length than it says",
                "FILE_CORRUPT: .*cannot be unpacked.*",
                f -> f.file("a.csv.gz", damaged(one, 2)));
        becomes("two packed one after the other", "a=1 b=2\na=3 b=4", f -> f.file("a.csv.gz", joined(one, two)));
        becomes(
                "the second of them damaged where it begins",
                "FILE_CORRUPT: .*cannot be unpacked.*",
                f -> f.file("a.csv.gz", joined(one, damaged(two, two.length))));
        becomes(
                "text after what is packed",
                "FILE_CORRUPT: .*cannot be unpacked.*",
                f -> f.file("a.csv.gz", joined(one, bytes("3,4\n"))));
        becomes(
                "zeros after what is packed, as tapes fill their blocks",
                "a=1 b=2\na=3 b=4",
                f -> f.file("a.csv.gz", joined(one, two, new byte[100_000])));
        becomes(
                "zeros and something else after what is packed",
                "FILE_CORRUPT: .*cannot be unpacked.*",
                f -> f.file("a.csv.gz", joined(one, new byte[512], two)));
        becomes(
                "packed twice",
                "FILE_CORRUPT: .*",
                f -> f.file("a.csv.gz", packed(new String(one, StandardCharsets.ISO_8859_1))));
        becomes(
                "a bomb of zeros",
                "FILE_CORRUPT: .*binary content.*",
                f -> f.packed("a.csv.gz", "a,b\n", "\0", GB, "\n"));
    }

    private void bigCsv() {
        csv(null);
        becomes(
                "a header of 80 MB",
                "FILE_CORRUPT: .*longer than a record may be.*",
                f -> f.packed("a.csv.gz", "a,b", "b", GB / 12, "\n1,2\n"));
        becomes(
                "a line of 1 GB",
                "_corrupt=10\\d{5} characters\na=1 b=2",
                f -> f.packed("a.csv.gz", "a,b\n", "b", GB, "\n1,2\n"));
        becomes(
                "30 million values in a record",
                "_corrupt=10\\d{5} characters\na=1 b=2",
                f -> f.packed("a.csv.gz", "a,b\n", ",", 30 << 20, "\n1,2\n"));
        becomes(
                "a quote that nothing closes before 80 MB",
                "_corrupt=10\\d{5} characters",
                f -> f.packed("a.csv.gz", "a,b\n\"", "b,\n", GB / 12, ""));
        StringBuilder names = new StringBuilder("c0");
        for (int i = 1; i < 100_000; i++) {
            names.append(",c").append(i);
        }
        becomes(
                "100,000 columns",
                "\\w+: .*|c0=1 .*",
                f -> f.file("a.csv", names + "\n1" + ",1".repeat(99_999) + "\n"));
        csv("c99999 string, c0 int");
        becomes(
                "100,000 columns of which two count",
                "c99999=x c0=1",
                f -> f.file("a.csv", names + "\n1" + ",1".repeat(99_998) + ",x\n"));
        becomes("zeros that take no room", "FILE_CORRUPT: .*binary content.*", f -> f.sparse("a.csv", "", 1L << 40));
        csvIn("ISO-8859-1");
        becomes(
                "a line of 128 MB of another encoding",
                "FILE_CORRUPT: .*cannot be read, EndlessRecordException.*",
                f -> f.packed("a.csv.gz", "a,b\n", "\u00fc", GB / 8, "\n1,2\n"));
    }

    private void folders() {
        csv(null);
        becomes(
                "a folder with a file's name",
                "SOURCE_TABLE_MISSING: .*no file.*",
                f -> Files.createDirectory(f.folder().resolve("a.csv")));
        becomes("a pipe", "SOURCE_TABLE_MISSING: .*no file.*", f -> f.pipe("a.csv"));
        becomes("a socket", "SOURCE_TABLE_MISSING: .*no file.*", f -> f.socket("a.csv"));
        becomes("a link to itself", "a=1", f -> f.file("b.csv", "a\n1\n").link("a.csv", "a.csv"));
        becomes("a link to nothing", "a=1", f -> f.file("b.csv", "a\n1\n").link("a.csv", "none.csv"));
        becomes("a loop of folders", "a=1", f -> f.file("x/b.csv", "a\n1\n").link("x/y", "x"));
        becomes("two folders that lead to each other", "(a=1\n?)+", f -> {
            f.file("x/b.csv", "a\n1\n").file("y/c.csv", "a\n1\n").link("x/y", "y");
            f.link("y/x", "x");
        });
        becomes(
                "a link out of the folder",
                "BAD_VALUE: .*leads out of the folder.*",
                f -> f.link("a.csv", "/etc/passwd"));
        becomes("odd names", "(a=1\n?){8}", f -> {
            for (String name :
                    List.of("a\nb", "a\"b", "a'b", "100%41", "\u00fc \ud83d\ude00", "a b#c?d", "a*b[c]", "-rf")) {
                f.file(name + ".csv", "a\n1\n");
            }
        });
        becomes("folders as deep as can be", "a=1|\\w+: .*", f -> f.file("d/".repeat(60) + "a.csv", "a\n1\n"));
    }

    private void changes() {
        csv(null);
        becomes(
                "a file that vanishes",
                "FILE_CHANGED: .*is gone.*",
                f -> f.file("a.csv", "a\n1\n"),
                f -> Files.delete(f.folder().resolve("a.csv")));
        becomes(
                "a file that grows",
                "FILE_CHANGED: .*changed.*",
                f -> f.file("a.csv", "a\n1\n"),
                f -> f.file("a.csv", "a\n1\n2\n"));
        becomes("a file that becomes a pipe", "FILE_CHANGED: .*is gone.*", f -> f.file("a.csv", "a\n1\n"), f -> {
            Files.delete(f.folder().resolve("a.csv"));
            f.pipe("a.csv");
        });
        becomes(
                "a file that becomes a link out of the folder",
                "BAD_VALUE: .*leads out of the folder.*",
                f -> f.file("a.csv", "a\n1\n"),
                f -> {
                    Files.delete(f.folder().resolve("a.csv"));
                    f.link("a.csv", "/etc/passwd");
                });
    }

    private void json() {
        json(Framing.LINES, null);
        becomes("JSON of no byte", "SOURCE_TABLE_MISSING: .*", f -> f.file("a.json", ""));
        becomes(
                "deep lists",
                "_corrupt=200006 characters\na=1",
                f -> f.file("a.json", "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}\n{\"a\":1}\n"));
        becomes(
                "no number of any type",
                "a=1e400 b=1\na=-1e-400 b=2",
                f -> f.file("a.json", "{\"a\":1e400,\"b\":1}\n{\"a\":-1e-400,\"b\":2}\n"));
        becomes(
                "a number of a million digits",
                "a=1000000 characters",
                f -> f.file("a.json", "{\"a\":" + "7".repeat(1_000_000) + "}\n"));
        becomes(
                "half of a surrogate pair in an escape",
                "_corrupt=\\{\"a\":\"\\\\ud83d\"\\}\na=x",
                f -> f.file("a.json", "{\"a\":\"\\ud83d\"}\n{\"a\":\"x\"}\n"));
        becomes(
                "bytes that are no text",
                "_corrupt=.*\na=x",
                f -> f.file("a.json", "{\"a\":\"\u00c0\u00af\"}\n{\"a\":\"x\"}\n"));
        becomes(
                "keys twice",
                "_corrupt=\\{\"a\":1,\"A\":2\\}\na=3",
                f -> f.file("a.json", "{\"a\":1,\"A\":2}\n{\"a\":3}\n"));
        becomes(
                "UTF-16 taken for JSON",
                "FILE_CORRUPT: .*.*",
                f -> f.file("a.json", "{\"a\":1}\n".getBytes(StandardCharsets.UTF_16LE)));
        becomes("not a number", "_corrupt=\\{\"a\":NaN\\}\na=1", f -> f.file("a.json", "{\"a\":NaN}\n{\"a\":1}\n"));
        json(Framing.ARRAY, "a int");
        becomes("a list without an end", "a=1\n_corrupt=", f -> f.file("a.json", "[{\"a\":1},"));
        becomes("text after a list", "a=1\n_corrupt=x", f -> f.file("a.json", "[{\"a\":1}] x"));
        becomes("a list of lists", "_corrupt=\\[\\[1\\]\\]\na=2", f -> f.file("a.json", "[[[1]],{\"a\":2}]"));
        json(Framing.DOCUMENTS, "a int");
        becomes(
                "brackets that do not match",
                "a=1\n_corrupt=\\{\"a\":\\[\\}\\] .*",
                f -> f.file("a.json", "{\"a\":1} {\"a\":[}] {\"a\":2}"));
    }

    private void bigJson() {
        json(Framing.LINES, "a string");
        becomes(
                "a line of 40 MB of JSON",
                "_corrupt=10\\d{5} characters\na=1",
                f -> f.packed("a.json.gz", "{\"a\":\"", "b", GB / 25, "\"}\n{\"a\":1}\n"));
        StringBuilder keys = new StringBuilder("{\"a\":\"x\"");
        for (int i = 0; i < 1 << 16; i++) {
            keys.append(",\"");
            for (int bit = 0; bit < 16; bit++) {
                // Such pairs of letters have the same hash in Java.
                keys.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            keys.append("\":0");
        }
        becomes("keys of one hash", "_corrupt=\\d+ characters|a=x", f -> f.file("a.json", keys + "}\n"));
        json(Framing.ARRAY, "a string");
        becomes(
                "a list with an element of 40 MB",
                "_corrupt=10\\d{5} characters\na=1",
                f -> f.packed("a.json.gz", "[{\"a\":\"", "b", GB / 25, "\"},{\"a\":1}]"));
    }
}
