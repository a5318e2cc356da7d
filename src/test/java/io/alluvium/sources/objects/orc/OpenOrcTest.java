package io.alluvium.sources.objects.orc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.ReadRows;
import io.alluvium.sources.objects.typed.TypedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.common.type.HiveDecimal;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MapColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.CompressionKind;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken files end in an error of ours, soon, and in no more memory than there is. */
class OpenOrcTest {
    private static final int ROWS = 40;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Path written(CompressionKind compression) throws IOException {
        TypeDescription type = TypeDescription.fromString("struct<id:bigint,s:string,l:array<int>,b:boolean,"
                + "d:decimal(20,3),ts:timestamp,m:map<string,array<string>>>");
        Path file = folder.resolve("t.orc");
        try (Writer writer = OrcFile.createWriter(
                new org.apache.hadoop.fs.Path(file.toUri()),
                OrcFile.writerOptions(new Configuration(false)).setSchema(type).compress(compression))) {
            VectorizedRowBatch batch = type.createRowBatch(ROWS);
            for (int row = 0; row < ROWS; row++) {
                ((LongColumnVector) batch.cols[0]).vector[row] = row * 1000003L;
                ((BytesColumnVector) batch.cols[1]).setVal(row, ("t" + row % 5).getBytes(StandardCharsets.UTF_8));
                ListColumnVector list = (ListColumnVector) batch.cols[2];
                list.offsets[row] = row * 2L;
                list.lengths[row] = 2;
                list.childCount = row * 2 + 2;
                list.child.ensureSize(2 * ROWS, true);
                ((LongColumnVector) list.child).vector[row * 2] = row;
                ((LongColumnVector) list.child).vector[row * 2 + 1] = 7;
                ((LongColumnVector) batch.cols[3]).vector[row] = row % 2;
                ((DecimalColumnVector) batch.cols[4]).set(row, HiveDecimal.create("12345678901234.567"));
                ((TimestampColumnVector) batch.cols[5]).time[row] = row * 1000L;
                ((TimestampColumnVector) batch.cols[5]).nanos[row] = 1000;
                batch.cols[6].noNulls = false;
                batch.cols[6].isNull[row] = true;
                batch.size++;
            }
            writer.addRowBatch(batch);
        }
        return file;
    }

    private static ReadRows read(Path file) throws IOException {
        StructType table = new StructType();
        try (TypedFile opened = ReadRows.open(file, OpenOrc::of)) {
            for (TypedFile.Column column : opened.columns()) {
                table = table.add(column.name(), column.type().orElseThrow());
            }
        }
        return ReadRows.of(file, OpenOrc::of, table);
    }

    /** Rows, or an error of ours: names and types that a flipped bit makes are as good as others. */
    private static boolean isBroken(Path file) {
        Throwable thrown = assertTimeoutPreemptively(SOON, () -> catchThrowable(() -> read(file)));
        assertThat(thrown)
                .satisfiesAnyOf(
                        error -> assertThat(error).isNull(),
                        error -> assertThat(error).isInstanceOf(BrokenFileException.class),
                        error -> assertThat(error)
                                .isInstanceOf(java.util.NoSuchElementException.class)
                                .hasMessage("No value present"));
        return thrown != null;
    }

    @Test
    void noByteMayBeMissing() throws IOException {
        for (CompressionKind compression : List.of(CompressionKind.NONE, CompressionKind.ZLIB)) {
            Path file = written(compression);
            assertThat(read(file).rows()).hasSize(ROWS);
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Path cut = Files.write(folder.resolve("cut.orc"), Arrays.copyOf(whole, length));
                assertThat(isBroken(cut)).as("cut at %d", length).isTrue();
            }
        }
    }

    @Test
    void whatIsInListsHasABound() {
        VectorizedRowBatch batch = TypeDescription.fromString("struct<l:array<map<string,array<"
                        + "struct<i:bigint,f:double,d:decimal(20,3),t:timestamp,y:date,b:binary>>>>>")
                .createRowBatch(10);
        BoundedVectors.bound(batch.cols[0]);
        ListColumnVector list = (ListColumnVector) batch.cols[0];
        MapColumnVector map = (MapColumnVector) list.child;
        ListColumnVector inner = (ListColumnVector) map.values;
        for (ColumnVector bounded : List.of(list.child, map.keys, map.values, inner.child)) {
            bounded.ensureSize(100_000, false);
            assertThat(bounded.isNull).hasSizeGreaterThanOrEqualTo(100_000);
            for (int elements : new int[] {(1 << 24) + 1, Integer.MAX_VALUE, -1}) {
                assertThatThrownBy(() -> bounded.ensureSize(elements, false))
                        .hasMessage("more than 16777216 elements of lists at once");
            }
        }
    }

    @Test
    void partsThatAreLargerThanTheFileAreNotReadAtAll() throws IOException {
        byte[] whole = Files.readAllBytes(written(CompressionKind.NONE));
        int length = whole[whole.length - 1];
        assertThat(whole[whole.length - 1 - length])
                .as("where the footer's length begins")
                .isEqualTo((byte) 8);
        for (List<Integer> size : List.of(List.of(0xFF, 0x7F), List.of(0xFF, 0xFF))) {
            byte[] damaged = whole.clone();
            damaged[whole.length - length] = (byte) (int) size.get(0);
            damaged[whole.length - length + 1] = (byte) (int) size.get(1);
            Path file = Files.write(folder.resolve("damaged.orc"), damaged);
            assertThatThrownBy(() -> read(file)).isInstanceOf(BrokenFileException.class);
        }
    }
}
