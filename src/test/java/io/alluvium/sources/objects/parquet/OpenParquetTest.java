package io.alluvium.sources.objects.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.ReadRows;
import io.alluvium.sources.objects.typed.TypedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as writers other than Spark make them, by the format's own library. */
class OpenParquetTest {
    @TempDir
    Path folder;

    @SafeVarargs
    private Path written(String schema, Consumer<Group>... rows) throws IOException {
        MessageType type = MessageTypeParser.parseMessageType("message m { " + schema + " }");
        Path file = folder.resolve("t.parquet");
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(type)
                .build()) {
            for (Consumer<Group> row : rows) {
                Group group = new SimpleGroup(type);
                row.accept(group);
                writer.write(group);
            }
        }
        return file;
    }

    private static List<TypedFile.Column> columns(Path file) throws IOException {
        try (TypedFile opened = ReadRows.open(file, OpenParquet::of)) {
            return opened.columns();
        }
    }

    private static byte[] littleEndian(int size, Consumer<ByteBuffer> content) {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        content.accept(bytes);
        return bytes.array();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int32 c (INTEGER(8,true))          | tinyint
            int32 c (INTEGER(16,true))         | smallint
            int32 c                            | int
            int64 c (INTEGER(64,true))         | bigint
            int32 c (INTEGER(8,false))         | smallint
            int32 c (INTEGER(16,false))        | int
            int32 c (INTEGER(32,false))        | bigint
            int64 c (INTEGER(64,false))        | decimal(20,0)
            int32 c (DECIMAL(9,2))             | decimal(9,2)
            binary c (DECIMAL(30,3))           | decimal(30,3)
            fixed_len_byte_array(16) c (DECIMAL(38,38)) | decimal(38,38)
            int32 c (DATE)                     | date
            int32 c (TIME(MILLIS,true))        | string
            int64 c (TIME(NANOS,false))        | string
            int64 c (TIMESTAMP(MILLIS,true))   | timestamp
            int64 c (TIMESTAMP(NANOS,true))    | timestamp
            int64 c (TIMESTAMP(MICROS,false))  | timestamp_ntz
            int96 c                            | timestamp
            binary c                           | binary
            binary c (ENUM)                    | string
            binary c (JSON)                    | string
            binary c (BSON)                    | binary
            fixed_len_byte_array(16) c (UUID)  | string
            fixed_len_byte_array(2) c (FLOAT16)| float
            fixed_len_byte_array(5) c          | binary
            boolean c                          | boolean
            fixed_len_byte_array(12) c (INTERVAL) |
            binary c (DECIMAL(39,3))           |
            """)
    void aTypeOfParquetHasOneThatHoldsAllItsValues(String column, String type) throws IOException {
        List<TypedFile.Column> columns = columns(written("optional " + column + ";"));
        assertThat(columns.get(0).type().map(found -> found.simpleString()).orElse(null))
                .isEqualTo(type);
    }

    @Test
    void valuesAreExact() throws IOException {
        Path file = written(
                "required int64 u64 (INTEGER(64,false)); required int32 u32 (INTEGER(32,false)); required int32 u8 (INTEGER(8,false));"
                        + " required int64 ms (TIMESTAMP(MILLIS,true)); required int64 ns (TIMESTAMP(NANOS,false));"
                        + " required int96 old; required fixed_len_byte_array(2) half (FLOAT16);"
                        + " required fixed_len_byte_array(16) id (UUID); required int32 t (TIME(MILLIS,true));"
                        + " required binary dec (DECIMAL(20,2));",
                row -> row.append("u64", -1L)
                        .append("u32", -1)
                        .append("u8", 255)
                        .append("ms", -1L)
                        .append("ns", 1_000_001_000L)
                        .append(
                                "old",
                                Binary.fromConstantByteArray(littleEndian(
                                        12, bytes -> bytes.putLong(1_000L).putInt(2_440_587))))
                        .append(
                                "half",
                                Binary.fromConstantByteArray(littleEndian(2, bytes -> bytes.putShort((short) 0x3555))))
                        .append("id", Binary.fromConstantByteArray(new byte[] {
                            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
                        }))
                        .append("t", 86_399_999)
                        .append("dec", Binary.fromConstantByteArray(new byte[] {-1, 56})));
        assertThat(ReadRows.of(file, OpenParquet::of).rows())
                .containsExactly("0: {u64=18446744073709551615, u32=4294967295, u8=255, ms=-1000, ns=1000001,"
                        + " old=-86399999999, half=0.33325195, id=00010203-0405-0607-0809-0a0b0c0d0e0f,"
                        + " t=23:59:59.999, dec=-2.00}");
    }

    @Test
    void whatWouldBeCutMakesItsRowCorruptAndNoOther() throws IOException {
        Path file = written(
                "required int64 at (TIMESTAMP(NANOS,true)); required binary s (STRING); repeated int32 n;"
                        + " repeated group g { optional binary b (STRING); optional int32 i; }",
                row -> {
                    row.append("at", 1000L).append("s", "one").append("n", 1).append("n", 2);
                    row.addGroup("g").append("b", "x");
                },
                row -> {
                    row.append("at", 1001L).append("s", "two").append("n", 3);
                    row.addGroup("g").append("b", "y").append("i", 1);
                    row.addGroup("g");
                },
                row -> row.append("at", 2000L).append("s", Binary.fromConstantByteArray(new byte[] {'a', -1})),
                row -> {
                    row.append("at", 3000L).append("s", "four").append("n", 4);
                    row.addGroup("g").append("i", 9);
                });
        ReadRows read = ReadRows.of(file, OpenParquet::of);
        assertThat(read.rows())
                .containsExactly(
                        "0: {at=1, s=one, n=[1, 2], g=[{b=x, i=null}]}", "3: {at=3, s=four, n=[4], g=[{b=null, i=9}]}");
        assertThat(read.corrupt()).containsExactly("1: at is no timestamp; at = 1001", "2: s is no string; s = 0x61ff");
    }

    @Test
    void listsOfEveryWriterAreLists() throws IOException {
        Path file = written(
                "optional group three (LIST) { repeated group list { optional int32 element; } }"
                        + " optional group two (LIST) { repeated int32 element; }"
                        + " optional group tuple (LIST) { repeated group tuple_tuple { required int32 a; } }"
                        + " optional group hive (LIST) { repeated group bag { optional int32 array_element; } }"
                        + " optional group avro (LIST) { repeated group array { required int32 a; } }"
                        + " repeated int32 bare;",
                row -> {
                    Group three = row.addGroup("three");
                    three.addGroup("list").append("element", 1);
                    three.addGroup("list");
                    row.addGroup("two").append("element", 2).append("element", 3);
                    row.addGroup("tuple").addGroup("tuple_tuple").append("a", 4);
                    row.addGroup("hive").addGroup("bag").append("array_element", 5);
                    row.addGroup("avro").addGroup("array").append("a", 6);
                    row.append("bare", 7).append("bare", 8);
                },
                row -> row.addGroup("three"),
                row -> {});
        assertThat(ReadRows.of(file, OpenParquet::of).rows())
                .containsExactly(
                        "0: {three=[1, null], two=[2, 3], tuple=[{a=4}], hive=[5], avro=[{a=6}], bare=[7, 8]}",
                        "1: {three=[], two=null, tuple=null, hive=null, avro=null, bare=[]}",
                        "2: {three=null, two=null, tuple=null, hive=null, avro=null, bare=[]}");
    }

    @Test
    void mapsAreListsOfTheirEntries() throws IOException {
        Path file = written(
                "optional group m (MAP) { repeated group key_value { required binary key (STRING); optional group value {"
                        + " optional group deep (LIST) { repeated group list { optional int64 element; } } } } }",
                row -> {
                    Group map = row.addGroup("m");
                    Group first = map.addGroup("key_value").append("key", "b");
                    first.addGroup("value").addGroup("deep").addGroup("list").append("element", 1L);
                    map.addGroup("key_value").append("key", "a");
                    map.addGroup("key_value").append("key", "a").addGroup("value");
                });
        assertThat(ReadRows.of(file, OpenParquet::of).rows())
                .containsExactly("0: {m=[{key=b, value={deep=[1]}}, {key=a, value=null}, {key=a, value={deep=null}}]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int32 | 300 | tinyint       |
            int32 | 100 | tinyint       | 100
            int32 | 100 | decimal(4,1)  | 100.0
            int32 | 100 | decimal(2,0)  |
            int32 | 16777217 | float    |
            int32 | 16777217 | double   | 1.6777217E7
            int32 (DECIMAL(5,2)) | 1250 | decimal(4,1) | 12.5
            int32 (DECIMAL(5,2)) | 1255 | decimal(4,1) |
            int32 (DECIMAL(5,2)) | 1200 | int | 12
            int32 (DECIMAL(5,2)) | 10 | double | 0.1
            """)
    void aDeclaredTypeHoldsAValueExactlyOrItsRowIsCorrupt(String from, int value, String to, String held)
            throws IOException {
        String type = from.contains("(") ? "int32 c " + from.substring(6) : from + " c";
        Path file = written("required " + type + ";", row -> row.append("c", value));
        ReadRows read = ReadRows.of(file, OpenParquet::of, StructType.fromDDL("c " + to));
        assertThat(read.rows()).isEqualTo(held == null ? List.of() : List.of("0: {c=" + held + "}"));
        assertThat(read.corrupt()).hasSize(held == null ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"snappy, v1", "zstd, v1", "gzip, v2", "uncompressed, v2"})
    void filesOfDuckDbAreReadAsItReadsThem(String codec, String version) throws IOException, SQLException {
        Path file = folder.resolve("duck.parquet");
        String rows = """
                select i, nullif(hash(i), hash(3)) as u64, (i * 37 % 256)::utinyint as u8, hash(i + 1)::varchar as s,
                  (i * 1000003 % 99999 - 50000)::decimal(9,2) as dec, uuid_of as id,
                  (timestamp '2020-01-01' + interval (i) second) as ntz, make_timestamp_ns(i * 1000) as ns,
                  (date '1970-01-01' + (i * 17 % 40000)::int) as day, time '00:00:00' + interval (i * 61) second as t,
                  case when i % 7 = 0 then null else [i, null, i + 1] end as l,
                  {'a': i::smallint, 'b': case when i % 5 = 0 then null else 'x' || i end} as st,
                  map {'k' || i: i::double / 4, 'z': null} as m, encode('b' || i) as b
                from (select i, ('00000000-0000-0000-0000-' || lpad(i::varchar, 12, '0'))::uuid as uuid_of from range(1000) r(i))
                """;
        List<String> expected = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("create table t as " + rows);
            statement.execute("copy t to '" + file + "' (format parquet, row_group_size 300, compression " + codec
                    + ", parquet_version " + version + ")");
            ResultSet shown = statement.executeQuery("""
                    select i || ': {i=' || i || ', u64=' || coalesce(u64::varchar, 'null') || ', u8=' || u8 || ', s=' || s || ', dec=' || dec
                      || ', id=' || id || ', ntz=' || epoch_us(ntz) || ', ns=' || i || ', day=' || date_diff('day', date '1970-01-01', day)
                      || ', t=' || t || ', l=' || case when l is null then 'null' else '[' || i || ', null, ' || (i + 1) || ']' end
                      || ', st={a=' || st.a || ', b=' || coalesce(st.b, 'null') || '}, m=[{key=k' || i || ', value=' || (i::double / 4)
                      || '}, {key=z, value=null}], b=' || base64(b) || '}' from t order by i
                    """);
            while (shown.next()) {
                expected.add(shown.getString(1));
            }
        }
        assertThat(ReadRows.of(file, OpenParquet::of).rows()).isEqualTo(expected);
    }

    @Test
    void bytesAreTheSameInEveryEncoding() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message m { optional binary b; optional int64 n; }");
        for (WriterVersion version : WriterVersion.values()) {
            for (boolean dictionary : new boolean[] {true, false}) {
                for (CompressionCodecName codec :
                        List.of(CompressionCodecName.UNCOMPRESSED, CompressionCodecName.ZSTD)) {
                    Path file = folder.resolve(version + "_" + codec + dictionary);
                    Random random = new Random(1);
                    List<String> written = new ArrayList<>();
                    try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                            .withConf(new PlainParquetConfiguration())
                            .withType(schema)
                            .withWriterVersion(version)
                            .withCompressionCodec(codec)
                            .withDictionaryEncoding(dictionary)
                            .withPageSize(500)
                            .withRowGroupSize(2000L)
                            .build()) {
                        for (int i = 0; i < 300; i++) {
                            Group group = new SimpleGroup(schema);
                            byte[] bytes = new byte[random.nextInt(20)];
                            random.nextBytes(bytes);
                            group.add("b", Binary.fromConstantByteArray(bytes));
                            boolean none = random.nextInt(4) == 0;
                            long number = random.nextLong();
                            if (!none) {
                                group.add("n", number);
                            }
                            written.add(i + ": {b=" + Base64.getEncoder().encodeToString(bytes) + ", n="
                                    + (none ? "null" : number) + "}");
                            writer.write(group);
                        }
                    }
                    assertThat(ReadRows.of(file, OpenParquet::of).rows())
                            .as(file.getFileName().toString())
                            .isEqualTo(written);
                }
            }
        }
    }

    /** Sparks before 3.0 count days before 1582 by another calendar, and their files do not say which instants they mean. */
    @Test
    void datesOfAnotherCalendarDoNotFit() throws IOException {
        MessageType type = MessageTypeParser.parseMessageType(
                "message m { required int32 d (DATE); required int64 t (TIMESTAMP(MICROS,true)); }");
        for (String version : List.of("2.4.8", "3.5.1")) {
            Path file = folder.resolve("spark" + version);
            try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                    .withConf(new PlainParquetConfiguration())
                    .withType(type)
                    .withExtraMetaData(java.util.Map.of("org.apache.spark.version", version))
                    .build()) {
                for (int day : new int[] {0, -200_000}) {
                    writer.write(new SimpleGroup(type).append("d", day).append("t", 0L));
                    writer.write(new SimpleGroup(type).append("d", 0).append("t", day * 86_400_000_000L));
                }
            }
            ReadRows read = ReadRows.of(file, OpenParquet::of);
            assertThat(read.rows()).hasSize(version.startsWith("2") ? 2 : 4);
            assertThat(read.corrupt()).hasSize(version.startsWith("2") ? 2 : 0);
        }
    }

    /** A thousandth of what it says it is. */
    @Test
    void aPageThatWouldTakeAllMemoryIsNotUnpacked() {
        assertThatThrownBy(() -> new BoundedCodecs()
                        .getDecompressor(CompressionCodecName.SNAPPY)
                        .decompress(org.apache.parquet.bytes.BytesInput.from(new byte[100]), Integer.MAX_VALUE))
                .isInstanceOf(BrokenFileException.class)
                .hasMessage("a page of more than 256 MB");
    }

    private void assertBroken(byte[] content, String why) throws IOException {
        Path file = Files.write(folder.resolve("broken"), content);
        assertThatThrownBy(() -> ReadRows.of(file, OpenParquet::of))
                .isInstanceOf(BrokenFileException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aFileThatIsNotWholeOrNoParquetSaysWhatIsWrong() throws IOException {
        byte[] whole = Files.readAllBytes(written("required int64 n;", row -> row.append("n", 5L)));
        assertBroken(new byte[0], "it is empty");
        assertBroken(
                "id,name\n1,a\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "it does not begin as such files do");
        assertBroken(Arrays.copyOf(whole, whole.length - 5), "its end is missing");
        byte[] footer = whole.clone();
        Arrays.fill(footer, footer.length - 8, footer.length - 4, (byte) 0x7F);
        assertBroken(footer, "its footer would be longer than the file");
        byte[] encrypted = whole.clone();
        encrypted[encrypted.length - 1] = 'E';
        assertBroken(encrypted, "it is encrypted");
    }

    /** Whatever byte is another one: rows, corrupt rows, or an error that says so. */
    @Test
    void brokenBytesNeverEndInAnythingButABrokenFile() throws IOException {
        byte[] whole = Files.readAllBytes(written(
                "required int64 n; optional binary s (STRING); repeated int32 l;",
                row -> row.append("n", 5L).append("s", "text").append("l", 1).append("l", 2),
                row -> row.append("n", 6L)));
        Random random = new Random(7);
        int broken = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] content = whole.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                content[4 + random.nextInt(content.length - 12)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("fuzzed"), content);
            try {
                ReadRows.of(file, OpenParquet::of);
            } catch (IOException | java.util.NoSuchElementException e) {
                broken++;
            }
        }
        assertThat(broken).isGreaterThan(500);
    }
}
