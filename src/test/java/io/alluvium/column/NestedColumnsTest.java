package io.alluvium.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Structs and lists in each other, as parquet-java reads them from our files. */
final class NestedColumnsTest {
    private static final EncodingLimits SMALL = new EncodingLimits(40_000, 1_000, 2_000);

    private Path file;

    @BeforeEach
    void name(@TempDir Path folder) {
        file = folder.resolve("rows.parquet");
    }

    private WrittenFile write(StructType schema, EncodingLimits limits, List<ColumnBatch> batches) throws IOException {
        return SampleRows.write(file, schema, limits, batches);
    }

    private void roundTrip(
            StructType schema, EncodingLimits limits, int batchRows, List<List<@Nullable Object>> rows, String what)
            throws IOException {
        WrittenFile written = write(schema, limits, SampleRows.batches(schema, rows, batchRows));
        assertThat(written.rows()).as(what).isEqualTo(rows.size());
        List<List<@Nullable Object>> read = ParquetRows.read(file);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(read.get(i)).as("%s, row %d", what, i).isEqualTo(rows.get(i));
        }
        assertThat(read).hasSameSizeAs(rows);
    }

    @Test
    void randomNestedFilesAreReadAsTheyWereWritten() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            StructType schema = SampleRows.nested(random, 3, 1 + random.nextInt(4));
            int nullPercent = List.of(0, 2, 30, 80).get(random.nextInt(4));
            SampleRows sample = new SampleRows(random.nextLong(), 1 + random.nextInt(2_000), nullPercent);
            EncodingLimits limits = new EncodingLimits(
                    1_000 + random.nextInt(100_000), 100 + random.nextInt(5_000), 16 + random.nextInt(10_000));
            roundTrip(
                    schema,
                    limits,
                    1 + random.nextInt(600),
                    sample.rows(schema, random.nextInt(1_500)),
                    "seed " + seed + ", round " + round + ", " + schema.simpleString());
        }
    }

    /** Every value of a type whose lists have at most two elements and whose numbers are all 1. */
    private static List<@Nullable Object> everyValue(DataType type) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(null);
        if (type instanceof ArrayType array) {
            List<@Nullable Object> elements = everyValue(array.elementType());
            values.add(List.of());
            for (Object first : elements) {
                values.add(Collections.singletonList(first));
                for (Object second : elements) {
                    values.add(Arrays.asList(first, second));
                }
            }
        } else if (type instanceof StructType struct) {
            List<List<@Nullable Object>> structs = List.of(List.of());
            for (StructField field : struct.fields()) {
                List<List<@Nullable Object>> longer = new ArrayList<>();
                for (List<@Nullable Object> begun : structs) {
                    for (Object value : everyValue(field.dataType())) {
                        List<@Nullable Object> one = new ArrayList<>(begun);
                        one.add(value);
                        longer.add(one);
                    }
                }
                structs = longer;
            }
            values.addAll(structs);
        } else {
            values.add(1L);
        }
        return values;
    }

    @Test
    void everyPatternOfNullEmptyAndPresentIsKeptApart() throws IOException {
        for (String type : List.of(
                "struct<a:bigint,b:bigint>",
                "struct<a:struct<b:struct<c:bigint>,d:bigint>>",
                "struct<a:array<bigint>,b:bigint>",
                "array<struct<a:bigint>>",
                "array<struct<a:bigint,b:struct<c:bigint>>>",
                "array<array<bigint>>",
                "array<struct<a:array<bigint>>>",
                "struct<a:array<struct<b:array<bigint>>>>")) {
            StructType schema = StructType.fromDDL("v " + type + ", after bigint");
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (Object value : everyValue(schema.apply("v").dataType())) {
                rows.add(Arrays.asList(value, (long) rows.size()));
            }
            for (int batchRows : List.of(1, 7, rows.size())) {
                roundTrip(schema, EncodingLimits.STANDARD, batchRows, rows, type + ", batches of " + batchRows);
            }
            roundTrip(schema, new EncodingLimits(1 << 20, 20, 1_000), rows.size(), rows, type + ", small pages");
        }
    }

    private static DataType deep(String kinds) {
        DataType type = DataTypes.StringType;
        for (int i = 0; i < 20; i++) {
            boolean isList = kinds.charAt(i % kinds.length()) == 'l';
            type = isList
                    ? DataTypes.createArrayType(type)
                    : new StructType().add("n" + i, DataTypes.LongType).add("f", type);
        }
        return type;
    }

    @Test
    void twentyLevelsAreRead() throws IOException {
        for (String kinds : List.of("s", "l", "sl", "lls")) {
            StructType schema = new StructType().add("c", deep(kinds));
            for (int nullPercent : List.of(0, 3, 20)) {
                List<List<@Nullable Object>> rows = new SampleRows(8, 50, nullPercent).rows(schema, 20);
                roundTrip(schema, SMALL, 12, rows, kinds + ", " + nullPercent + " % null");
            }
        }
    }

    @Test
    void aStructOf500FieldsIsRead() throws IOException {
        StructType wide = new StructType();
        for (int i = 0; i < 500; i++) {
            wide = wide.add("f" + i, SampleRows.SCALARS.get(i % SampleRows.SCALARS.size()));
        }
        StructType schema =
                new StructType().add("c", DataTypes.createArrayType(wide)).add("s", wide);
        roundTrip(schema, EncodingLimits.STANDARD, 100, new SampleRows(4, 100, 40).rows(schema, 130), "wide");
    }

    @Test
    void rowsAroundAListOfManyPagesAreRead() throws IOException {
        StructType schema = StructType.fromDDL("c array<struct<a:double,l:array<double>>>, after bigint");
        SampleRows sample = new SampleRows(11, 1_000_000, 5);
        DataType element = ((ArrayType) schema.fields()[0].dataType()).elementType();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int length = i % 9 == 4 ? 3_000 : i % 3;
            List<@Nullable Object> list = new ArrayList<>();
            for (int e = 0; e < length; e++) {
                list.add(sample.value(element));
            }
            rows.add(Arrays.asList(list, (long) i));
        }
        roundTrip(schema, new EncodingLimits(1 << 20, 1_000, 1_000), 40, rows, "long lists");
        // A row is in one page, however long its list is.
        assertThat(ParquetRows.encodings(file, 0, 0)).hasSizeBetween(5, 10);
    }

    @Test
    void aRowIsDroppedInTheMidstOfAValue() throws IOException {
        StructType schema =
                StructType.fromDDL("id bigint, c array<struct<a:string,l:array<struct<b:bigint,c:bigint>>>>");
        List<List<@Nullable Object>> rows = new SampleRows(12, 100, 20).rows(schema, 300);
        ColumnBatch batch = new ColumnBatch(schema, 10);
        for (List<@Nullable Object> row : rows) {
            SampleRows.append(batch.column(0), 7L);
            if (batch.rows() % 2 == 0) {
                ListValues outer = (ListValues) batch.column(1);
                StructValues struct = (StructValues) outer.elements();
                ListValues inner = (ListValues) struct.field(1);
                SampleRows.append(inner, List.of(List.of(1L, 2L)));
                struct.append();
                SampleRows.append(struct.field(0), ByteBuffer.wrap(new byte[] {'x'}));
                SampleRows.append(inner.elements(), List.of(3L, 4L));
                SampleRows.append(((StructValues) inner.elements()).field(0), 5L);
            }
            batch.dropRow();
            SampleRows.append(batch.column(0), row.get(0));
            SampleRows.append(batch.column(1), row.get(1));
            batch.endRow();
        }
        write(schema, SMALL, List.of(batch));
        assertThat(ParquetRows.read(file)).isEqualTo(rows);
    }

    @Test
    void aFieldThatGotNoValueIsNull() throws IOException {
        StructType schema = StructType.fromDDL("c struct<a:bigint,b:struct<x:bigint>,l:array<bigint>>");
        ColumnBatch batch = new ColumnBatch(schema, 10);
        StructValues structs = (StructValues) batch.column(0);
        structs.append();
        batch.endRow();
        ((LongValues) structs.field(0)).append(1);
        structs.append();
        batch.endRow();
        ((StructValues) structs.field(1)).append();
        structs.append();
        batch.endRow();
        write(schema, SMALL, List.of(batch));
        assertThat(ParquetRows.read(file))
                .isEqualTo(List.of(
                        List.of(Arrays.asList(null, null, null)),
                        List.of(Arrays.asList(1L, null, null)),
                        List.of(Arrays.asList(null, Collections.singletonList(null), null))));
    }

    @Test
    void aNestedFileWithoutRowsHasItsColumns() throws IOException {
        StructType schema = StructType.fromDDL("c struct<a:bigint,l:array<struct<b:bigint>>>, m array<array<string>>");
        assertThat(write(schema, EncodingLimits.STANDARD, List.of()).statistics())
                .isEqualTo(
                        "{\"numRecords\":0,\"minValues\":{\"c\":{}},\"maxValues\":{\"c\":{}},\"nullCount\":{\"c\":{}}}");
        assertThat(ParquetRows.read(file)).isEmpty();
        assertThat(ParquetRows.footer(file).getFileMetaData().getSchema().getPaths().stream()
                        .map(path -> String.join(".", path)))
                .containsExactly("c.a", "c.l.list.element.b", "m.list.element.list.element");
    }

    @Test
    void aNestedColumnMayBeNullInEveryRow() throws IOException {
        StructType schema =
                StructType.fromDDL("id bigint, c struct<a:bigint,l:array<struct<b:string>>>, m array<array<bigint>>");
        List<FileColumn> sources =
                List.of(new FileColumn.FromBatch(), new FileColumn.Constant(null), new FileColumn.Constant(null));
        StructType batchSchema = new StructType().add("id", DataTypes.LongType);
        List<List<@Nullable Object>> ids = new SampleRows(3, 100, 10).rows(batchSchema, 5_000);
        try (ParquetFile parquet = new ParquetFile(schema, Files.newOutputStream(file), sources, SMALL)) {
            parquet.write(SampleRows.batch(batchSchema, ids));
            assertThat(parquet.finish().statistics()).contains("\"c\":{\"a\":5000,\"l\":5000},\"m\":5000");
        }
        assertThat(ParquetRows.read(file))
                .isEqualTo(ids.stream()
                        .map(id -> Arrays.asList(id.get(0), null, null))
                        .toList());
        assertThatThrownBy(() -> new ParquetFile(
                        StructType.fromDDL("c struct<a:bigint>"),
                        OutputStream.nullOutputStream(),
                        List.of(new FileColumn.Constant(1L))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no constant of type STRUCT<a: BIGINT>");
    }

    @Test
    void structsWithoutFieldsAndMapsHaveNoColumns() {
        for (String type : List.of("map<string,bigint>", "struct<a:map<string,bigint>>", "array<map<string,bigint>>")) {
            StructType schema = StructType.fromDDL("c " + type);
            assertThat(ColumnValues.supports(schema.apply("c").dataType())).isFalse();
            assertThatThrownBy(() -> new ColumnBatch(schema, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("no columns of type ");
        }
        assertThat(ColumnValues.supports(new StructType())).isFalse();
        assertThat(ColumnValues.supports(DataTypes.createArrayType(new StructType())))
                .isFalse();
    }
}
