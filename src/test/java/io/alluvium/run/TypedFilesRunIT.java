package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files whose values have types, from a project's first run to what becomes of files that differ and broken ones. */
class TypedFilesRunIT {
    @TempDir
    Path folder;

    private ProjectFolder project;

    private void over(String table) {
        project = new ProjectFolder(folder);
        project.write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                sources { web { type = files, path = landing, tables { t { %s } } } }
                """.formatted(table));
    }

    /** One file in a folder of its own. */
    private void write(String format, String name, String select) throws IOException {
        Path landing = Files.createDirectories(folder.resolve("landing"));
        if (format.equals("avro")) {
            writeAvro(landing.resolve(name + ".avro"), select.contains("extra"), select.contains("name int"));
            return;
        }
        SparkSession spark = project.lake().session("test", Map.of());
        spark.sql(select)
                .coalesce(1)
                .write()
                .format(format)
                .save(landing.resolve(name).toString());
    }

    private static void writeAvro(Path file, boolean extra, boolean otherName) throws IOException {
        Schema schema = new Schema.Parser()
                .parse(("{'type':'record','name':'r','fields':["
                                + "{'name':'id','type':'" + (extra ? "int" : "long") + "'},"
                                + "{'name':'name','type':['null','" + (otherName ? "int" : "string") + "']},"
                                + "{'name':'price','type':{'type':'bytes','logicalType':'decimal','precision':10,'scale':2}},"
                                + "{'name':'tags','type':{'type':'array','items':'string'}}"
                                + (extra ? ",{'name':'extra','type':'double'}" : "") + "]}")
                        .replace('\'', '"'));
        GenericData.Record row = new GenericData.Record(schema);
        row.put("id", extra ? (Object) 2 : 1L);
        row.put("name", otherName ? (Object) 7 : extra ? null : "Zürich");
        row.put("price", ByteBuffer.wrap(new byte[] {(byte) (extra ? -50 : 50)}));
        row.put("tags", extra ? List.of() : List.of("a", "b"));
        if (extra) {
            row.put("extra", 0.5);
        }
        try (DataFileWriter<GenericData.Record> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, file.toFile());
            writer.append(row);
        }
    }

    private Problem refusal() {
        return project.run().steps().get(0).problems().get(0);
    }

    /** {@code append} is loaded by column without Spark, {@code replace} as a table of Spark's. */
    @ParameterizedTest
    @CsvSource({"parquet,append", "parquet,replace", "orc,append", "orc,replace", "avro,append", "avro,replace"})
    void filesReachRawAsTheyAre(String format, String load) throws IOException {
        over("glob = \"**/*." + format + "\", format = " + format + ", load = " + load);
        String first =
                "select 1L as id, 'Zürich' as name, cast(0.5 as decimal(10,2)) as price, array('a', 'b') as tags";
        write(format, "a", first);
        project.runWell();
        String all =
                "select id, name, price, concat_ws('/', tags), _position from raw.t where _batch = (select max(_batch) from raw.t) order by id";
        assertThat(project.rows(all)).containsExactly("1|Zürich|0.50|a/b|0");

        write(
                format,
                "b",
                "select 2 as id, cast(null as string) as name, cast(-0.5 as decimal(10,2)) as price, cast(array() as array<string>)"
                        + " as tags, 0.5D as extra");
        project.runWell();
        assertThat(project.rows(
                        "select id, name, price, concat_ws('/', tags), extra from raw.t where _batch = (select max(_batch)"
                                + " from raw.t) order by id"))
                .isEqualTo(
                        load.equals("append")
                                ? List.of("2|null|-0.50||0.5")
                                : List.of("1|Zürich|0.50|a/b|null", "2|null|-0.50||0.5"));
        if (load.equals("append")) {
            write(format, "c", first.replace("'Zürich' as name", "7 as name") + " -- name int");
            assertThat(refusal().code()).isEqualTo(ErrorCode.SOURCE_SCHEMA_CHANGED);
        }
    }

    @ParameterizedTest
    @CsvSource({"parquet", "orc", "avro"})
    void aFileThatIsCutOffLoadsNothing(String format) throws IOException {
        over("glob = \"**/*." + format + "\", format = " + format);
        write(format, "a", "select 1L as id, 'x' as name, cast(0.5 as decimal(10,2)) as price, array('a') as tags");
        try (var files = Files.walk(folder.resolve("landing"))) {
            Path whole = files.filter(file -> file.toString().endsWith("." + format))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(whole);
            Files.write(folder.resolve("landing/cut." + format), Arrays.copyOf(bytes, bytes.length - 10));
        }
        Problem refusal = refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
        assertThat(refusal.message())
                .startsWith("the file cut." + format + " cannot be read as "
                        + (format.equals("avro") ? "Avro" : format.equals("orc") ? "ORC" : "Parquet") + ": ");
        assertThat(folder.resolve("warehouse/raw/t")).doesNotExist();
    }

    @Test
    void filesWithoutStructureAreARowEach() throws IOException {
        over("glob = \"*.txt\", format = text, corrupt = keep");
        project.write("landing/a.txt", "\uFEFFone\ntwo\n");
        project.write("landing/b.txt", "");
        Files.write(folder.resolve("landing/c.txt"), new byte[] {'a', -1});
        project.runWell();
        assertThat(project.rows("select _file, content, hex(_corrupt_bytes) from raw.t order by _file"))
                .containsExactly("a.txt|one\ntwo\n|null", "b.txt||null", "c.txt|null|61FF");

        over("glob = \"*.txt\", format = binary, rename { content = bytes }");
        project.write(
                "project.conf", Files.readString(folder.resolve("project.conf")).replace("t {", "u {"));
        project.runWell();
        assertThat(project.rows("select _file, hex(bytes), length, modified > '2020-01-01' from raw.u order by _file"))
                .containsExactly("a.txt|EFBBBF6F6E650A74776F0A|11|true", "b.txt||0|true", "c.txt|61FF|2|true");
    }
}
