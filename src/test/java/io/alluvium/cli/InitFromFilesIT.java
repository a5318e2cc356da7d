package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PackedBytes;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project made from a folder of files, through the whole command line: it validates, plans and runs as it is. */
class InitFromFilesIT {
    @TempDir
    Path folder;

    private Program program = new Program(Path.of("."));

    @BeforeEach
    void start() {
        SparkFixture.on(folder);
        program = new Program(folder);
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve("in").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private void fill() throws IOException {
        write("orders_2024-01-01.csv", "id,Order Date,zip,total\n1,2024-01-01,01067,1.10\n2,2024-01-01,80331,20\n");
        write("orders_2024-01-02.csv", "id,Order Date,zip,total,paid\n3,2024-01-02,,-0.5,true\n");
        write("preise.csv", "sku;preis\nM\u00fc;1,50\n".getBytes("windows-1252"));
        write("plain.tsv", "1\ta\n2\tb\n");
        write("wide.csv", "id,name\n1,\u4e2d\n".getBytes(StandardCharsets.UTF_16));
        write("events/e1.json", "{\"id\":1,\"tags\":[\"a\"]}\n{\"id\":2,\"tags\":[]}\n");
        write("events/e2.json", "{\"id\":3}\n");
        write("list.json", "[\n {\"a\": 1},\n {\"a\": 2.5}\n]\n");
        write(
                "books.xml",
                "<?xml version='1.0'?>\n<books><book id='1'><t>A</t></book><book id='2'><t>B</t></book></books>");
        write("log/year=2024/data.csv.gz", PackedBytes.of("gzip", "at,n\n2024-05-01T10:00:00Z,1\n"));
        write("log/year=2025/data.csv.gz", PackedBytes.of("gzip", "at,n\n2025-05-01T10:00:00Z,\n"));
        write("packed.zip", PackedBytes.of("zip", "a\n1\n"));
        write("broken.csv", "a,b\n1,2\n3\n");
        write("letter.pdf", "%PDF");
    }

    @Test
    void eachKindOfFileBecomesATableThatRuns() throws IOException {
        fill();

        program.succeeds("init", "--from", "in", "shop");

        assertThat(program.screen())
                .contains("wrote  project.conf and curated/: 9 tables of " + folder.resolve("in") + ", a model each")
                .contains("not loaded  broken.csv: rows that cannot be read as CSV in broken.csv (1 row)")
                .contains("not loaded  letter.pdf: its name does not tell what kind of file it is")
                .contains("Next: alluvium plan --project shop");
        assertThat(program.file("shop/project.conf"))
                .contains("type = files, path = \"../in\"")
                .contains("""
                              orders {
                                # 2 files, 3 rows
                                # zip: text: digits with zeros or a sign in front, whole numbers
                                glob = "orders_*.csv"
                                format = csv
                                rename { "Order Date" = Order_Date }
                                schema = "id bigint, Order_Date date, zip string, total decimal(18,2), paid boolean"
                              }
                        """)
                .contains("glob = \"log/year=*/data.csv.gz\"")
                .contains("schema = \"at timestamp, n bigint, year bigint\"")
                .contains("encoding = windows-1252")
                .contains("encoding = UTF-16")
                .contains("delimiter = \"\\t\"\n        header = false\n        schema = \"_c0 bigint, _c1 string\"")
                .contains("json = array")
                .contains("row_tag = book");
        program.succeeds("validate", "--project", "shop");
        assertThat(program.screen()).doesNotContain("warning");
        program.succeeds("plan", "--project", "shop");
        program.succeeds("run", "--project", "shop");
        assertThat(rows("select id, Order_Date, zip, cast(total as string) as total, paid from raw.orders order by id"))
                .isEqualTo(
                        "[{\"id\":1,\"Order_Date\":\"2024-01-01\",\"zip\":\"01067\",\"total\":\"1.10\",\"paid\":null},"
                                + "{\"id\":2,\"Order_Date\":\"2024-01-01\",\"zip\":\"80331\",\"total\":\"20.00\",\"paid\":null},"
                                + "{\"id\":3,\"Order_Date\":\"2024-01-02\",\"zip\":null,\"total\":\"-0.50\",\"paid\":true}]");
        assertThat(rows("select sku, preis from curated.preise"))
                .isEqualTo("[{\"sku\":\"M\u00fc\",\"preis\":\"1,50\"}]");
        assertThat(rows("select name from curated.wide")).isEqualTo("[{\"name\":\"\u4e2d\"}]");
        assertThat(rows("select count(*) as n, sum(size(tags)) as t from curated.e"))
                .isEqualTo("[{\"n\":3,\"t\":1}]");
        assertThat(rows("select sum(a) as s from curated.list")).isEqualTo("[{\"s\":3.5}]");
        assertThat(rows("select max(t) as t from curated.books")).isEqualTo("[{\"t\":\"B\"}]");
        assertThat(rows("select sum(year) as y, count(n) as n from curated.log"))
                .isEqualTo("[{\"y\":4049,\"n\":1}]");
        assertThat(rows("select _file from raw.packed")).isEqualTo("[{\"_file\":\"packed.zip/in/it.csv\"}]");
        assertThat(rows("select count(*) as n from curated.plain")).isEqualTo("[{\"n\":2}]");

        program.succeeds("init", "--from", typedFiles("preise"), "again");
        assertThat(program.file("again/project.conf")).contains("""
                              prices {
                                # 1 file, 1 row
                                glob = "prices_*.parquet"
                                format = parquet
                              }
                        """);
    }

    /** A folder with a file of a table that was written, under another name. */
    private String typedFiles(String table) throws IOException {
        Files.createDirectory(folder.resolve("typed"));
        try (Stream<Path> all = Files.walk(folder.resolve("shop/warehouse/curated"))) {
            Path file = all.filter(path -> path.toString().contains(table))
                    .filter(path -> path.toString().endsWith(".parquet")
                            && !path.toString().contains("_delta_log"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(file, folder.resolve("typed/prices_1.parquet"));
        }
        return "typed";
    }

    private String rows(String sql) {
        return program.json("sql", sql, "--json", "--project", "shop").toString();
    }

    @Test
    void whatStandsInTheWayIsSaidAndNothingIsWritten() throws IOException {
        assertThat(program.run("init", "--from", "nowhere", "shop")).isEqualTo(2);
        assertThat(program.screen()).contains("there is no folder " + folder.resolve("nowhere"));
        Files.createDirectory(folder.resolve("in"));
        assertThat(program.run("init", "--from", "in", "shop")).isEqualTo(2);
        assertThat(program.screen()).contains("there is no file in " + folder.resolve("in"));
        write("a.csv", "a\n1\n");
        assertThat(program.run("init", "--from", "in", "--schema", "x", "shop")).isEqualTo(2);
        assertThat(program.screen()).contains("--password, --ca and --schema are of databases");
        assertThat(folder.resolve("shop")).doesNotExist();

        Files.writeString(folder.resolve("project.conf"), "mine");
        assertThat(program.run("init", "--from", "in")).isEqualTo(2);
        assertThat(program.screen()).contains("there is a project.conf in " + folder);
        assertThat(program.file("project.conf")).isEqualTo("mine");
    }
}
