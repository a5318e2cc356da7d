package io.alluvium.sources.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.TestProject;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of CSV whose last record says how many there are. */
class TrailerTest {
    private static final String TABLE =
            "glob = \"*.csv*\", format = csv, delimiter = \"|\", trailer { prefix = T, count = 2 }";

    @TempDir
    Path directory;

    private FilesProject files;

    @BeforeEach
    void start() throws IOException {
        files = new FilesProject(directory);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void theLastRecordIsNoRow() throws IOException {
        files.write("a.csv", "id|n\n1|Tim\n\nT2|x\n3|y\nT|00000003");
        files.write("b.csv.gz", packed("id|n\r\n4|z\r\nT|1|x\r\n\r\n"));
        files.write("c.csv", "id|n\nT|\"0\"\n");
        assertThat(files.run("", TABLE)).containsExactly("id=1 n=Tim", "id=T2 n=x", "id=3 n=y", "id=4 n=z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            id|n~1|x~2|y~T|3~       § its trailer says 3 records, and it has 2
            id|n~1|x~2|y~T|1~       § its trailer says 1 record, and it has 2
            id|n~1|x~2|y~           § it has no trailer at its end, after 2 records
            id|n~1|x~T|1~2|y~       § it has no trailer at its end, after 3 records
            id|n~1|x~T~             § its trailer says no number of records as value 2
            id|n~1|x~T|one~         § its trailer says no number of records as value 2
            id|n~1|x~T|1.0~         § its trailer says no number of records as value 2
            id|n~1|x~T|12345678901234567890~ § its trailer says no number of records as value 2
            ``                      § it has no trailer at its end, after 0 records
            id|n~                   § it has no trailer at its end, after 0 records
            """)
    void aFileThatIsNotWholeIsRefusedByName(String content, String why) throws IOException {
        String text = content.replace('~', '\n');
        for (boolean packed : new boolean[] {false, true}) {
            files.write("a.csv", "id|n\n7|q\nT|1\n");
            files.write(packed ? "b.csv.gz" : "b.csv", packed ? packed(text) : text.getBytes(StandardCharsets.UTF_8));
            Problem problem = files.refused("", TABLE);
            assertThat(problem.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
            assertThat(problem.code().kind()).isEqualTo(Kind.DATA);
            assertThat(problem.message())
                    .isEqualTo(
                            "the file " + (packed ? "b.csv.gz" : "b.csv") + " is damaged, or not all of it is there");
            assertThat(problem.label()).contains(why + "; nothing was loaded");
            files.write("b.csv", "id|n\nT|0\n");
        }
    }

    @Test
    void corruptRecordsCountAsWell() throws IOException {
        String table = TABLE + ", schema = \"id int, n string\", corrupt = keep";
        files.write("a.csv", "id|n\n1|x\nbad|y\n2\nT|3\n");
        assertThat(files.run("", table)).containsExactly("id=1 n=x", "id=null n=null", "id=null n=null");
        files.startAnew();
        files.write("a.csv", "id|n\n1|x\nbad|y\n2\nT|1\n");
        assertThat(files.refused("", table).label().orElseThrow())
                .startsWith("its trailer says 1 record, and it has 3");
    }

    @Test
    void withoutAHeaderATrailerNamesNothing() throws IOException {
        files.write("a.csv", "T|0\n");
        files.write("b.csv", "1|x|y\nT|1\n");
        assertThat(files.run("", TABLE + ", header = no")).containsExactly("_c0=1 _c1=x _c2=y");
    }

    @Test
    void eitherIsEnough() throws IOException {
        files.write("a.csv", "id;n\n1;x\nEND OF FILE\n");
        assertThat(files.run("", "glob = a.csv, format = csv, delimiter = \";\", trailer { prefix = \"END\" }"))
                .containsExactly("id=1 n=x");
        files.startAnew();
        files.write("b.csv", "id;n\n1;x\n1;\n");
        assertThat(files.run("", "glob = b.csv, format = csv, delimiter = \";\", trailer { count = 1 }"))
                .containsExactly("id=1 n=x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            format = csv, trailer {}                 § BAD_VALUE project.conf:4 trailer says nothing | expected prefix, count or both
            format = csv, trailer { count = 0 }      § BAD_VALUE project.conf:4 count = "0" is not allowed | expected a whole number of at least 1
            format = csv, trailer { prefx = T }      § UNKNOWN_KEY project.conf:4 unknown key prefx in trailer of a files table | known: prefix, count | did you mean prefix?
            format = json, trailer { prefix = T }    § BAD_VALUE project.conf:4 trailer belongs to format = csv | leave it out
            """)
    void aTrailerThatIsNoneIsRefused(String table, String expected) {
        assertThat(TestProject.line(
                        files.project("", "glob = x, " + table).problems().get(0)))
                .isEqualTo(expected);
    }

    @Test
    void aNumberOfAnotherMarkIsTold() throws IOException {
        files.write("a.csv", "id;price\n1;12,50\n");
        assertThat(refusal("decimal(12,2)")).isEqualTo("price is no decimal(12,2), but with decimal_mark = \",\"");
        files.write("a.csv", "id;price\n1;1,234\n");
        assertThat(refusal("double"))
                .isEqualTo("price is no double, but with decimal_mark = \",\" or grouping = \",\"");
        files.write("a.csv", "id;price\n1;1.234,50\n");
        assertThat(refusal("double"))
                .isEqualTo("price is no double, but with decimal_mark = \",\" and grouping = \".\"");
        files.write("a.csv", "id;price\n1;1,234,567\n");
        assertThat(refusal("int")).isEqualTo("price is no int, but with grouping = \",\"");
        files.write("a.csv", "id;price\n1;12,50 EUR\n");
        assertThat(refusal("decimal(12,2)")).isEqualTo("price is no decimal(12,2)");
        files.write("a.json", "{\"price\":\"12,50\"}\n");
        assertThat(files.refused("", "glob = a.json, format = json, schema = \"price double\"")
                        .label()
                        .orElseThrow())
                .isEqualTo(
                        "first: a.json, line 1: price is no double, but with decimal_mark = \",\"; nothing was loaded");
    }

    private String refusal(String type) {
        String table = "glob = a.csv, format = csv, delimiter = \";\", types { price = \"" + type + "\" }";
        return files.refused("", table)
                .label()
                .orElseThrow()
                .replace("first: a.csv, line 2: ", "")
                .replace("; nothing was loaded", "");
    }
}
