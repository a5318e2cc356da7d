package io.alluvium.sources.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.ColumnBatch;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.PackedBytes;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.journal.Position;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Holds;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.sources.objects.FilesTable.Corrupt;
import io.alluvium.sources.objects.FilesTable.Load;
import io.alluvium.sources.objects.csv.CsvFormat;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.xml.XmlShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that come, change, go and cannot be read. */
@Holds(
        source = "files",
        modes = {"append", "replace"},
        value = {Holds.Fact.INSERTS, Holds.Fact.UPDATES})
class FilesSourceIT {
    private static final Place PLACE = new Place("project.conf", 3);

    @TempDir
    private Path folder;

    @TempDir
    private Path warehouse;

    private SparkSession spark;
    private Known known = Known.NOTHING;

    @BeforeEach
    void start() {
        spark = SparkFixture.plain(SparkFixture.on(warehouse));
    }

    private FilesTable table(String glob, FileFormat format) {
        return table(glob, format, Load.APPEND, Corrupt.FAIL, null);
    }

    private static FilesTable table(
            String glob, FileFormat format, Load load, Corrupt corrupt, @Nullable String schema) {
        return new FilesTable(
                new TableName(Layer.RAW, "web"),
                PLACE,
                glob,
                format,
                load,
                corrupt,
                List.of(),
                Optional.ofNullable(schema).map(StructType::fromDDL),
                FilesTable.AS_WRITTEN,
                FileLife.USUAL);
    }

    private FilesSource extractor(FilesTable table) {
        return new FilesSource(new FilesSpec("web", PLACE, folder.toString(), SchemaChange.ADD, List.of(table)));
    }

    private void write(String name, String content) throws IOException {
        write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.write(folder.resolve(name), content);
    }

    private Look survey(FilesTable table) {
        return extractor(table).look(table, known);
    }

    /** One run: what is new, as JSON, in order; what is known grows. */
    private List<String> run(FilesTable table) {
        FilesSource extractor = extractor(table);
        Look fact = extractor.look(table, known);
        if (fact instanceof Look.Refused refused) {
            throw refused.problem().asException();
        }
        if (fact instanceof Look.Changed changed) {
            try (TableRead read = changed.reader().read()) {
                changed.reader()
                        .plan()
                        .schema()
                        .ifPresent(
                                schema -> assertThat(read.rows(spark).schema().simpleString())
                                        .isEqualTo(schema.simpleString()));
                List<String> rows = bySpark(extractor, table, read);
                read.columns()
                        .ifPresent(columns -> assertThat(byColumn(columns)).isEqualTo(rows.size()));
                read.sourceCount().ifPresent(count -> assertThat(rows).hasSize((int) count));
                Position next = changed.position();
                Position reached = known.reached()
                        .filter(before -> !FileList.POSITIONS.standsAlone(next))
                        .map(before -> FileList.POSITIONS.joined(before, next))
                        .orElse(next);
                known = new Known(
                        Optional.of(read.rows(spark).schema()),
                        Optional.of(reached),
                        Optional.empty(),
                        Optional.empty());
                return rows.stream().sorted().toList();
            }
        }
        return List.of();
    }

    /** Without the places of rows, which {@code CsvRecordsTest} looks at. */
    private List<String> bySpark(FilesSource source, FilesTable table, TableRead read) {
        try {
            return read.rows(spark).toJSON().collectAsList().stream()
                    .map(row -> row.replaceAll(",\"_position\":\\d+", ""))
                    .toList();
        } catch (Exception e) {
            // What Spark throws is checked, and not declared.
            throw source.explain(table, e).orElseThrow(() -> new AssertionError(e));
        }
    }

    private static long byColumn(ColumnReader columns) {
        long[] count = {0};
        for (int part = 0; part < columns.parts(); part++) {
            try {
                columns.read(part, new ColumnBatch(columns.schema(), 3), batch -> count[0] += batch.rows());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return count[0];
    }

    private Problem failure(FilesTable table) {
        return Assertions.catchThrowableOfType(AlluviumException.class, () -> run(table))
                .problems()
                .get(0);
    }

    @Test
    void newFilesAreReadOnceWhateverTheirTime() throws IOException {
        FilesTable table = table("orders/**.csv", FileFormat.Csv.USUAL);
        write("orders/b.csv", "id,name\n1,x\n");
        assertThat(run(table)).containsExactly("{\"id\":\"1\",\"name\":\"x\",\"_file\":\"orders/b.csv\"}");

        write("orders/deep/a.csv", "id,name\n2,y\n");
        Files.setLastModifiedTime(
                folder.resolve("orders/deep/a.csv"), FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
        assertThat(run(table)).containsExactly("{\"id\":\"2\",\"name\":\"y\",\"_file\":\"orders/deep/a.csv\"}");

        assertThat(survey(table)).isEqualTo(new Look.Unchanged("no new file"));
    }

    @Test
    void unfinishedAndHiddenFilesArePassedOver() throws IOException {
        FilesTable table = table("**", FileFormat.Csv.USUAL);
        write("a.csv", "id\n1\n");
        for (String name : List.of(".a.csv", "_b.csv", "c.csv.tmp", "d.part", "_temporary/e.csv", "f.csv~")) {
            write(name, "id\n2\n");
        }

        assertThat(run(table)).containsExactly("{\"id\":\"1\",\"_file\":\"a.csv\"}");
    }

    @Test
    void foldersAtAnyDepthMayBeNone() throws IOException {
        for (String name : List.of("in/a.csv", "in/x/b.csv", "in/x/y/c.csv", "d.csv")) {
            write(name, "id\n1\n");
        }
        assertThat(run(table("in/**/*.csv", FileFormat.Csv.USUAL))).hasSize(3);
        known = Known.NOTHING;
        assertThat(run(table("**/*.csv", FileFormat.Csv.USUAL))).hasSize(4);
    }

    @Test
    void oddNamesAreTakenAsTheyAre() throws IOException {
        FilesTable table = table("**/*.csv", FileFormat.Csv.USUAL);
        write("dt=2026-01-01/a b+c%20é{1}[x].csv", "id\n1\n");

        assertThat(run(table)).containsExactly("{\"id\":\"1\",\"_file\":\"dt=2026-01-01/a b+c%20é{1}[x].csv\"}");
    }

    @Test
    void aColumnMayHaveTheNameOfSparksFileMetadata() throws IOException {
        write("a.csv", "id,_metadata\n1,x\n");
        assertThat(run(table("*.csv", FileFormat.Csv.USUAL)))
                .containsExactly("{\"id\":\"1\",\"_metadata\":\"x\",\"_file\":\"a.csv\"}");

        known = Known.NOTHING;
        write("b.json", "{\"id\":1,\"_metadata\":{\"file_path\":\"its own\"}}\n");
        assertThat(run(table("*.json", FileFormat.Json.USUAL)))
                .containsExactly("{\"id\":1,\"_metadata\":{\"file_path\":\"its own\"},\"_file\":\"b.json\"}");
    }

    @Test
    void anEmptyFolderOrNoFolderIsToldByName() throws IOException {
        FilesTable table = table("*.csv", FileFormat.Csv.USUAL);
        assertThat(failure(table)).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_TABLE_MISSING);
            assertThat(problem.message()).isEqualTo("no file in " + folder + " matches *.csv");
            assertThat(problem.place()).contains(PLACE);
        });
        Files.delete(folder);
        assertThat(failure(table).message()).isEqualTo("the folder " + folder + " does not exist");
        Files.createDirectory(folder);
    }

    @Test
    void aPictureIsNoCsv() throws IOException {
        write("a.csv", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13});
        for (Corrupt corrupt : Corrupt.values()) {
            assertThat(failure(table("*.csv", FileFormat.Csv.USUAL, Load.APPEND, corrupt, null)))
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
                        assertThat(problem.message()).isEqualTo("the file a.csv is not CSV: binary content");
                    });
        }
    }

    @Test
    void textOfAnotherEncodingIsKeptAsItsBytes() throws IOException {
        write("a.csv", "id\nM\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(failure(table("*.csv", FileFormat.Csv.USUAL)).label())
                .contains("first: a.csv, line 2: not UTF-8; nothing was loaded");
        assertThat(run(table("*.csv", FileFormat.Csv.USUAL, Load.APPEND, Corrupt.KEEP, null)))
                .containsExactly("{\"_file\":\"a.csv\",\"_corrupt\":\"M\ufffdller\",\"_corrupt_bytes\":\"TfxsbGVy\"}");
    }

    @Test
    void anEmptyFileHasNoRows() throws IOException {
        FilesTable table = table("*.csv", FileFormat.Csv.USUAL);
        write("a.csv", "");
        assertThat(failure(table).message()).isEqualTo("the files of raw.web are all empty");
        write("b.csv", "id\n");
        assertThat(run(table)).isEmpty();
        assertThat(known.schema().orElseThrow().simpleString())
                .isEqualTo("struct<id:string,_file:string,_position:bigint>");
    }

    @Test
    void columnsAreMatchedByNameOverFilesAndRuns() throws IOException {
        FilesTable table = table("*.csv", FileFormat.Csv.USUAL);
        write("a.csv", "id,name\n1,x\n");
        write("b.csv", "note,ID\nhello,2\n");
        assertThat(run(table))
                .containsExactly(
                        "{\"id\":\"1\",\"name\":\"x\",\"_file\":\"a.csv\"}",
                        "{\"id\":\"2\",\"note\":\"hello\",\"_file\":\"b.csv\"}");
        write("c.csv", "id\n3\n");
        assertThat(run(table)).containsExactly("{\"id\":\"3\",\"_file\":\"c.csv\"}");
        assertThat(known.schema().orElseThrow().simpleString())
                .isEqualTo("struct<id:string,name:string,note:string,_file:string,_position:bigint>");
    }

    @Test
    void rowsWithTooFewOrTooManyValuesStopTheTableWithTheirNumber() throws IOException {
        write("a.csv", "id,name\n1,x\n2\n3,y,z\n\n4,w\n");
        write("b.csv", "id,name\n5,x\n6\n");

        assertThat(failure(table("*.csv", FileFormat.Csv.USUAL))).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
            assertThat(problem.message()).isEqualTo("rows that cannot be read as CSV in a.csv (2 rows), b.csv (1 row)");
            assertThat(problem.label()).contains("first: a.csv, line 3: has 1 value, not 2; nothing was loaded");
            assertThat(problem.fix().orElseThrow()).contains("corrupt = keep");
        });
    }

    @Test
    void keptCorruptRowsHaveTheirTextAndNothingElse() throws IOException {
        write("a.csv", "id,name\n1,x\n2\n3,y,z\n");

        assertThat(run(table("*.csv", FileFormat.Csv.USUAL, Load.APPEND, Corrupt.KEEP, null)))
                .containsExactly(
                        "{\"_file\":\"a.csv\",\"_corrupt\":\"2\"}",
                        "{\"_file\":\"a.csv\",\"_corrupt\":\"3,y,z\"}",
                        "{\"id\":\"1\",\"name\":\"x\",\"_file\":\"a.csv\"}");
    }

    @Test
    void declaredTypesAreHeldExactly() throws IOException {
        String schema = "id bigint, price decimal(6,2), day date, unknown string";
        write(
                "a.csv",
                "price,id,day,other\n1234.50,1,2026-01-31,o\n1.005,2,2026-01-31,o\n1,x,2026-01-31,o\n"
                        + "99999.999,4,2026-01-31,o\n,5,,\n");

        List<String> rows = run(table("*.csv", FileFormat.Csv.USUAL, Load.APPEND, Corrupt.KEEP, schema));

        assertThat(rows.stream().filter(row -> !row.contains("_corrupt")))
                .containsExactlyInAnyOrder(
                        "{\"id\":1,\"price\":1234.50,\"day\":\"2026-01-31\",\"_file\":\"a.csv\"}",
                        "{\"id\":5,\"_file\":\"a.csv\"}");
        assertThat(rows.stream().filter(row -> row.contains("_corrupt"))).hasSize(3);
        assertThat(known.schema().orElseThrow().simpleString())
                .isEqualTo("struct<id:bigint,price:decimal(6,2),day:date,unknown:string,_file:string,"
                        + "_position:bigint,_corrupt:string,_corrupt_bytes:binary>");
    }

    @Test
    void aHeaderWithoutAnyDeclaredColumnIsRefused() throws IOException {
        write("a.csv", "1,x\n2,y\n");

        assertThat(failure(table("*.csv", FileFormat.Csv.USUAL, Load.APPEND, Corrupt.FAIL, "id bigint, name string"))
                        .message())
                .isEqualTo("the header of a.csv names none of the declared columns");
    }

    @Test
    void quotedValuesHoldDelimitersQuotesAndLineBreaks() throws IOException {
        write("a.csv", "\ufeffid,text\r\n1,\"a, \"\"b\"\"\nc\"\r\n2,\" d \"\r\n");

        assertThat(run(table("*.csv", FileFormat.Csv.USUAL)))
                .containsExactly(
                        "{\"id\":\"1\",\"text\":\"a, \\\"b\\\"\\nc\",\"_file\":\"a.csv\"}",
                        "{\"id\":\"2\",\"text\":\" d \",\"_file\":\"a.csv\"}");
    }

    @Test
    void compressedFilesAreRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write("id\n1\n2\n".getBytes(StandardCharsets.UTF_8));
        }
        write("a.csv.gz", bytes.toByteArray());

        assertThat(run(table("*.csv.gz", FileFormat.Csv.USUAL))).hasSize(2);
    }

    @Test
    void jsonColumnsAreInferredAndKeepTheTypesThatRawHas() throws IOException {
        FilesTable table = table("*.json", FileFormat.Json.USUAL);
        write("a.json", "{\"id\":1,\"amount\":1.5,\"tags\":[\"x\"],\"who\":{\"name\":\"n\"}}\n\n{\"id\":2}\n");
        assertThat(run(table))
                .containsExactly(
                        "{\"id\":1,\"amount\":1.5,\"tags\":[\"x\"],\"who\":{\"name\":\"n\"},\"_file\":\"a.json\"}",
                        "{\"id\":2,\"_file\":\"a.json\"}");
        write("b.json", "{\"id\":3,\"amount\":2,\"more\":true,\"who\":{\"age\":7}}\n");
        assertThat(run(table))
                .containsExactly("{\"id\":3,\"amount\":2.0,\"who\":{\"age\":7},\"more\":true,\"_file\":\"b.json\"}");
        assertThat(known.schema().orElseThrow().simpleString())
                .isEqualTo("struct<id:bigint,amount:double,tags:array<string>,who:struct<name:string,age:bigint>,"
                        + "more:boolean,_file:string,_position:bigint>");
    }

    @Test
    void brokenJsonIsCountedOrKept() throws IOException {
        write("a.json", "{\"id\":1}\n{\"id\":\nnonsense\n{\"id\":2}\n");

        assertThat(failure(table("*.json", FileFormat.Json.USUAL)).message())
                .isEqualTo("rows that cannot be read as JSON in a.json (2 rows)");
        assertThat(run(table("*.json", FileFormat.Json.USUAL, Load.APPEND, Corrupt.KEEP, null)))
                .containsExactly(
                        "{\"_file\":\"a.json\",\"_corrupt\":\"nonsense\"}",
                        "{\"_file\":\"a.json\",\"_corrupt\":\"{\\\"id\\\":\"}",
                        "{\"id\":1,\"_file\":\"a.json\"}",
                        "{\"id\":2,\"_file\":\"a.json\"}");
    }

    @Test
    void aJsonValueOfAnotherTypeThanDeclaredIsCorrupt() throws IOException {
        write("a.json", "{\"id\":1,\"n\":2}\n{\"id\":\"one\",\"n\":3}\n{\"id\":2.5}\n");

        assertThat(run(table("*.json", FileFormat.Json.USUAL, Load.APPEND, Corrupt.KEEP, "id bigint, n int")))
                .containsExactly(
                        "{\"_file\":\"a.json\",\"_corrupt\":\"{\\\"id\\\":2.5}\"}",
                        "{\"_file\":\"a.json\",\"_corrupt\":\"{\\\"id\\\":\\\"one\\\",\\\"n\\\":3}\"}",
                        "{\"id\":1,\"n\":2,\"_file\":\"a.json\"}");
    }

    @Test
    void replacingFilesAreReadWholeAtAnyDifference() throws IOException {
        FilesTable table = table("*.csv", FileFormat.Csv.USUAL, Load.REPLACE, Corrupt.FAIL, null);
        write("a.csv", "id\n1\n");
        write("b.csv", "id\n2\n");
        assertThat(run(table)).hasSize(2);
        assertThat(survey(table)).isEqualTo(new Look.Unchanged("same files"));
        Files.delete(folder.resolve("b.csv"));
        assertThat(run(table)).containsExactly("{\"id\":\"1\",\"_file\":\"a.csv\"}");
        assertThat(FileList.of(known.reached().orElseThrow()).replace()).isTrue();
        Files.delete(folder.resolve("a.csv"));
        assertThat(failure(table).code()).isEqualTo(ErrorCode.SOURCE_TABLE_MISSING);
    }

    @Test
    void aPendingWindowIsReadAsItWasPlannedOrNotAtAll() throws IOException {
        FilesTable table = table("*.csv", FileFormat.Csv.USUAL);
        write("a.csv", "id\n1\n");
        Position planned = ((Look.Changed) survey(table)).position();
        write("b.csv", "id\n2\n");
        known = new Known(Optional.empty(), Optional.empty(), Optional.of(planned), Optional.empty());
        assertThat(run(table)).containsExactly("{\"id\":\"1\",\"_file\":\"a.csv\"}");

        known = new Known(Optional.empty(), Optional.empty(), Optional.of(planned), Optional.empty());
        write("a.csv", "id\n1\n9\n");
        assertThat(failure(table)).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.FILE_CHANGED);
            assertThat(problem.message()).isEqualTo("the file a.csv changed since its batch was planned");
        });
        Files.delete(folder.resolve("a.csv"));
        assertThat(failure(table).message()).isEqualTo("the file a.csv is gone since its batch was planned");
    }

    @Test
    void aLinkOutOfTheFolderIsRefused() throws IOException {
        Path outside = Files.writeString(warehouse.resolve("secret.csv"), "id\n1\n");
        Files.createSymbolicLink(folder.resolve("a.csv"), outside);

        assertThat(failure(table("*.csv", FileFormat.Csv.USUAL)).message())
                .isEqualTo("the file a.csv leads out of the folder " + folder);
    }

    @Test
    void columnsThatCollideAreRefused() throws IOException {
        FilesTable table = table("*.csv", FileFormat.Csv.USUAL);
        write("a.csv", "id,Id\n1,2\n");
        assertThat(failure(table).code()).isEqualTo(ErrorCode.COLUMN_NAME_REFUSED);
        write("a.csv", "id,\n1,2\n");
        assertThat(failure(table).message()).isEqualTo("raw.web has a column without a name");
        write("a.csv", "id,_file\n1,2\n");
        assertThat(failure(table).message()).contains("has a name that Alluvium keeps for its own columns");
    }

    @Test
    void namesThatRawCannotHaveAreRenamed() throws IOException {
        write("a.csv", "Order ID,secret\n1,x\n");
        assertThat(failure(table("*.csv", FileFormat.Csv.USUAL)).fix())
                .contains(
                        "write into its section under tables: rename { \"Order ID\" = Order_ID }, or rename = snake_case");
        assertThat(run(named("*.csv", FileFormat.Csv.USUAL, stored(Map.of(), true, Set.of(), Set.of("Secret")))))
                .containsExactly("{\"order_id\":\"1\",\"_file\":\"a.csv\"}");

        known = Known.NOTHING;
        write("b.json", "{\"Order ID\":1,\"secret\":2}\n");
        assertThat(failure(table("*.json", FileFormat.Json.USUAL)).fix())
                .contains(
                        "write into its section under tables: rename { \"Order ID\" = Order_ID }, or rename = snake_case");
        StoredColumns names = stored(Map.of("order id", "nr"), false, Set.of("Order ID"), Set.of());
        assertThat(run(named("*.json", FileFormat.Json.USUAL, names)))
                .containsExactly("{\"nr\":1,\"_file\":\"b.json\"}");
    }

    @Test
    void aNameThatNoFileHasIsTold() throws IOException {
        write("a.csv", "id,name\n1,x\n");
        StoredColumns names = stored(Map.of(), false, Set.of(), Set.of("nmae"));
        assertThat(failure(named("*.csv", FileFormat.Csv.USUAL, names))).satisfies(problem -> {
            assertThat(problem.message()).isEqualTo("exclude names nmae, which is no column of the files of raw.web");
            assertThat(problem.suggestion()).contains("name");
        });
        write("b.json", "{\"id\":1,\"name\":2}\n");
        assertThat(failure(named("*.json", FileFormat.Json.USUAL, names)).message())
                .isEqualTo("exclude names nmae, which is no column of the files of raw.web");
        FilesTable typo = table("*.csv", FileFormat.Csv.USUAL, Load.APPEND, Corrupt.FAIL, "id int, nam string");
        assertThat(((Look.Changed) survey(typo)).what()).isEqualTo("a.csv, 1 KB; no file has nam");
    }

    @Test
    void laterFilesMayLackWhatIsLeftOut() throws IOException {
        FilesTable table = named("*.csv", FileFormat.Csv.USUAL, stored(Map.of(), false, Set.of(), Set.of("secret")));
        write("a.csv", "id,secret\n1,x\n");
        assertThat(run(table)).containsExactly("{\"id\":\"1\",\"_file\":\"a.csv\"}");
        write("b.csv", "id\n2\n");
        assertThat(run(table)).containsExactly("{\"id\":\"2\",\"_file\":\"b.csv\"}");
        write("c.csv", "SECRET,id\nx,3\n");
        assertThat(run(table)).containsExactly("{\"id\":\"3\",\"_file\":\"c.csv\"}");

        known = Known.NOTHING;
        write("d.json", "{\"a\":1,\"id\":4,\"b\":[2]}\n");
        StoredColumns two = stored(Map.of("id", "nr"), false, Set.of(), Set.of("a", "B"));
        assertThat(run(named("*.json", FileFormat.Json.USUAL, two))).containsExactly("{\"nr\":4,\"_file\":\"d.json\"}");
    }

    private static StoredColumns stored(
            Map<String, String> renames, boolean snakeCase, Set<String> only, Set<String> excluded) {
        return new StoredColumns(
                only,
                excluded,
                Map.of(),
                renames,
                Map.of(),
                new StoredColumns.Spelling(true, snakeCase),
                StoredColumns.Everywhere.NOTHING);
    }

    private static FilesTable named(String glob, FileFormat format, StoredColumns names) {
        FilesTable plain = table(glob, format, Load.APPEND, Corrupt.FAIL, null);
        return new FilesTable(
                plain.name(),
                plain.place(),
                glob,
                format,
                plain.load(),
                plain.corrupt(),
                plain.key(),
                plain.schema(),
                names,
                plain.life());
    }

    private static FilesTable in(FilesTable plain, PathRules paths) {
        return new FilesTable(
                plain.name(),
                plain.place(),
                plain.glob(),
                plain.format(),
                plain.load(),
                plain.corrupt(),
                plain.key(),
                plain.schema(),
                plain.stored(),
                paths,
                plain.life());
    }

    private static PathRules partitions(String... names) {
        return new PathRules(List.of(names), PathRules.Compression.AUTO);
    }

    @Test
    void packedFilesAreReadAsTheirNamesSay() throws IOException {
        FilesTable table = table("*.{gz,zst,bz2,zip}", FileFormat.Csv.USUAL);
        write("a.csv.gz", PackedBytes.of("gzip", "id\n1\n"));
        write("b.csv.ZST", PackedBytes.of("zstd", "id\n2\n"));
        write("b.csv.zst", PackedBytes.of("zstd", "id\n3\n"));
        write("c.csv.bz2", PackedBytes.of("bzip2", "id\n4\n"));
        write("d.zip", PackedBytes.of("zip", "id\n5\n"));
        assertThat(run(table))
                .containsExactly(
                        "{\"id\":\"1\",\"_file\":\"a.csv.gz\"}",
                        "{\"id\":\"3\",\"_file\":\"b.csv.zst\"}",
                        "{\"id\":\"4\",\"_file\":\"c.csv.bz2\"}",
                        "{\"id\":\"5\",\"_file\":\"d.zip/in/it.csv\"}");

        known = Known.NOTHING;
        write("e.json.gz", PackedBytes.of("gzip", "{\"a\":[1]}\n"));
        assertThat(run(table("*.json.gz", FileFormat.Json.USUAL)))
                .containsExactly("{\"a\":[1],\"_file\":\"e.json.gz\"}");
        known = Known.NOTHING;
        write("f.dat", PackedBytes.of("gzip", "id\n6\n".repeat(100)));
        assertThat(failure(table("f.dat", FileFormat.Csv.USUAL)).message())
                .isEqualTo("the file f.dat is not CSV: packed, say compression = gzip");
        FilesTable told =
                in(table("f.dat", FileFormat.Csv.USUAL), new PathRules(List.of(), PathRules.Compression.GZIP));
        assertThat(run(told)).hasSize(199);
    }

    @Test
    void theFilesOfAnArchiveAreReadOneAfterTheOther() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String file :
                    List.of("x/one.csv=id,name\n1,a\n", "two.csv=NAME,id,more\nb,2,m\nonly\n", "none.csv=")) {
                zip.putNextEntry(new ZipEntry(file.substring(0, file.indexOf('='))));
                zip.write(file.substring(file.indexOf('=') + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        write("a.zip", bytes.toByteArray());
        write("b.zip", Arrays.copyOf(bytes.toByteArray(), bytes.size() - 30));
        try (ZipOutputStream none = new ZipOutputStream(bytes)) {
            bytes.reset();
        }
        write("c.zip", bytes.toByteArray());
        FilesTable kept = table("[ac].zip", FileFormat.Csv.USUAL, Load.APPEND, Corrupt.KEEP, null);
        assertThat(run(kept))
                .containsExactly(
                        "{\"_file\":\"a.zip/two.csv\",\"_corrupt\":\"only\"}",
                        "{\"id\":\"1\",\"name\":\"a\",\"_file\":\"a.zip/x/one.csv\"}",
                        "{\"id\":\"2\",\"name\":\"b\",\"more\":\"m\",\"_file\":\"a.zip/two.csv\"}");

        known = Known.NOTHING;
        Problem corrupt = failure(table("a.zip", FileFormat.Csv.USUAL));
        assertThat(corrupt.message()).isEqualTo("rows that cannot be read as CSV in a.zip/two.csv (1 row)");
        assertThat(corrupt.label().orElseThrow()).startsWith("first: a.zip/two.csv, line 3: ");
        Problem cut = failure(table("b.zip", FileFormat.Csv.USUAL));
        assertThat(cut.message()).isEqualTo("the file b.zip cannot be unpacked");
        assertThat(cut.label()).contains("cut off, or no zip archive; nothing was loaded");
    }

    @Test
    void elementsOfXmlAreRows() throws IOException {
        FileFormat.Xml format = new FileFormat.Xml(new XmlShape("order", TextFormat.USUAL));
        write(
                "a.xml",
                "<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n<o><order id=\"1\"><n>Ä</n></order></o>"
                        .getBytes("windows-1252"));
        write("b.xml", "<o><order><n>é</n><n>x</n></order>\n</o>".getBytes(StandardCharsets.UTF_16));
        assertThat(run(table("*.xml", format)))
                .containsExactly(
                        "{\"_id\":\"1\",\"n\":[\"Ä\"],\"_file\":\"a.xml\"}",
                        "{\"n\":[\"é\",\"x\"],\"_file\":\"b.xml\"}");
        known = Known.NOTHING;
        write("c.xml.gz", PackedBytes.of("gzip", "<o>\n<order id='1'/>\n<order id='x'/></o>"));
        assertThat(run(table("c.xml.gz", format, Load.APPEND, Corrupt.KEEP, "_id int")))
                .containsExactly(
                        "{\"_file\":\"c.xml.gz\",\"_corrupt\":\"<order id='x'/>\"}",
                        "{\"_id\":1,\"_file\":\"c.xml.gz\"}");
        known = Known.NOTHING;
        Problem unfit = failure(table("c.xml.gz", format, Load.APPEND, Corrupt.FAIL, "_id int"));
        assertThat(unfit.label()).contains("first: c.xml.gz, line 3: _id is no int; nothing was loaded");
        write("d.xml", "<!DOCTYPE o [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><o><order><n>&x;</n></order></o>");
        assertThat(failure(table("d.xml", format)).message())
                .startsWith("the file d.xml is not XML: it has a document type (<!DOCTYPE)");
        write("e.xml", "<?xml version='1.0' encoding='klingon'?><o/>");
        assertThat(failure(table("e.xml", format)).message())
                .isEqualTo("the file e.xml is not XML: it says that it is in klingon, which is not known");
        write("f.xml", "<o><order><n>1</n></order>");
        assertThat(failure(table("f.xml", format)).label())
                .contains("first: f.xml, line 1: the file ends before its elements do; nothing was loaded");
    }

    @Test
    void foldersTellColumns() throws IOException {
        write("year=2024/country=DE/a.csv", "id\n1\n");
        write("YEAR=2025/country=__HIVE_DEFAULT_PARTITION__/b.csv", "id\n2\n");
        write("year=2025/country=C%C3%B4te%20d%2fIvoire/c.csv", "id\nx\n");
        FilesTable plain = table("**/*.csv", FileFormat.Csv.USUAL);
        assertThat(((Look.Changed) survey(plain)).what())
                .isEqualTo(
                        "3 new files, 1 KB; folders tell YEAR, country: partitions = [YEAR, country] makes columns of"
                                + " them");
        FilesTable texts = in(plain, partitions("year", "country"));
        assertThat(((Look.Changed) survey(texts)).what()).isEqualTo("3 new files, 1 KB");
        assertThat(run(texts))
                .containsExactly(
                        "{\"id\":\"1\",\"year\":\"2024\",\"country\":\"DE\",\"_file\":\"year=2024/country=DE/a.csv\"}",
                        "{\"id\":\"2\",\"year\":\"2025\",\"_file\":\"YEAR=2025/country=__HIVE_DEFAULT_PARTITION__/b.csv\"}",
                        "{\"id\":\"x\",\"year\":\"2025\",\"country\":\"Côte d/Ivoire\","
                                + "\"_file\":\"year=2025/country=C%C3%B4te%20d%2fIvoire/c.csv\"}");

        known = Known.NOTHING;
        FilesTable typed = in(
                table("**/*.csv", FileFormat.Csv.USUAL, Load.APPEND, Corrupt.KEEP, "country string, year int, id int"),
                partitions("year", "country"));
        assertThat(run(typed))
                .containsExactlyInAnyOrder(
                        "{\"id\":1,\"country\":\"DE\",\"year\":2024,\"_file\":\"year=2024/country=DE/a.csv\"}",
                        "{\"id\":2,\"year\":2025,\"_file\":\"YEAR=2025/country=__HIVE_DEFAULT_PARTITION__/b.csv\"}",
                        "{\"country\":\"Côte d/Ivoire\",\"year\":2025,"
                                + "\"_file\":\"year=2025/country=C%C3%B4te%20d%2fIvoire/c.csv\",\"_corrupt\":\"x\"}");
    }

    @Test
    void foldersThatDoNotTellTheirColumnsRefuseTheirFile() throws IOException {
        write("day=2024-02-30/a.csv", "id\n1\n");
        FilesTable days = table("day*/*.csv", FileFormat.Csv.USUAL, Load.APPEND, Corrupt.FAIL, "id int, day date");
        assertThat(failure(in(days, partitions("day"))).message())
                .isEqualTo("the folder day=… of day=2024-02-30/a.csv is no date");
        write("b.csv", "id\n1\n");
        assertThat(failure(in(table("b.csv", FileFormat.Csv.USUAL), partitions("day")))
                        .message())
                .isEqualTo("the path of b.csv has no folder day=…");
        write("day=1/day=2/c.csv", "id\n1\n");
        assertThat(failure(in(table("day=1/*/c.csv", FileFormat.Csv.USUAL), partitions("day")))
                        .message())
                .isEqualTo("the path of day=1/day=2/c.csv has several folders day=…");
        write("day=3/d.csv", "Day,id\n4,1\n");
        FilesTable both = in(table("day=3/*.csv", FileFormat.Csv.USUAL), partitions("day"));
        assertThat(failure(both).message())
                .isEqualTo("the file day=3/d.csv has Day itself, and its folders tell it too");
        write("day=3/e.json", "{\"id\":1}\n{\"DAY\":2}\n");
        FilesTable declared =
                table("day=3/*.json", FileFormat.Json.USUAL, Load.APPEND, Corrupt.FAIL, "id int, day int");
        assertThat(failure(in(declared, partitions("day"))).message())
                .isEqualTo("the file day=3/e.json has DAY itself, and its folders tell it too");
    }

    @Test
    void aGermanPriceListIsHeldWhereTheProjectSaysHowItIsWritten() throws IOException {
        write("a.csv", "sku;price;day\nM\u00fc;1.234,50;31.01.2026\nB;12.50;01.02.2026\n".getBytes("windows-1252"));
        FileFormat german = new FileFormat.Csv(
                new CsvFormat(";", '"', CsvFormat.NONE, CsvFormat.NONE, 0, true, List.of("")),
                new TextFormat(',', '.', List.of("dd.MM.yyyy"), List.of(), ZoneOffset.UTC),
                new FileEncoding("windows-1252"));
        FilesTable table =
                table("*.csv", german, Load.APPEND, Corrupt.KEEP, "sku string, price decimal(12,2), day date");

        assertThat(run(table))
                .containsExactly(
                        "{\"_file\":\"a.csv\",\"_corrupt\":\"B;12.50;01.02.2026\"}",
                        "{\"sku\":\"M\u00fc\",\"price\":1234.50,\"day\":\"2026-01-31\",\"_file\":\"a.csv\"}");
    }

    @Test
    void whatALenientReaderLoadedIsToldUntilItIsLoadedAnew() throws IOException {
        FilesTable table = table("*.csv", FileFormat.Csv.USUAL);
        write("a.csv", "id\n1\n");
        run(table);
        FileList now = FileList.of(known.reached().orElseThrow());
        assertThat(now.reader()).isEqualTo(FileList.EXACT);
        FileList before = new FileList(now.files(), now.replace(), FileList.LENIENT, now.root(), now.stored());
        known = new Known(known.schema(), Optional.of(before.position()), Optional.empty(), Optional.empty());
        String told = "files were loaded by an earlier, lenient reader; anew: alluvium reset raw.web";

        assertThat(survey(table)).isEqualTo(new Look.Unchanged("no new file; " + told));
        write("b.csv", "id\n2\n");
        assertThat(((Look.Changed) survey(table)).what()).isEqualTo("b.csv, 1 KB; " + told);
        run(table);
        assertThat(survey(table)).isEqualTo(new Look.Unchanged("no new file; " + told));
    }
}
