package io.alluvium.sources.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.TestProject;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Known;
import io.alluvium.source.columns.MaskKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stored of the values of files: names, masks, types, and what is left out. */
class StoredFilesTest {
    @TempDir
    Path directory;

    private FilesProject files;

    @BeforeEach
    void start() throws IOException {
        files = new FilesProject(directory);
        Files.writeString(directory.resolve("secret"), "0123456789abcdef0123");
        Files.writeString(directory.resolve("other"), "another secret of more than 16");
    }

    private String secret(String file) {
        return "mask_secret = \"file:" + directory.resolve(file) + "\"";
    }

    private String hash(String value) {
        return MaskKey.of(SecretReference.parse("file:" + directory.resolve("secret"), new Place("project.conf", 1))
                        .orElseThrow())
                .seal(value);
    }

    @Test
    void aValueIsHashedAsDatabasesHashItsText() throws IOException {
        files.write("a.csv", "id,email,name,note\n1,a@b,Ann,x\n42,,\"\",\n");
        files.write(
                "b.json",
                "{\"id\":42,\"email\":\"a@b\",\"name\":\"\\u0041nn\",\"note\":{\"a\": [1]}}\n{\"id\":true}\n");
        String masked = ", mask { ID = hash, email = hash, name = redact, note = hash }";

        assertThat(files.run(secret("secret"), "glob = \"*.csv\", format = csv" + masked))
                .containsExactly(
                        "id=" + hash("1") + " email=" + hash("a@b") + " name=*** note=" + hash("x"),
                        "id=" + hash("42") + " email=null name=*** note=null");
        files.startAnew();
        assertThat(files.run(secret("secret"), "glob = \"*.json\", format = json" + masked))
                .containsExactly(
                        "id=" + hash("42") + " email=" + hash("a@b") + " name=*** note=" + hash("{\"a\": [1]}"),
                        "id=" + hash("true") + " email=null name=null note=null");
    }

    @Test
    void masksAndTypesHoldForXmlToo() throws IOException {
        files.write(
                "a.xml",
                "<r><o id='1'><email>a@b</email><name>Ann</name><name><first>x</first></name><price>1.50</price></o>"
                        + "<o id='42'><name xsi:nil='true'/><price/></o><o><email xsi:nil='true'/><name/></o></r>");
        String table = "glob = \"*.xml\", format = xml, row_tag = o, mask { _ID = hash, email = hash, name = redact },"
                + " types { price = \"decimal(8,2)\" }";
        assertThat(files.run(secret("secret"), table))
                .containsExactly(
                        "_id=" + hash("1") + " email=" + hash("a@b") + " name=*** price=1.50",
                        "_id=" + hash("42") + " email=null name=null price=null",
                        "_id=null email=null name=*** price=null");
        files.startAnew();
        files.write("b.xml", "<r><o id='7'><email>a<b/></email></o></r>");
        assertThat(files.refused(secret("secret"), table).label().orElseThrow())
                .isEqualTo("first: b.xml, line 1: email has elements in it; nothing was loaded");
    }

    @Test
    void masksAndTypesHoldForFilesWithTypesToo() throws IOException {
        String schema = "required int64 id; optional binary mail (STRING); optional int32 cents (DECIMAL(5,2));"
                + " repeated int32 tags; optional double f;";
        files.writeParquet("a.parquet", schema, row -> {
            row.append("id", 42L);
            row.append("mail", "a@b");
            row.append("cents", 150);
            row.append("tags", 1);
            row.append("f", 100d);
        });
        files.writeParquet("b.parquet", schema.replace("int64 id", "int32 id"), row -> row.append("id", 7));
        String table = "glob = \"*.parquet\", format = parquet, mask { ID = hash, mail = hash, tags = redact },"
                + " types { cents = \"decimal(9,4)\", f = int }";
        assertThat(files.run(secret("secret"), table))
                .containsExactly(
                        "id=" + hash("42") + " mail=" + hash("a@b") + " cents=1.5000 tags=*** f=100",
                        "id=" + hash("7") + " mail=null cents=null tags=*** f=null");

        files.startAnew();
        Problem nested =
                files.refused(secret("secret"), "glob = \"*.parquet\", format = parquet, mask { tags = hash }");
        assertThat(nested.code()).isEqualTo(ErrorCode.SOURCE_TYPE_UNSUPPORTED);
        assertThat(nested.message()).isEqualTo("column tags of a.parquet is array<int>, of which no hash is made");
        assertThat(nested.fix()).contains("mask { tags = redact }, or exclude it");
        assertThat(files.refused("", "glob = \"*.parquet\", format = parquet, types { mail = int }"))
                .satisfies(problem ->
                        assertThat(problem.message()).isEqualTo("column mail of a.parquet is string, no int"))
                .satisfies(problem -> assertThat(problem.fix()).contains("correct types, or move the file away"));
    }

    @Test
    void aMaskHoldsWhateverTheFilesCallTheColumn() throws IOException {
        files.write("a.csv", "E-Mail,n\na@b,1\n");
        String table = "glob = \"*.csv\", format = csv, rename { E-Mail = email }, mask { \"e-mail\" = hash }";
        assertThat(files.run(secret("secret"), table)).containsExactly("email=" + hash("a@b") + " n=1");
        files.write("b.csv", "n,email\n2,c@d\n");
        assertThat(files.run(secret("secret"), table)).containsExactly("n=2 email=" + hash("c@d"));
    }

    @Test
    void whatHoldsForAllTablesOfASourceHoldsUnderEachName() throws IOException {
        files.write("a.csv", "Order ID,Client Mail,SSN\n1,a@b,7\n");
        files.write("a.json", "{\"Order ID\":1,\"client mail\":\"a@b\",\"ssn\":7}\n");
        String source = "exclude = [ssn], mask { \"Client Mail\" = redact }";
        for (String format : List.of("csv", "json")) {
            files.startAnew();
            assertThat(files.run(source, "glob = \"*." + format + "\", rename = snake_case, format = " + format))
                    .containsExactly("order_id=1 client_mail=***");
        }
    }

    @Test
    void withoutAHeaderWhatIsStoredGoesByTheSchema() throws IOException {
        files.write("a.csv", "1,7,a@b\n");
        assertThat(
                        files.run(
                                "mask { mail = redact }",
                                "glob = \"*.csv\", format = csv, header = false, exclude = [ssn], schema = \"id int, ssn string, mail string\""))
                .containsExactly("id=1 mail=***");
    }

    @Test
    void singleColumnsMayHaveATypeBesideInference() throws IOException {
        files.write(
                "a.json", "{\"id\":1,\"price\":1.5,\"at\":\"2026-01-02\"}\n{\"id\":2,\"price\":1e-4,\"at\":null}\n");
        assertThat(
                        files.run(
                                "",
                                "glob = \"*.json\", format = json, types { price = \"decimal(18,4)\", AT = date, id = string }"))
                .containsExactly("id=1 price=1.5000 at=20455", "id=2 price=0.0001 at=null");
        files.startAnew();
        files.write("a.csv", "id,price,n\n1,1.50,x\n2,,y\n");
        String csv = "glob = \"*.csv\", format = csv, types { price = \"decimal(8,2)\" }";
        assertThat(files.run("", csv)).containsExactly("id=1 price=1.50 n=x", "id=2 price=null n=y");
        files.write("b.csv", "id,price\n3,secret\n");
        assertThat(files.refused("", csv).label().orElseThrow())
                .isEqualTo("first: b.csv, line 2: price is no decimal(8,2); nothing was loaded");
    }

    @Test
    void twoKeysThatBecomeOneNameAreRefused() throws IOException {
        files.write("a.json", "{\"orderId\":1,\"address\":{\"zipCode\":5}}\n");
        String table = "glob = \"*.json\", format = json, rename = snake_case";
        files.run("", table);
        assertThat(files.known.schema().orElseThrow().simpleString())
                .startsWith("struct<order_id:bigint,address:struct<zipCode:bigint>,");

        files.startAnew();
        files.write("b.json", "{\"Order ID\":2}\n");
        Problem clash = files.refused("", table);
        assertThat(clash.message())
                .isEqualTo("the columns \"orderId\" and \"Order ID\" of raw.t are both order_id in raw");
        assertThat(clash.fix().orElseThrow())
                .isEqualTo(
                        "write into its section under tables: rename { orderId = order_id, \"Order ID\" = order_id_2 }");
    }

    @Test
    void aLaterFileMayWriteNamesInAnotherCase() throws IOException {
        for (String format : List.of("csv", "json")) {
            files.startAnew();
            files.write("1." + format, format.equals("csv") ? "id,Name\n1,ann\n" : "{\"id\":\"1\",\"Name\":\"ann\"}\n");
            String table = "glob = \"*." + format + "\", format = " + format;
            assertThat(files.run("", table)).containsExactly("id=1 Name=ann");
            files.write(
                    "2." + format,
                    format.equals("csv") ? "NAME,ID,x\nbob,2,\n" : "{\"NAME\":\"bob\",\"ID\":\"2\",\"x\":null}\n");
            assertThat(files.run("", table)).hasSize(1).first().asString().contains("id=2", "Name=bob", "x=null");
        }
    }

    @Test
    void filesWithoutAClearObjectSayWhichKeyStandsTwice() throws IOException {
        files.write("a.json", "{\"id\":1,\"Id\":2}\n");
        Problem problem = files.refused("", "glob = \"*.json\", format = json");
        assertThat(problem.message()).isEqualTo("the files of raw.t tell no columns");
        assertThat(problem.label()).contains("no object without a key twice: Id, whatever its case");
        assertThat(problem.fix().orElseThrow()).startsWith("mend the files, or declare the columns");
    }

    @Test
    void aTableThatStoresItsColumnsInAnotherWayThanBeforeStops() throws IOException {
        files.write("a.csv", "id,mail,ssn\n1,a@b,7\n");
        String plain = "glob = \"*.csv\", format = csv";
        files.run("", plain);
        Known before = files.known;

        assertThat(files.refused(secret("secret"), plain + ", mask { mail = hash }"))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.STORED_COLUMNS_CHANGED);
                    assertThat(problem.message())
                            .isEqualTo(
                                    "what raw.t stores of its columns was changed: mail is hashed, and was as it is");
                    assertThat(problem.fix().orElseThrow()).contains("alluvium reset raw.t");
                });
        assertThat(change("", plain + ", exclude = [SSN]")).isEqualTo("ssn is excluded, and was stored");
        assertThat(change("exclude = [ssn]", plain)).isEqualTo("ssn is excluded, and was stored");
        assertThat(change("", plain + ", columns = [id, mail]")).isEqualTo("ssn is excluded, and was stored");
        assertThat(change("", plain + ", rename { mail = email }")).isEqualTo("mail is named email, and was as it is");
        assertThat(change("", plain + ", types { id = int }")).isEqualTo("id is as int, and was as it is");
        assertThat(files.run("", plain)).isEmpty();
        assertThat(files.known).isEqualTo(before);
    }

    private String change(String source, String table) {
        return files.refused(source, table).message().replaceFirst(".*was changed: ", "");
    }

    @Test
    void whatWasHiddenDoesNotComeBackByHalf() throws IOException {
        files.write("a.csv", "id,mail,ssn\n1,a@b,7\n");
        String plain = "glob = \"*.csv\", format = csv";
        String masked = plain + ", mask { mail = hash }, exclude = [ssn]";
        files.run(secret("secret"), masked);

        assertThat(change(secret("other"), masked)).isEqualTo("hashes are keyed by another secret");
        assertThat(change("", plain + ", exclude = [ssn]")).isEqualTo("mail is as it is, and was hashed");
        files.write("b.csv", "id,mail,ssn\n2,c@d,8\n");
        assertThat(change(secret("secret"), plain + ", mask { mail = hash }"))
                .isEqualTo("ssn was excluded, and rows that raw has would be without it");
        assertThat(files.run(secret("secret"), masked)).containsExactly("id=2 mail=" + hash("c@d"));
        assertThat(change("", plain + ", exclude = [ssn]")).isEqualTo("mail is as it is, and was hashed");

        files.startAnew();
        files.run("", plain + ", columns = [id]");
        assertThat(change("", plain + ", columns = [id, mail]"))
                .isEqualTo("mail was excluded, and rows that raw has would be without it");
        files.write("c.csv", "id,mail\n3,x\n");
        assertThat(change("", plain)).startsWith("mail was excluded, and rows that raw has would be without it");

        files.startAnew();
        files.run("", plain + ", load = replace, exclude = [ssn]");
        files.write("d.csv", "id,mail,ssn\n4,e,9\n");
        assertThat(files.run("", plain + ", load = replace")).hasSize(4);
    }

    @Test
    void positionsOfTablesThatStoreAllAsItIsSayNothingOfColumns() throws IOException {
        files.write("a.csv", "id\n1\n");
        files.run("", "glob = \"*.csv\", format = csv");
        assertThat(files.known.reached().orElseThrow().content().has("stored")).isFalse();
    }

    @Test
    void aSecretThatIsNotThereStopsTheTable() throws IOException {
        files.write("a.csv", "id\n1\n");
        assertThat(files.refused(
                                "mask_secret = \"env:NOT_SET_ANYWHERE\"",
                                "glob = \"*.csv\", format = csv, mask { id = hash }")
                        .code())
                .isEqualTo(ErrorCode.SECRET_MISSING);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            mask { a = hash }                             § MISSING_KEY project.conf:2 mask_secret is missing for s | hashes are keyed by a secret
            mask { a = redact }, corrupt = keep           § BAD_VALUE project.conf:4 corrupt = keep stands beside mask | it would store whole records, with the values that are left out or masked
            key = [a], mask { a = redact }                § BAD_VALUE project.conf:4 the key column a is redacted, so that no row could be told from another
            key = [b], rename { a = b }, exclude = [a]    § BAD_VALUE project.conf:4 rename.a has no use: it is excluded | leave it out, or store the column
            key = [a], exclude = [A]                      § BAD_VALUE project.conf:4 the key column A is excluded
            columns = [a], exclude = [b]                  § BAD_VALUE project.conf:4 columns and exclude stand side by side | leave out one of them
            types { a = varchar(3) }                      § BAD_VALUE project.conf:4 types.a = "varchar(3)" is not known | expected a type as schema has it: decimal(18,4), bigint, date
            types { a = int }, mask { a = redact }        § BAD_VALUE project.conf:4 types.a has no use: it is masked | what was masked is text
            types { a = int }, schema = "a int"           § BAD_VALUE project.conf:4 types stands beside schema | schema says the type of each column
            mask { emial = redact }, schema = "email string" § BAD_VALUE project.conf:4 mask names emial, and schema has no column emial | only what schema has is stored | did you mean email?
            mask { a = redact }, schema = "a int"         § BAD_VALUE project.conf:4 the column a is masked, and no string in schema | what was masked is text
            rename { a = b }, schema = "a int, b int", header = no § BAD_VALUE project.conf:4 rename has no use: schema names the values | the files have no header
            """)
    void whatContradictsItselfIsRefused(String table, String expected) {
        assertThat(TestProject.line(files.project("", "glob = x, format = csv, " + table)
                        .problems()
                        .get(0)))
                .isEqualTo(expected);
    }

    @Test
    void aSourceThatHidesColumnsKeepsNoRecordsWhole() {
        assertThat(files.project("exclude = [ssn]", "glob = x, format = csv, corrupt = keep")
                        .problem()
                        .message())
                .isEqualTo("corrupt = keep stands beside what the source leaves out or masks");
    }
}
