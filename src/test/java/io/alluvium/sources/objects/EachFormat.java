package io.alluvium.sources.objects;

import com.github.luben.zstd.Zstd;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.xml.XmlShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.spark.sql.SparkSession;

/** Files of one row in each format, packed and not, as their own libraries write them. */
final class EachFormat {
    /** Which files have which format. */
    static final Map<String, FileFormat> FORMATS = Map.of(
            "*.csv{,.gz,.zst,.bz2,.zip}", FileFormat.Csv.USUAL,
            "*.json{,.gz,.zst,.bz2,.zip}", FileFormat.Json.USUAL,
            "*.xml{,.gz,.zst,.bz2,.zip}", new FileFormat.Xml(new XmlShape("row", TextFormat.USUAL)),
            "*.parquet", FileFormat.Typed.PARQUET,
            "*.orc", FileFormat.Typed.ORC,
            "*.avro", FileFormat.Typed.AVRO);

    private EachFormat() {}

    /** The format of a file by its name. */
    static FileFormat of(String name) {
        String ending = name.split("\\.")[1];
        return FORMATS.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("*." + ending))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The files by name, {@code kind.} and an ending.
     *
     * @param folder for what Spark writes
     */
    static Map<String, byte[]> files(SparkSession spark, Path folder) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String format : List.of("parquet", "orc")) {
            Path written = folder.resolve(format);
            spark.sql("select 1 as id, 'one' as name")
                    .coalesce(1)
                    .write()
                    .format(format)
                    .save(written.toString());
            try (Stream<Path> listed = Files.list(written)) {
                Path file = listed.filter(path -> path.toString().endsWith("." + format))
                        .findFirst()
                        .orElseThrow();
                files.put("kind." + format, Files.readAllBytes(file));
            }
        }
        files.put("kind.avro", avro());
        for (Map.Entry<String, String> text : Map.of(
                        "kind.csv",
                        "id,name\n1,one\n",
                        "kind.json",
                        "{\"id\":1,\"name\":\"one\"}\n",
                        "kind.xml",
                        "<rows><row><id>1</id><name>one</name></row></rows>")
                .entrySet()) {
            byte[] content = text.getValue().getBytes(StandardCharsets.UTF_8);
            files.put(text.getKey(), content);
            files.put(text.getKey() + ".gz", packed(content, GZIPOutputStream::new));
            files.put(text.getKey() + ".bz2", packed(content, BZip2CompressorOutputStream::new));
            files.put(text.getKey() + ".zst", Zstd.compress(content));
            files.put(text.getKey() + ".zip", packed(content, out -> {
                ZipOutputStream zip = new ZipOutputStream(out);
                zip.putNextEntry(new ZipEntry(text.getKey()));
                return zip;
            }));
        }
        return files;
    }

    /** Packs what is written to it into another stream. */
    private interface Packer {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] packed(byte[] content, Packer packer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packing = packer.over(out)) {
            packing.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] avro() throws IOException {
        Schema schema = new Schema.Parser()
                .parse(
                        "{'type':'record','name':'r','fields':[{'name':'id','type':'int'},{'name':'name','type':'string'}]}"
                                .replace('\'', '"'));
        GenericData.Record row = new GenericData.Record(schema);
        row.put("id", 1);
        row.put("name", "one");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericData.Record> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, out);
            writer.append(row);
        }
        return out.toByteArray();
    }
}
