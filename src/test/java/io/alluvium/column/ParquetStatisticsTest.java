package io.alluvium.column;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file says of its values: row groups to Parquet readers, the whole to Delta. */
final class ParquetStatisticsTest {
    private Path file;

    @BeforeEach
    void name(@TempDir Path folder) {
        file = folder.resolve("rows.parquet");
    }

    private WrittenFile write(DataType type, List<? extends @Nullable Object> values) throws IOException {
        StructType schema = new StructType().add("c", type);
        List<List<@Nullable Object>> rows = values.stream()
                .map(Collections::<@Nullable Object>singletonList)
                .toList();
        List<FileColumn> columns = List.of(new FileColumn.FromBatch());
        try (ParquetFile parquet = new ParquetFile(schema, Files.newOutputStream(file), columns)) {
            parquet.write(SampleRows.batch(schema, rows));
            return parquet.finish();
        }
    }

    private ColumnChunkMetaData chunk() throws IOException {
        return ParquetRows.footer(file).getBlocks().get(0).getColumns().get(0);
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int compare(Object bound, byte[] value) {
        return Arrays.compareUnsigned(((Binary) bound).getBytes(), value);
    }

    @Test
    void aRowGroupHasTheLeastTheMostAndTheNulls() throws IOException {
        write(DataTypes.IntegerType, Arrays.asList(5L, null, -3L, null, 7L));
        Statistics<?> statistics = chunk().getStatistics();
        assertThat(statistics.genericGetMin()).isEqualTo(-3);
        assertThat(statistics.genericGetMax()).isEqualTo(7);
        assertThat(statistics.getNumNulls()).isEqualTo(2);
    }

    @Test
    void aRowGroupOfNullsHasNoBounds() throws IOException {
        WrittenFile written = write(DataTypes.LongType, Arrays.asList(null, null));
        assertThat(chunk().getStatistics().hasNonNullValue()).isFalse();
        assertThat(chunk().getStatistics().getNumNulls()).isEqualTo(2);
        assertThat(written.statistics())
                .isEqualTo("{\"numRecords\":2,\"minValues\":{},\"maxValues\":{},\"nullCount\":{\"c\":2}}");
    }

    @Test
    void boundsOfDecimalsHaveNoExponent() throws IOException {
        assertThat(write(DataTypes.createDecimalType(18, 10), List.of(0L, 1L)).statistics())
                .contains("\"minValues\":{\"c\":0.0000000000},\"maxValues\":{\"c\":0.0000000001}");
        byte[] one = new byte[16];
        one[15] = 1;
        assertThat(write(DataTypes.createDecimalType(38, 10), List.of(ByteBuffer.wrap(one)))
                        .statistics())
                .contains("\"minValues\":{\"c\":0.0000000001},\"maxValues\":{\"c\":0.0000000001}");
    }

    @Test
    void zerosHaveTheSignThatIncludesBoth() throws IOException {
        write(DataTypes.DoubleType, List.of(0.0, 0.0));
        assertThat(chunk().getStatistics().genericGetMin()).isEqualTo(-0.0);
        assertThat(chunk().getStatistics().genericGetMax()).isEqualTo(0.0);
        write(DataTypes.FloatType, List.of(-0.0, -0.0));
        assertThat(chunk().getStatistics().genericGetMin()).isEqualTo(-0.0f);
        assertThat(chunk().getStatistics().genericGetMax()).isEqualTo(0.0f);
    }

    @Test
    void nanLeavesARowGroupWithoutBoundsAndIsTheLargestToDelta() throws IOException {
        WrittenFile written = write(DataTypes.DoubleType, List.of(1.0, Double.NaN, 2.0));
        assertThat(chunk().getStatistics().hasNonNullValue()).isFalse();
        assertThat(written.statistics())
                .isEqualTo("{\"numRecords\":3,\"minValues\":{\"c\":1.0},\"maxValues\":{\"c\":\"NaN\"},"
                        + "\"nullCount\":{\"c\":0}}");
    }

    @Test
    void aColumnWithANegativeZeroDoesNotClaimThatItsDictionaryIsComplete() throws IOException {
        write(DataTypes.DoubleType, Collections.nCopies(10, 1.0));
        assertThat(chunk().getEncodingStats()).isNotNull();
        write(DataTypes.DoubleType, Collections.nCopies(10, -0.0));
        assertThat(chunk().getEncodingStats()).isNull();
    }

    @Test
    void boundsOfLongByteStringsAreShortAndStillBounds() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            TreeSet<byte[]> values = new TreeSet<>(Arrays::compareUnsigned);
            for (int i = 0; i < 5; i++) {
                byte[] value = new byte[random.nextInt(200)];
                Arrays.fill(value, (byte) (random.nextBoolean() ? -1 : 'x'));
                for (int j = random.nextInt(4); j > 0 && value.length > 0; j--) {
                    value[random.nextInt(value.length)] = (byte) random.nextInt(256);
                }
                values.add(value);
            }
            write(DataTypes.BinaryType, values.stream().map(ByteBuffer::wrap).toList());
            Statistics<?> statistics = chunk().getStatistics();
            if (statistics.hasNonNullValue()) {
                assertThat(compare(statistics.genericGetMin(), values.first()))
                        .as("seed %d, round %d", seed, round)
                        .isLessThanOrEqualTo(0);
                assertThat(compare(statistics.genericGetMax(), values.last()))
                        .as("seed %d, round %d", seed, round)
                        .isGreaterThanOrEqualTo(0);
                assertThat(((Binary) statistics.genericGetMax()).length()).isLessThanOrEqualTo(64);
            } else {
                assertThat(values.last()[63]).isEqualTo((byte) -1);
            }
        }
    }

    @Test
    void boundsOfLongTextsAreShortAndStillBounds() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> characters = List.of("a", "\u007F", "é", "日", "\uFFFF", "\uD83D\uDE00", "\uDBFF\uDFFF");
        ObjectMapper json = new ObjectMapper();
        for (int round = 0; round < 100; round++) {
            StringBuilder text = new StringBuilder();
            int kinds = 1 + random.nextInt(characters.size());
            for (int i = random.nextInt(120); i > 0; i--) {
                text.append(characters.get(characters.size() - 1 - random.nextInt(kinds)));
            }
            byte[] value = text.toString().getBytes(StandardCharsets.UTF_8);
            WrittenFile written = write(DataTypes.StringType, List.of(ByteBuffer.wrap(value)));
            Statistics<?> statistics = chunk().getStatistics();
            String what = "seed " + seed + ", round " + round;
            if (statistics.hasNonNullValue()) {
                assertThat(compare(statistics.genericGetMin(), value)).as(what).isLessThanOrEqualTo(0);
                assertThat(compare(statistics.genericGetMax(), value)).as(what).isGreaterThanOrEqualTo(0);
            }
            var delta = json.readTree(written.statistics());
            assertThat(compare(Binary.fromString(delta.at("/minValues/c").asText()), value))
                    .as(what)
                    .isLessThanOrEqualTo(0);
            if (delta.at("/maxValues").has("c")) {
                assertThat(compare(Binary.fromString(delta.at("/maxValues/c").asText()), value))
                        .as(what)
                        .isGreaterThanOrEqualTo(0);
            }
        }
    }

    @Test
    void deltaKeepsTheFirst32CharactersOfAStringAndOneAboveTheRest() throws IOException {
        assertThat(write(DataTypes.StringType, List.of(text("x".repeat(40)), text("y".repeat(32) + "é")))
                        .statistics())
                .isEqualTo("{\"numRecords\":2,\"minValues\":{\"c\":\"" + "x".repeat(32) + "\"},\"maxValues\":{\"c\":\""
                        + "y".repeat(32) + "\uDBFF\uDFFF\"},\"nullCount\":{\"c\":0}}");
    }

    @Test
    void deltaKnowsOnlyTheCountOfAFileWithoutRows() throws IOException {
        assertThat(write(DataTypes.LongType, List.of()).statistics())
                .isEqualTo("{\"numRecords\":0,\"minValues\":{},\"maxValues\":{},\"nullCount\":{}}");
    }
}
