package io.alluvium.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParquetFileTest {
    /** Small enough that a few thousand rows make many pages, lost dictionaries and several row groups. */
    private static final EncodingLimits SMALL = new EncodingLimits(40_000, 1_000, 2_000);

    private Path file;

    @BeforeEach
    void name(@TempDir Path folder) {
        file = folder.resolve("rows.parquet");
    }

    private static List<FileColumn> fromBatch(StructType schema) {
        return Collections.nCopies(schema.length(), new FileColumn.FromBatch());
    }

    private WrittenFile write(StructType schema, EncodingLimits limits, List<ColumnBatch> batches) throws IOException {
        try (OutputStream stream = Files.newOutputStream(file);
                ParquetFile parquet = new ParquetFile(schema, stream, fromBatch(schema), limits)) {
            for (ColumnBatch batch : batches) {
                parquet.write(batch);
            }
            WrittenFile written = parquet.finish();
            assertThat(written.bytes()).isEqualTo(Files.size(file));
            return written;
        }
    }

    private void roundTrip(
            StructType schema, EncodingLimits limits, int batchRows, List<List<@Nullable Object>> rows, String what)
            throws IOException {
        List<ColumnBatch> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += batchRows) {
            batches.add(SampleRows.batch(schema, rows.subList(from, Math.min(rows.size(), from + batchRows))));
        }
        WrittenFile written = write(schema, limits, batches);
        assertThat(written.rows()).as(what).isEqualTo(rows.size());
        List<List<@Nullable Object>> read = ParquetRows.read(file);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(read.get(i)).as("%s, row %d", what, i).isEqualTo(rows.get(i));
        }
        assertThat(read).hasSameSizeAs(rows);
    }

    private ColumnChunkMetaData chunk(int rowGroup, int column) throws IOException {
        return ParquetRows.footer(file).getBlocks().get(rowGroup).getColumns().get(column);
    }

    @Test
    void everyTypeIsReadAsItWasWritten() throws IOException {
        long seed = System.nanoTime();
        StructType schema = SampleRows.everyType();
        for (int nullPercent : List.of(0, 30, 95, 100)) {
            for (int distinct : List.of(5, 1_000_000)) {
                List<List<@Nullable Object>> rows = new SampleRows(seed, distinct, nullPercent).rows(schema, 1_500);
                String what = "seed " + seed + ", " + nullPercent + " % null, " + distinct + " distinct";
                roundTrip(schema, EncodingLimits.STANDARD, 700, rows, what);
                roundTrip(schema, SMALL, 400, rows, what + ", small pages");
            }
        }
    }

    @Test
    void sizesAroundTheEdgesOfRunsAndBlocksAreRead() throws IOException {
        long seed = System.nanoTime();
        StructType schema = SampleRows.everyType();
        for (int count : List.of(1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 34, 127, 128, 129, 130, 160, 161, 257)) {
            for (int distinct : List.of(1, 2, 1_000_000)) {
                roundTrip(
                        schema,
                        EncodingLimits.STANDARD,
                        count,
                        new SampleRows(seed + count, distinct, count % 3 * 10).rows(schema, count),
                        "seed " + seed + ", " + count + " rows, " + distinct + " distinct");
            }
        }
    }

    @Test
    void runsOfAnyLengthAtAnyPlaceAreRead() throws IOException {
        long seed = System.nanoTime();
        java.util.Random random = new java.util.Random(seed);
        StructType schema = new StructType().add("run", DataTypes.LongType).add("text", DataTypes.StringType);
        for (int round = 0; round < 50; round++) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (rows.size() < 2_000) {
                int value = random.nextInt(1 << random.nextInt(9));
                boolean isNull = random.nextInt(4) == 0;
                int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 20);
                for (int i = 0; i < length; i++) {
                    Object text = ByteBuffer.wrap(new byte[] {(byte) value});
                    rows.add(isNull ? Arrays.asList((Object) null, null) : Arrays.asList((Object) (long) value, text));
                }
            }
            roundTrip(schema, EncodingLimits.STANDARD, 5_000, rows, "seed " + seed + ", round " + round);
        }
    }

    @Test
    void nullsAreReadAtEveryPatternOfPlaces() throws IOException {
        StructType schema = new StructType().add("n", DataTypes.IntegerType).add("s", DataTypes.StringType);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int pattern = 0; pattern < 512; pattern++) {
            for (int bit = 0; bit < 9; bit++) {
                boolean isNull = (pattern >> bit & 1) == 0;
                Object text = ByteBuffer.wrap(new byte[] {(byte) bit});
                rows.add(isNull ? Arrays.asList((Object) null, null) : Arrays.asList((Object) (long) pattern, text));
            }
        }
        for (int batchRows : List.of(9, 100, rows.size())) {
            roundTrip(schema, EncodingLimits.STANDARD, batchRows, rows, "batches of " + batchRows);
        }
    }

    @Test
    void aFileWithoutRowsHasItsColumns() throws IOException {
        StructType schema = SampleRows.everyType();
        assertThat(write(schema, EncodingLimits.STANDARD, List.of()).rows()).isZero();
        assertThat(ParquetRows.read(file)).isEmpty();
        assertThat(ParquetRows.footer(file).getFileMetaData().getSchema().getFieldCount())
                .isEqualTo(schema.length());
    }

    @Test
    void rowGroupsEndAtTheirSizeAndPagesAtTheirs() throws IOException {
        StructType schema = new StructType().add("id", DataTypes.DoubleType);
        List<List<@Nullable Object>> rows = IntStream.range(0, 20_000)
                .mapToObj(i -> List.<@Nullable Object>of(Math.sqrt(i)))
                .toList();
        roundTrip(schema, SMALL, 1_000, rows, "doubles");
        List<BlockMetaData> rowGroups = ParquetRows.footer(file).getBlocks();
        assertThat(rowGroups).hasSizeBetween(3, 6);
        assertThat(rowGroups.get(0).getTotalByteSize()).isBetween(40_000L, 60_000L);
        int pages = chunk(0, 0).getEncodingStats().getNumDataPagesEncodedAs(Encoding.PLAIN);
        assertThat(pages).isEqualTo((int) rowGroups.get(0).getRowCount() / 125);
    }

    @Test
    void aDictionaryIsDroppedWhenTheFirstPageHasMostlyDistinctValues() throws IOException {
        StructType schema = new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);
        List<List<@Nullable Object>> rows = new SampleRows(1, 1_000_000, 0).rows(schema, 3_000);
        roundTrip(schema, EncodingLimits.STANDARD, 1_000, rows, "distinct");
        assertThat(chunk(0, 0).getEncodings()).containsExactlyInAnyOrder(Encoding.RLE, Encoding.DELTA_BINARY_PACKED);
        assertThat(chunk(0, 1).getEncodings()).containsExactlyInAnyOrder(Encoding.RLE, Encoding.PLAIN);
    }

    @Test
    void aDictionaryThatGrowsTooLargeStaysForThePagesBefore() throws IOException {
        StructType schema = new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);
        List<List<@Nullable Object>> rows = new ArrayList<>(new SampleRows(2, 50, 0).rows(schema, 1_000));
        rows.addAll(new SampleRows(2, 1_000_000, 0).rows(schema, 2_000));
        roundTrip(schema, new EncodingLimits(1 << 20, 1 << 20, 3_000), 1_000, rows, "growing");
        assertThat(chunk(0, 0).getEncodings())
                .containsExactlyInAnyOrder(
                        Encoding.RLE, Encoding.PLAIN, Encoding.RLE_DICTIONARY, Encoding.DELTA_BINARY_PACKED);
        assertThat(chunk(0, 1).getEncodings())
                .containsExactlyInAnyOrder(Encoding.RLE, Encoding.PLAIN, Encoding.RLE_DICTIONARY);
    }

    @Test
    void pagesByDictionaryComeFirstWhereverNullsLie() throws IOException {
        List<List<@Nullable Object>> nulls = Collections.nCopies(1_000, Collections.singletonList(null));
        for (DataType type : SampleRows.SCALARS) {
            for (DataType form : List.of(type, DataTypes.createArrayType(type))) {
                StructType schema = new StructType().add("c", form);
                List<List<@Nullable Object>> few = new SampleRows(2, 5, 0).rows(schema, 1_000);
                List<List<@Nullable Object>> many = new SampleRows(2, 1_000_000, 0).rows(schema, 1_000);
                for (List<List<List<@Nullable Object>>> batches : List.of(
                        List.of(nulls, nulls),
                        List.of(nulls, few, nulls, many, nulls, many, nulls, few),
                        List.of(nulls, many, nulls, few, nulls))) {
                    List<List<@Nullable Object>> rows =
                            batches.stream().flatMap(List::stream).toList();
                    EncodingLimits limits = new EncodingLimits(1 << 20, 1 << 20, 700);
                    roundTrip(schema, limits, 1_000, rows, form.simpleString());
                    List<Encoding> encodings = ParquetRows.encodings(file, 0, 0);
                    assertThat(encodings).as(form.simpleString()).hasSameSizeAs(batches);
                    assertThat(encodings.lastIndexOf(Encoding.RLE_DICTIONARY) + 1)
                            .as("%s: %s", form.simpleString(), encodings)
                            .isEqualTo(Collections.frequency(encodings, Encoding.RLE_DICTIONARY));
                }
            }
        }
    }

    @Test
    void pagesOfNullsAreByDictionaryWhereTheValuesAreAndPlainOtherwise() throws IOException {
        StructType schema = new StructType().add("c", DataTypes.StringType);
        List<List<@Nullable Object>> nulls = Collections.nCopies(1_000, Collections.singletonList(null));
        List<List<@Nullable Object>> rows = new ArrayList<>(nulls);
        roundTrip(schema, SMALL, 500, rows, "nulls");
        assertThat(ParquetRows.encodings(file, 0, 0)).containsExactly(Encoding.PLAIN, Encoding.PLAIN);
        rows.addAll(new SampleRows(2, 5, 0).rows(schema, 1_000));
        rows.addAll(nulls);
        EncodingLimits limits = new EncodingLimits(1 << 20, 1 << 20, 2_000);
        roundTrip(schema, limits, 1_000, rows, "few values");
        assertThat(ParquetRows.encodings(file, 0, 0)).hasSize(3).containsOnly(Encoding.RLE_DICTIONARY);
        rows.addAll(new SampleRows(2, 1_000_000, 0).rows(schema, 1_000));
        rows.addAll(nulls);
        roundTrip(schema, limits, 1_000, rows, "many values");
        assertThat(ParquetRows.encodings(file, 0, 0))
                .containsExactly(
                        Encoding.RLE_DICTIONARY,
                        Encoding.RLE_DICTIONARY,
                        Encoding.RLE_DICTIONARY,
                        Encoding.PLAIN,
                        Encoding.PLAIN);
    }

    @Test
    void aValueOfTenMegabytesIsRead() throws IOException {
        StructType schema = new StructType().add("id", DataTypes.LongType).add("body", DataTypes.BinaryType);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        java.util.Random random = new java.util.Random(3);
        for (int length : List.of(10, 10 << 20, 0, 3 << 20, 5)) {
            byte[] body = new byte[length];
            random.nextBytes(body);
            rows.add(List.of((long) length, ByteBuffer.wrap(body)));
        }
        roundTrip(schema, EncodingLimits.STANDARD, 10, rows, "large");
        assertThat(chunk(0, 1).getEncodingStats().getNumDataPagesEncodedAs(Encoding.PLAIN))
                .isGreaterThan(2);
    }

    @Test
    void aThousandColumnsAreRead() throws IOException {
        StructType schema = new StructType();
        for (int i = 0; i < 1_000; i++) {
            DataType type = SampleRows.SCALARS.get(i % SampleRows.SCALARS.size());
            schema = schema.add("c" + i, type);
        }
        roundTrip(schema, EncodingLimits.STANDARD, 100, new SampleRows(4, 100, 10).rows(schema, 250), "wide");
    }

    @Test
    void listsKeepNullEmptyAndNullElementsApart() throws IOException {
        StructType schema = new StructType().add("l", DataTypes.createArrayType(DataTypes.LongType));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<@Nullable List<@Nullable Object>> lists = Arrays.asList(
                null,
                List.of(),
                Collections.singletonList(null),
                List.of(1L),
                Arrays.asList(null, 2L, null),
                Collections.nCopies(500, 7L));
        for (int i = 0; i < 600; i++) {
            rows.add(Collections.singletonList(lists.get(i % lists.size())));
        }
        roundTrip(schema, EncodingLimits.STANDARD, 250, rows, "lists");
        roundTrip(schema, SMALL, 250, rows, "lists, small pages");
        roundTrip(schema, SMALL, 1, rows.subList(0, 6), "lists, one a batch");
    }

    @Test
    void constantColumnsTakeTheirPlaceInEveryRow() throws IOException {
        StructType batchSchema = new StructType().add("id", DataTypes.DoubleType);
        StructType schema = new StructType()
                .add("_batch", DataTypes.LongType)
                .add("id", DataTypes.DoubleType)
                .add("_op", DataTypes.StringType)
                .add("_gone", DataTypes.TimestampType)
                .add("_share", DataTypes.DoubleType)
                .add("_binary", DataTypes.BinaryType);
        List<FileColumn> sources = List.of(
                new FileColumn.Constant(42L),
                new FileColumn.FromBatch(),
                new FileColumn.Constant("insert"),
                new FileColumn.Constant(null),
                new FileColumn.Constant(0.5),
                new FileColumn.Constant(new byte[] {1, 2}));
        try (ParquetFile parquet = new ParquetFile(schema, Files.newOutputStream(file), sources, SMALL)) {
            for (int i = 0; i < 30; i++) {
                parquet.write(SampleRows.batch(batchSchema, new SampleRows(i, 1_000_000, 5).rows(batchSchema, 1_000)));
            }
            assertThat(parquet.finish().rows()).isEqualTo(30_000);
        }
        assertThat(ParquetRows.footer(file).getBlocks()).hasSizeGreaterThan(2);
        assertThat(chunk(0, 0).getTotalSize()).isLessThan(120);
        List<List<@Nullable Object>> rows = ParquetRows.read(file);
        assertThat(rows).hasSize(30_000);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get(0)).isEqualTo(42L);
            assertThat(row.get(2))
                    .isEqualTo(ByteBuffer.wrap("insert".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThat(row.get(3)).isNull();
            assertThat(row.get(4)).isEqualTo(0.5);
            assertThat(row.get(5)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        });
    }

    @Test
    void randomFilesAreReadAsTheyWereWritten() throws IOException {
        long seed = System.nanoTime();
        java.util.Random random = new java.util.Random(seed);
        for (int round = 0; round < 30; round++) {
            StructType schema = new StructType();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                DataType type = SampleRows.SCALARS.get(random.nextInt(SampleRows.SCALARS.size()));
                boolean list = random.nextInt(4) == 0;
                schema = schema.add("c" + i, list ? DataTypes.createArrayType(type) : type);
            }
            int nullPercent = List.of(0, 1, 50, 99).get(random.nextInt(4));
            SampleRows sample = new SampleRows(random.nextLong(), 1 + random.nextInt(5_000), nullPercent);
            EncodingLimits limits = new EncodingLimits(
                    1_000 + random.nextInt(100_000), 100 + random.nextInt(5_000), 16 + random.nextInt(10_000));
            roundTrip(
                    schema,
                    limits,
                    1 + random.nextInt(1_000),
                    sample.rows(schema, random.nextInt(4_000)),
                    "seed " + seed + ", round " + round);
        }
    }

    @Test
    void aBatchOfOtherColumnsIsRefused() throws IOException {
        StructType schema = new StructType().add("id", DataTypes.LongType);
        StructType other = new StructType().add("id", DataTypes.IntegerType);
        try (ParquetFile parquet = new ParquetFile(schema, new ByteArrayOutputStream(), fromBatch(schema))) {
            assertThatThrownBy(() -> parquet.write(new ColumnBatch(other, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("struct<id:int>");
        }
    }

    @Test
    void aFileIsNotFinishedAfterAFailedWrite() throws IOException {
        StructType schema = new StructType().add("id", DataTypes.DoubleType);
        OutputStream full = new OutputStream() {
            private int written;

            @Override
            public void write(int value) throws IOException {
                if (written++ > 1_000) {
                    throw new IOException("no space left");
                }
            }
        };
        ColumnBatch batch = SampleRows.batch(schema, new SampleRows(7, 1_000_000, 0).rows(schema, 20_000));
        try (ParquetFile parquet = new ParquetFile(schema, full, fromBatch(schema), SMALL)) {
            assertThatThrownBy(() -> parquet.write(batch))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no space left");
            assertThatThrownBy(parquet::finish)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("an earlier write failed");
        }
    }
}
