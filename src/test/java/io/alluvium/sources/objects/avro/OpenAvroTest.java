package io.alluvium.sources.objects.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.ReadRows;
import io.alluvium.sources.objects.typed.TypedFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as the format's own library writes them. */
class OpenAvroTest {
    @TempDir
    Path folder;

    private static Schema record(String fields) {
        return new Schema.Parser()
                .parse("{'type':'record','name':'r','fields':[".replace('\'', '"') + fields.replace('\'', '"') + "]}");
    }

    private Path written(Schema schema, String codec, List<GenericRecord> rows) throws IOException {
        Path file = folder.resolve("t.avro");
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.fromString(codec));
            writer.setSyncInterval(200);
            writer.create(schema, file.toFile());
            for (GenericRecord row : rows) {
                writer.append(row);
            }
        }
        return file;
    }

    private Path empty(String type) throws IOException {
        return written(record("{'name':'c','type':" + type + "}"), "null", List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'int'                                          | int
            'long'                                         | bigint
            'boolean'                                      | boolean
            'float'                                        | float
            'double'                                       | double
            'bytes'                                        | binary
            'string'                                       | string
            {'type':'int','logicalType':'date'}            | date
            {'type':'int','logicalType':'time-millis'}     | string
            {'type':'long','logicalType':'timestamp-millis'}       | timestamp
            {'type':'long','logicalType':'timestamp-micros'}       | timestamp
            {'type':'long','logicalType':'local-timestamp-micros'} | timestamp_ntz
            {'type':'bytes','logicalType':'decimal','precision':20,'scale':3} | decimal(20,3)
            {'type':'fixed','name':'f','size':4}           | binary
            {'type':'fixed','name':'f','size':4,'logicalType':'decimal','precision':9,'scale':2} | decimal(9,2)
            {'type':'fixed','name':'f','size':12,'logicalType':'duration'} |
            {'type':'string','logicalType':'uuid'}         | string
            {'type':'enum','name':'e','symbols':['A','B']} | string
            ['null','string']                              | string
            ['string','null']                              | string
            ['int']                                        | int
            ['null','int','long']                          | bigint
            ['float','double']                             | double
            ['null','int','string']                        |
            'null'                                         | void
            {'type':'array','items':['null','int']}        | array<int>
            {'type':'map','values':'int'}                  | array<struct<key:string,value:int>>
            {'type':'record','name':'s','fields':[{'name':'a','type':'int'}]} | struct<a:int>
            {'type':'record','name':'s','fields':[{'name':'a','type':['null','s']}]} |
            """)
    void aTypeOfAvroHasOneThatHoldsAllItsValues(String type, String held) throws IOException {
        try (TypedFile opened = ReadRows.open(empty(type), OpenAvro::of)) {
            assertThat(opened.columns()
                            .get(0)
                            .type()
                            .map(found -> found.simpleString())
                            .orElse(null))
                    .isEqualTo(held);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy", "zstandard", "bzip2"})
    void valuesAreExactHoweverTheyArePacked(String codec) throws IOException {
        Schema schema = record(
                "{'name':'n','type':'long'},{'name':'s','type':['null','string']},"
                        + "{'name':'d','type':{'type':'bytes','logicalType':'decimal','precision':20,'scale':2}},"
                        + "{'name':'at','type':{'type':'long','logicalType':'timestamp-millis'}},"
                        + "{'name':'m','type':{'type':'map','values':['null','int']}},"
                        + "{'name':'r','type':['null',{'type':'record','name':'i','fields':[{'name':'f','type':{'type':'array','items':'float'}}]}]}");
        List<GenericRecord> rows = new java.util.ArrayList<>();
        List<String> expected = new java.util.ArrayList<>();
        for (int i = 0; i < 200; i++) {
            GenericData.Record row = new GenericData.Record(schema);
            row.put("n", i * 1_000_000_007L);
            row.put("s", i % 3 == 0 ? null : "Zürich" + i);
            BigDecimal decimal = new BigDecimal("-123456789012345678.05").add(BigDecimal.valueOf(i));
            row.put("d", ByteBuffer.wrap(decimal.unscaledValue().toByteArray()));
            row.put("at", (long) -i);
            Map<String, Integer> map = new LinkedHashMap<>();
            map.put("b" + i, i);
            map.put("a", null);
            row.put("m", map);
            GenericData.Record inner = new GenericData.Record(
                    schema.getField("r").schema().getTypes().get(1));
            inner.put("f", List.of(0.1f, (float) i));
            row.put("r", i % 2 == 0 ? inner : null);
            rows.add(row);
            expected.add(
                    i + ": {n=" + i * 1_000_000_007L + ", s=" + (i % 3 == 0 ? "null" : "Zürich" + i) + ", d=" + decimal
                            + ", at=" + -i * 1000L + ", m=[{key=b" + i + ", value=" + i + "}, {key=a, value=null}], r="
                            + (i % 2 == 0 ? "{f=[0.1, " + (float) i + "]}" : "null") + "}");
        }
        assertThat(ReadRows.of(written(schema, codec, rows), OpenAvro::of).rows())
                .isEqualTo(expected);
    }

    @Test
    void whatItsColumnCannotHoldMakesARowCorrupt() throws IOException {
        Schema schema = record(
                "{'name':'n','type':'long'},{'name':'d','type':{'type':'bytes','logicalType':'decimal','precision':3,'scale':0}}");
        GenericData.Record good = new GenericData.Record(schema);
        good.put("n", 1L);
        good.put("d", ByteBuffer.wrap(new byte[] {5}));
        GenericData.Record bad = new GenericData.Record(schema);
        bad.put("n", 2L);
        bad.put("d", ByteBuffer.wrap(new byte[] {100, 0}));
        ReadRows read = ReadRows.of(written(schema, "null", List.of(good, bad, good)), OpenAvro::of);
        assertThat(read.rows()).containsExactly("0: {n=1, d=5}", "2: {n=1, d=5}");
        assertThat(read.corrupt()).hasSize(1).first().asString().startsWith("1: d is no decimal(3,0); ");
    }

    private void assertBroken(byte[] content, String why) throws IOException {
        Path file = Files.write(folder.resolve("broken"), content);
        assertThatThrownBy(() -> ReadRows.of(file, OpenAvro::of))
                .isInstanceOf(BrokenFileException.class)
                .hasMessageContaining(why);
    }

    private byte[] whole() throws IOException {
        Schema schema = record("{'name':'s','type':'string'},{'name':'a','type':{'type':'array','items':'null'}}");
        GenericData.Record row = new GenericData.Record(schema);
        row.put("s", "some text");
        row.put("a", Arrays.asList(null, null));
        return Files.readAllBytes(written(schema, "null", List.of(row, row, row)));
    }

    @Test
    void aFileThatIsNotWholeOrNoAvroSaysWhatIsWrong() throws IOException {
        byte[] whole = whole();
        assertBroken(new byte[0], "it is empty");
        assertBroken("id,name\n".getBytes(StandardCharsets.UTF_8), "it does not begin as such files do");
        assertBroken(Arrays.copyOf(whole, whole.length - 3), "its end is missing");
        assertBroken(Arrays.copyOf(whole, 20), "its end is missing");
    }

    /** Lengths and counts that are not so: memory is never asked for by what a length says. */
    @Test
    void brokenBytesNeverEndInAnythingButABrokenFile() throws IOException {
        byte[] whole = whole();
        Random random = new Random(3);
        int broken = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] content = whole.clone();
            content[4 + random.nextInt(content.length - 4)] = (byte) random.nextInt();
            Path file = Files.write(folder.resolve("fuzzed"), content);
            try {
                ReadRows.of(file, OpenAvro::of);
            } catch (IOException | java.util.NoSuchElementException e) {
                broken++;
            }
        }
        assertThat(broken).isGreaterThan(1000);
    }
}
