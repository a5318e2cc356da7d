package io.alluvium.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.ListValues;
import io.alluvium.column.LongValues;
import io.alluvium.column.SampleRows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowImageTest {
    private static final long SEED = 11;
    private static final StructType SCHEMA = new StructType()
            .add("number", DataTypes.LongType)
            .add("ratio", DataTypes.DoubleType)
            .add("word", DataTypes.StringType)
            .add("words", DataTypes.createArrayType(DataTypes.StringType));
    private static final RowImage ALL = RowImage.ofValues(0, 1, 2, 3);

    private static List<ByteBuffer> images(RowImage image, ColumnBatch batch) {
        RowImage.Reading reading = image.of(batch);
        List<ByteBuffer> images = new ArrayList<>();
        for (int i = 0; i < batch.rows(); i++) {
            images.add(reading.next());
        }
        return images;
    }

    private static ColumnBatch random(SplittableRandom random, int rows) {
        ColumnBatch batch = new ColumnBatch(SCHEMA, rows);
        for (int i = 0; i < rows; i++) {
            LongValues numbers = (LongValues) batch.column(0);
            DoubleValues ratios = (DoubleValues) batch.column(1);
            if (random.nextInt(4) == 0) {
                numbers.appendNull();
            } else {
                numbers.append(random.nextInt(3));
            }
            if (random.nextInt(4) == 0) {
                ratios.appendNull();
            } else {
                ratios.append(random.nextInt(3) / 2.0);
            }
            word((BytesValues) batch.column(2), random);
            ListValues lists = (ListValues) batch.column(3);
            if (random.nextInt(4) == 0) {
                lists.appendNull();
            } else {
                for (int length = random.nextInt(3); length > 0; length--) {
                    word((BytesValues) lists.elements(), random);
                }
                lists.append();
            }
            batch.endRow();
        }
        return batch;
    }

    private static void word(BytesValues words, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            words.appendNull();
        } else {
            words.append("x".repeat(random.nextInt(3) * 200).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whatIsAppendedFromAnImageHasTheSameImage() {
        ColumnBatch batch = random(new SplittableRandom(SEED), 500);
        List<ByteBuffer> images = images(ALL, batch);
        ColumnBatch copy = new ColumnBatch(SCHEMA, 10);
        images.forEach(image -> {
            ALL.append(image, copy);
            copy.endRow();
        });
        assertThat(images(ALL, copy)).isEqualTo(images);
    }

    /** Two rows are the same if they are column by column. */
    @Test
    void rowsWithEqualValuesAndOnlyTheyHaveEqualImages() {
        ColumnBatch batch = random(new SplittableRandom(SEED), 300);
        List<ByteBuffer> whole = images(ALL, batch);
        List<List<ByteBuffer>> columns = new ArrayList<>();
        for (int column = 0; column < SCHEMA.length(); column++) {
            columns.add(images(RowImage.ofValues(column), batch));
        }
        int same = 0;
        for (int i = 0; i < batch.rows(); i++) {
            for (int j = 0; j < i; j++) {
                int a = i;
                int b = j;
                boolean equal =
                        columns.stream().allMatch(column -> column.get(a).equals(column.get(b)));
                assertThat(whole.get(i).equals(whole.get(j))).isEqualTo(equal);
                same += equal ? 1 : 0;
            }
        }
        assertThat(same).as("pairs of equal rows, seed %s", SEED).isPositive();
    }

    @Test
    void notANumberIsItselfAndZerosOfEitherSignAreNot() {
        ColumnBatch batch = new ColumnBatch(new StructType().add("ratio", DataTypes.DoubleType), 4);
        DoubleValues ratios = (DoubleValues) batch.column(0);
        for (double value : new double[] {Double.NaN, Double.longBitsToDouble(0x7ff8000000000123L), 0.0, -0.0}) {
            ratios.append(value);
            batch.endRow();
        }
        List<ByteBuffer> images = images(RowImage.ofValues(0), batch);
        assertThat(images.get(0)).isEqualTo(images.get(1));
        assertThat(images.get(2)).isNotEqualTo(images.get(3));
        List<ByteBuffer> keys = images(RowImage.ofKey(0), batch);
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
        assertThat(keys.get(2)).isEqualTo(keys.get(3)).isNotEqualTo(keys.get(0));
    }

    @Test
    void floatsInListsOfAKeyAreToldByValueToo() {
        ColumnBatch batch =
                new ColumnBatch(new StructType().add("ratios", DataTypes.createArrayType(DataTypes.FloatType)), 4);
        ListValues lists = (ListValues) batch.column(0);
        for (float[] list : new float[][] {{0f, 1f}, {-0f, 1f}, {0f}, {}}) {
            for (float value : list) {
                ((DoubleValues) lists.elements()).append(value);
            }
            lists.append();
            batch.endRow();
        }
        assertThat(images(RowImage.ofValues(0), batch)).doesNotHaveDuplicates();
        List<ByteBuffer> keys = images(RowImage.ofKey(0), batch);
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
        assertThat(keys.subList(1, 4)).doesNotHaveDuplicates();
    }

    @Test
    void structsAndListsInEachOtherHaveTheSameImageWhereTheyAreTheSame() {
        long seed = System.nanoTime();
        for (int round = 0; round < 20; round++) {
            StructType schema = SampleRows.nested(new Random(seed + round), 2, 1 + round % 3);
            RowImage all = RowImage.ofValues(IntStream.range(0, schema.length()).toArray());
            List<List<@Nullable Object>> rows = new SampleRows(seed + round, 2, 40).rows(schema, 100);
            List<ByteBuffer> images = images(all, SampleRows.batch(schema, rows));
            ColumnBatch copy = new ColumnBatch(schema, 10);
            for (int i = 0; i < rows.size(); i++) {
                for (int j = 0; j < i; j++) {
                    assertThat(images.get(i).equals(images.get(j)))
                            .as("seed %d, %s, rows %d and %d", seed, schema.simpleString(), i, j)
                            .isEqualTo(rows.get(i).equals(rows.get(j)));
                }
                all.append(images.get(i), copy);
                copy.endRow();
            }
            assertThat(SampleRows.back(copy)).isEqualTo(rows);
        }
    }

    @Test
    void aKeyIsReadInTheOrderThatIsAskedFor() {
        ColumnBatch batch = random(new SplittableRandom(SEED), 50);
        assertThat(images(RowImage.ofValues(0, 2), batch)).isNotEqualTo(images(RowImage.ofValues(2, 0), batch));
    }
}
