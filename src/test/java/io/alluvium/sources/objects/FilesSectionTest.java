package io.alluvium.sources.objects;

import static io.alluvium.config.TestProject.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.TestProject;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.source.SchemaChange;
import io.alluvium.sources.objects.csv.CsvFormat;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.xml.XmlShape;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilesSectionTest {
    @TempDir
    Path directory;

    private TestProject source(String body) {
        return new TestProject(directory).conf("project = shop\nsources { s {\n" + body + "\n} }");
    }

    private TestProject table(String body) {
        return source("type = files, path = in, tables { t {\n" + body + "\n} }");
    }

    private FilesTable readTable(String body) {
        return ((FilesSpec) table(body).sources().get(0)).tables().get(0);
    }

    @Test
    void aSourceHasDefaults() {
        assertThat(source("type = files, path = in, tables {}").sources())
                .containsExactly(new FilesSpec(
                        "s",
                        new Place("project.conf", 2),
                        directory.resolve("in").toString(),
                        SchemaChange.ADD,
                        List.of()));
    }

    @Test
    void everyKeyOfASourceIsRead() {
        FilesSpec source =
                (FilesSpec) source("type = files, path = \"/landing/../landing/web\", schema_change = stop, tables {}")
                        .sources()
                        .get(0);
        assertThat(source.path()).isEqualTo("/landing/web");
        assertThat(source.schemaChange()).isEqualTo(SchemaChange.STOP);
    }

    @Test
    void aSourceOnS3HasItsOwnStore() {
        for (String scheme : List.of("s3", "s3a", "s3n")) {
            FilesSpec source = (FilesSpec) source("type = files, tables {}, path = \"" + scheme + "://zone/in/web/\"\n"
                            + "s3 { endpoint = \"http://h:9\", region = x, path_style = true }")
                    .sources()
                    .get(0);
            assertThat(source.path()).isEqualTo("s3a://zone/in/web");
            assertThat(source.settings())
                    .isEqualTo(Map.of(
                            "fs.s3a.bucket.zone.endpoint", "http://h:9",
                            "fs.s3a.bucket.zone.endpoint.region", "x",
                            "fs.s3a.bucket.zone.path.style.access", "true"));
        }
        assertThat(line(source("type = files, path = in, tables {}\ns3 { region = x }")
                        .problem()))
                .isEqualTo("BAD_VALUE project.conf:4 s3 belongs to a path on S3 | path = in");
    }

    @Test
    void aTableHasDefaults() {
        assertThat(readTable("glob = \"*.csv\", format = csv"))
                .isEqualTo(new FilesTable(
                        new TableName(Layer.RAW, "t"),
                        new Place("project.conf", 3),
                        "*.csv",
                        FileFormat.Csv.USUAL,
                        FilesTable.Load.APPEND,
                        FilesTable.Corrupt.FAIL,
                        List.of(),
                        Optional.empty(),
                        FilesTable.AS_WRITTEN,
                        FileLife.USUAL));
    }

    @Test
    void everyKeyOfATableIsRead() {
        assertThat(readTable("glob = \"a/*.csv\", format = csv, load = replace, corrupt = keep, key = [x]\n"
                        + "schema = \"x int\", header = no, delimiter = \"\\t\", skip = 2,"
                        + " comment = \"#\", nulls = [\"\", \"NULL\"], decimal_mark = \",\", grouping = \".\", date_format = dd.MM.yyyy,"
                        + " zone = Europe/Berlin, encoding = cp1252, ready = _SUCCESS, settle = 5s"))
                .isEqualTo(new FilesTable(
                        new TableName(Layer.RAW, "t"),
                        new Place("project.conf", 3),
                        "a/*.csv",
                        new FileFormat.Csv(
                                new CsvFormat("\t", '"', CsvFormat.NONE, '#', 2, false, List.of("", "NULL")),
                                new TextFormat(',', '.', List.of("dd.MM.yyyy"), List.of(), ZoneId.of("Europe/Berlin")),
                                new FileEncoding("windows-1252")),
                        FilesTable.Load.REPLACE,
                        FilesTable.Corrupt.KEEP,
                        List.of("x"),
                        Optional.of(StructType.fromDDL("x int")),
                        FilesTable.AS_WRITTEN,
                        new FileLife(Optional.of("_SUCCESS"), Duration.ofSeconds(5), FileLife.Change.FAIL)));
    }

    @Test
    void whatPathsTellIsRead() {
        FilesTable table =
                readTable("glob = \"y=*/*\", format = xml, row_tag = \"p:o\", partitions = [y], compression = bzip2\n"
                        + "schema = \"y int, a string\"");
        assertThat(table.format()).isEqualTo(new FileFormat.Xml(new XmlShape("p:o", TextFormat.USUAL)));
        assertThat(table.paths()).isEqualTo(new PathRules(List.of("y"), PathRules.Compression.BZIP2));
        assertThat(table.warning()).isEmpty();
    }

    @Test
    void foldersThatTellValuesOfNoColumnAreTold() {
        FilesTable table = readTable("glob = \"year=*/country=*/*.csv\", format = csv, partitions = [Year]");
        assertThat(line(table.warning().orElseThrow()))
                .isEqualTo("BAD_VALUE project.conf:3 folders of raw.t tell country, which is no column");
        assertThat(table.warning().orElseThrow().fix()).contains("partitions = [Year, country] makes columns of them");
        assertThat(readTable("glob = \"*=*/a=b.csv\", format = csv").warning()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            format = csv                              § MISSING_KEY project.conf:3 glob is missing for t | expected text
            glob = x                                  § MISSING_KEY project.conf:3 format is missing for t | expected csv | json | xml | parquet | orc | avro | text | binary
            glob = x, format = cvs                    § BAD_VALUE project.conf:4 format = "cvs" is not known | one of csv | json | xml | parquet | orc | avro | text | binary | did you mean csv?
            glob = x, format = csv, load = apend      § BAD_VALUE project.conf:4 load = "apend" is not known | one of append | replace | did you mean append?
            glob = x, format = csv, corrupt = drop    § BAD_VALUE project.conf:4 corrupt = "drop" is not known | one of fail | keep
            glob = x, format = csv, header = maybe    § WRONG_TYPE project.conf:4 header is "maybe" | expected true or false
            glob = x, format = csv, key = {a=1}       § WRONG_TYPE project.conf:4 key is a section | expected text
            glob = x, format = json, header = true    § BAD_VALUE project.conf:4 header belongs to format = csv | leave it out
            glob = x, format = orc, encoding = latin1 § BAD_VALUE project.conf:4 encoding belongs to format = csv or json or text | leave it out
            glob = x, format = text, zone = UTC       § BAD_VALUE project.conf:4 zone belongs to format = csv or json or xml | leave it out
            glob = x, format = json, delimiter = ";"  § BAD_VALUE project.conf:4 delimiter belongs to format = csv | leave it out
            glob = "/x", format = csv                 § BAD_VALUE project.conf:4 glob = "/x" leaves the source's folder | expected a pattern beneath path
            glob = "a/../../x", format = csv          § BAD_VALUE project.conf:4 glob = "a/../../x" leaves the source's folder | expected a pattern beneath path
            glob = x, format = csv, delimiter = ""    § BAD_VALUE project.conf:4 delimiter is empty | expected at least one character
            glob = x, format = csv, quote = "''"      § BAD_VALUE project.conf:4 quote = "''" is no mark | expected one character of ASCII
            glob = x, format = csv, comment = ","     § BAD_VALUE project.conf:4 delimiter begins like quote, escape or comment | nobody could tell them apart
            glob = x, format = csv, decimal_mark = "" § BAD_VALUE project.conf:4 decimal_mark and grouping cannot be read | the decimal mark is a point or a comma
            glob = x, format = csv, zone = Berlin     § BAD_VALUE project.conf:4 zone = "Berlin" is not known | expected a name like Europe/Berlin, UTC or +02:00
            glob = x, format = csv, schema = "v strng" § BAD_VALUE project.conf:4 schema is no list of columns: unsupported data type "STRNG" | at character 3
            glob = x, format = csv, schema = "a int, v decimal(39,2)" § BAD_VALUE project.conf:4 schema is no list of columns: decimal precision 39 exceeds max precision 38 | at character 18
            glob = x, format = csv, schema = "v decimal(2,5)" § BAD_VALUE project.conf:4 schema is no list of columns: decimal scale (5) cannot be greater than precision (2) | at character 13
            glob = x, format = csv, types { v = "decimal(39,2)" } § BAD_VALUE project.conf:4 types.v = "decimal(39,2)" is not known | expected a type as schema has it: decimal(18,4), bigint, date
            glob = x, format = csv, schema = "id"     § BAD_VALUE project.conf:4 schema is no list of columns: syntax error at or near end of input | at character 3
            glob = x, format = csv, schema = "a int, v varchar(3)" § BAD_VALUE project.conf:4 no value of a file is a varchar(3) | column v
            glob = x, format = csv, schema = "a string not null" § BAD_VALUE project.conf:4 not null of column a is not kept | a file may have no value there
            glob = x, format = csv, exclude = [a], corrupt = keep § BAD_VALUE project.conf:4 corrupt = keep stands beside exclude | it would store whole records, with the values that are left out or masked
            glob = x, format = csv, ready = "a/b"     § BAD_VALUE project.conf:4 ready = "a/b" is not a mark | expected a file's name, `_SUCCESS`, or `*` and an ending, `*.done`
            glob = x, format = csv, file_change = no  § BAD_VALUE project.conf:4 file_change = "no" is not known | one of fail | reload | ignore
            glob = x, format = csv, load = replace, file_change = fail § BAD_VALUE project.conf:4 file_change belongs to load = append | load = replace loads the present files again at any change
            glob = x, format = csv, encoding = Big5   § BAD_VALUE project.conf:4 encoding = "Big5" is not known | expected UTF-8, UTF-16, or one of one byte a character, as windows-1252
            glob = x, format = csv, date_format = MM-yyyy § BAD_VALUE project.conf:4 date_format = "MM-yyyy" is no pattern | year, month and day are not all in it
            glob = x, format = xml                    § BAD_VALUE project.conf:4 format = xml lacks row_tag | which elements are rows?
            glob = x, format = xml, row_tag = "<o>"   § BAD_VALUE project.conf:4 row_tag = "<o>" is no name | expected the name of an element, without < and >
            glob = x, format = xml, row_tag = o, encoding = UTF-8 § BAD_VALUE project.conf:4 encoding belongs to format = csv or json or text | leave it out
            glob = x, format = csv, row_tag = o       § BAD_VALUE project.conf:4 row_tag belongs to format = xml | leave it out
            glob = x, format = csv, compression = rar § BAD_VALUE project.conf:4 compression = "rar" is not known | one of auto | none | gzip | zstd | bzip2 | zip
            glob = x, format = csv, partitions = [_file] § BAD_VALUE project.conf:4 the column "_file" of raw.t has a name that Alluvium keeps for its own columns
            glob = x, format = csv, partitions = [a, A] § BAD_VALUE project.conf:4 the columns "a" and "A" of raw.t differ only in case
            glob = x, format = json, partitions = [a], schema = "a array<int>, b int" § BAD_VALUE project.conf:4 no folder's name is a array<int> | column a has its values from folders
            glob = x, format = csv, first = "a/LOAD*"  § BAD_VALUE project.conf:4 first = "a/LOAD*" is no name of files | expected a file's name, or the beginning of names and `*`, `LOAD*`
            glob = x, format = csv, first = a, load = replace § BAD_VALUE project.conf:4 first belongs to load = append | load = replace loads all present files in one batch
            glob = x, format = csv, hedaer = true     § UNKNOWN_KEY project.conf:4 unknown key hedaer in a files table | known: glob, partitions, format, load, ready, settle, file_change, first, corrupt, key, schema, header, delimiter, quote, escape, comment, skip, nulls, trailer, json, records, row_tag, encoding, compression, decimal_mark, grouping, date_format, timestamp_format, zone, columns, exclude, mask, rename, types | did you mean header?
            """)
    void aWrongTableIsRefused(String body, String expected) {
        assertThat(line(table(body).problem())).isEqualTo(expected);
    }

    @Test
    void filesAwayFromThisMachineAreNotBuiltYet() {
        assertThat(line(source("type = files, tables {}\npath = \"gs://b/in\"").problem()))
                .isEqualTo(
                        "NOT_BUILT_YET project.conf:4 files on gs:// are not built yet | today: local folders and s3a://");
    }

    @Test
    void aSourceWithoutTypeIsRefused() {
        assertThat(line(source("path = in").problem()))
                .isEqualTo("MISSING_KEY project.conf:2 type is missing for s | expected postgres | mysql | files");
    }

    @Test
    void aSourceNameIsRefusedWithAProposal() {
        assertThat(line(new TestProject(directory)
                        .conf("project = shop\nsources { \"My Files\" { type = files, path = in, tables {} } }")
                        .problem()))
                .isEqualTo("BAD_NAME project.conf:2 My Files is not allowed as a name of a source | lower case letters,"
                        + " digits and _, a letter first | did you mean my_files?");
    }
}
