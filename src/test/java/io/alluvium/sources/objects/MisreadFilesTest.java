package io.alluvium.sources.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of which a table says something that they are not: nothing is loaded, and the way out is one that leads out. */
class MisreadFilesTest {
    /** A column {@code id} of bigint and a row group without rows, as Arrow writes it. */
    private static final String NO_ROWS =
            "UEFSMRUEFQAVAEwVABUAEgAAFQQZLDUAGAZzY2hlbWEVAgAVBCUCGAJpZAAWABkcGRwmABwVBBklAAYZGAJp"
                    + "ZBUAFgAWHBYcJgAmCCkcFQQVABUCAAAAFhwWACYIFhwAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRkcHAAAAHYAAABQQVIx";

    /** The same with a row, packed by brotli. */
    private static final String BROTLI =
            "UEFSMRUAFRwVGiwVAhUAFQYVBhwAAAAbDQAAJAECBIKXQIwLFQQZLDUAGAZzY2hlbWEVAgAVBCUCGAJpZAAWAhkc"
                    + "GRwmABwVBBklBgAZGAJpZBUIFgIWQhZAJghJHBUAFQAVAgA8KQYZJgACAAAAFkIWAiYIFkAAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2"
                    + "LjAuMRkcHAAAAHwAAABQQVIx";

    @TempDir
    Path directory;

    private FilesProject files;

    @BeforeEach
    void start() throws IOException {
        files = new FilesProject(directory);
    }

    @Test
    void withoutTheMarkOfItsOrderUtf16IsNotGuessed() throws IOException {
        for (String format : new String[] {"csv", "json"}) {
            String text = format.equals("csv") ? "id,v\n1,\u00fc\n" : "{\"id\":1,\"v\":\"\u00fc\"}\n";
            String table = "glob = \"*." + format + "\", format = " + format + ", encoding = ";
            files.startAnew();
            files.write("a." + format, text.getBytes(StandardCharsets.UTF_16LE));
            Problem problem = files.refused("", table + "UTF-16");
            assertThat(problem.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
            assertThat(problem.message())
                    .contains("a." + format)
                    .endsWith(
                            "UTF-16 that does not begin with the mark of its order, say encoding = UTF-16LE or UTF-16BE");
            assertThat(files.run("", table + "UTF-16LE")).containsExactly("id=1 v=\u00fc");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '\u00a6', textBlock = """
            id;name\u00a6;
            id;name;price\u00a6;
            id\\tname\u00a6\\t
            """)
    void aNameThatHoldsAnotherDelimiterTellsIt(String header, String delimiter) throws IOException {
        files.write("a.csv", header.replace("\\t", "\t") + "\n1\n");
        assertThat(files.refused("", "glob = \"*.csv\", format = csv").fix())
                .contains("where this stands between values: delimiter = \"" + delimiter + "\"");
    }

    @Test
    void aValueWithoutANameIsNamedOrLeftOut() throws IOException {
        files.write("a.csv", "id,v,\n1,a,\n2,b,x\n");
        files.write("a.json", "{\"id\":1,\"\":\"x\"}\n");
        for (String format : new String[] {"csv", "json"}) {
            String table = "glob = \"*." + format + "\", format = " + format;
            files.startAnew();
            assertThat(files.refused("", table).fix())
                    .contains("write into its section under tables: rename { \"\" = column }, or exclude = [\"\"]");
            assertThat(files.run("", table + ", exclude = [\"\"]"))
                    .containsExactly(
                            format.equals("csv") ? new String[] {"id=1 v=a", "id=2 v=b"} : new String[] {"id=1"});
            files.startAnew();
            assertThat(files.run("", table + ", rename { \"\" = column }"))
                    .last()
                    .asString()
                    .endsWith("column=x");
        }
    }

    @Test
    void recordsThatAreElsewhereAreAskedFor() throws IOException {
        files.write("a.json", "{\"result\":{\"items\":[{\"id\":1}]}}");
        String table = "glob = \"*.json\", format = json, json = documents, records = ";
        Problem problem = files.refused("", table + "\"result.itemz\"");
        assertThat(problem.label()).contains("no object with a key in a list that records leads to: result.itemz");
        assertThat(problem.fix().orElseThrow()).startsWith("records = ");
        assertThat(files.run("", table + "\"result.items\"")).containsExactly("id=1");
    }

    @Test
    void bytesThatAreNoTextLeadToTheEncoding() throws IOException {
        files.write("a.csv", "id,v\n1,\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(files.refused("", "glob = \"*.csv\", format = csv").fix())
                .contains(
                        "say how the bytes are text, for example encoding = windows-1252; or mend the rows, or keep them as"
                                + " text with corrupt = keep");
        assertThat(files.run("", "glob = \"*.csv\", format = csv, encoding = windows-1252"))
                .containsExactly("id=1 v=\u00fc");
    }

    @Test
    void aFileWithoutRowsIsNoBrokenOne() throws IOException {
        files.writeParquet("a.parquet", "required int64 id", row -> row.append("id", 7L));
        files.write("b.parquet", Base64.getDecoder().decode(NO_ROWS));
        assertThat(files.run("", "glob = \"*.parquet\", format = parquet")).containsExactly("id=7");
    }

    @Test
    void aCodecThatIsNotThereIsNamed() throws IOException {
        files.write("a.parquet", Base64.getDecoder().decode(BROTLI));
        assertThat(files.refused("", "glob = \"*.parquet\", format = parquet").message())
                .isEqualTo(
                        "the file a.parquet cannot be read as Parquet: it is packed by brotli, which is not installed here");
    }
}
