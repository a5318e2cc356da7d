package io.alluvium.sources.objects;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.map_entries;
import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose values have types are read as they were written, by Spark and by others. */
class TypedFilesIT {
    private static final Place PLACE = new Place("project.conf", 3);

    @TempDir
    private Path folder;

    @TempDir
    private Path warehouse;

    private SparkSession spark;

    @BeforeEach
    void start() {
        spark = SparkFixture.plain(SparkFixture.on(warehouse));
    }

    private static FilesTable table(String glob, FileFormat format, @Nullable String schema) {
        return new FilesTable(
                new TableName(Layer.RAW, "web"),
                PLACE,
                glob,
                format,
                FilesTable.Load.APPEND,
                FilesTable.Corrupt.FAIL,
                List.of(),
                Optional.ofNullable(schema).map(StructType::fromDDL),
                FilesTable.AS_WRITTEN,
                FileLife.USUAL);
    }

    /** All rows, by file and place in it. */
    private Dataset<Row> rows(FilesTable table) {
        FilesSource source =
                new FilesSource(new FilesSpec("web", PLACE, folder.toString(), SchemaChange.ADD, List.of(table)));
        Look look = source.look(table, Known.NOTHING);
        if (look instanceof Look.Refused refused) {
            throw refused.problem().asException();
        }
        try (TableRead read = ((Look.Changed) look).reader().read()) {
            return read.rows(spark).orderBy(RawColumns.FILE, RawColumns.POSITION);
        }
    }

    /** What Spark throws for its tasks is explained by the source. */
    private Problem failure(FilesTable table) {
        Throwable thrown = Assertions.catchThrowable(() -> rows(table).collectAsList());
        AlluviumException explained = thrown instanceof AlluviumException known
                ? known
                : new FilesSource(new FilesSpec("web", PLACE, folder.toString(), SchemaChange.ADD, List.of(table)))
                        .explain(table, thrown)
                        .orElseThrow(() -> new AssertionError(thrown));
        return explained.problems().get(0);
    }

    private static Dataset<Row> withoutMaps(Dataset<Row> rows) {
        Column[] columns = new Column[rows.schema().length()];
        for (int i = 0; i < columns.length; i++) {
            StructField field = rows.schema().fields()[i];
            Column column = col(field.name());
            columns[i] =
                    field.dataType() instanceof MapType ? map_entries(column).as(field.name()) : column;
        }
        return rows.select(columns);
    }

    private void assertReadAlike(String name, FileFormat format, Dataset<Row> written) {
        Dataset<Row> expected = withoutMaps(written).orderBy("id");
        Dataset<Row> found = rows(table(name + "/*." + name.replaceAll("\\d+", ""), format, null));
        assertThat(found.drop(RawColumns.FILE, RawColumns.POSITION).schema().simpleString())
                .isEqualTo(expected.schema().simpleString());
        List<String> rows = expected.toJSON().collectAsList();
        List<String> read =
                found.drop(RawColumns.FILE, RawColumns.POSITION).toJSON().collectAsList();
        assertThat(read).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(read.get(i)).as("row " + i).isEqualTo(rows.get(i));
        }
        assertThat(found.filter(col("id").notEqual(col(RawColumns.POSITION))).count())
                .isZero();
    }

    private Dataset<Row> random(long seed, int count) {
        RandomRows random = new RandomRows(seed);
        StructType schema = random.schema();
        return spark.createDataFrame(random.rows(schema, count), schema).coalesce(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void parquetOfSparkIsReadAsItWasWritten(long seed) {
        Random options = new Random(seed);
        spark.conf().set("spark.sql.parquet.writeLegacyFormat", seed % 3 == 0);
        spark.conf()
                .set(
                        "spark.sql.parquet.outputTimestampType",
                        List.of("INT96", "TIMESTAMP_MICROS").get(options.nextInt(2)));
        Dataset<Row> rows = random(seed, 300);
        DataFrameWriter<Row> writer = rows.write()
                .option(
                        "compression",
                        List.of("snappy", "gzip", "zstd", "none", "lz4_raw").get(options.nextInt(5)))
                .option("parquet.block.size", options.nextBoolean() ? 4096 : 1 << 20)
                .option("parquet.page.size", options.nextBoolean() ? 512 : 1 << 20)
                .option("parquet.enable.dictionary", String.valueOf(options.nextBoolean()))
                .option("parquet.writer.version", options.nextBoolean() ? "v1" : "v2")
                .option("parquet.page.row.count.limit", options.nextBoolean() ? 7 : 20_000);
        writer.parquet(folder.resolve("parquet" + seed).toString());
        assertReadAlike("parquet" + seed, FileFormat.Typed.PARQUET, rows);
    }

    /** ORC's timestamps have no zone: an instant that Spark writes in UTC arrives as the local time that the file has. */
    private static DataType withLocalTimes(DataType type) {
        if (type instanceof ArrayType array) {
            return DataTypes.createArrayType(withLocalTimes(array.elementType()));
        }
        if (type instanceof MapType map) {
            return DataTypes.createMapType(map.keyType(), withLocalTimes(map.valueType()));
        }
        if (type instanceof StructType struct) {
            StructType local = new StructType();
            for (StructField field : struct.fields()) {
                local = local.add(field.name(), withLocalTimes(field.dataType()));
            }
            return local;
        }
        return type instanceof TimestampType ? DataTypes.TimestampNTZType : type;
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void orcOfSparkIsReadAsItWasWritten(long seed) {
        Random options = new Random(seed);
        Dataset<Row> rows = random(seed, 300);
        rows.write()
                .option(
                        "compression",
                        List.of("snappy", "zlib", "zstd", "none", "lz4").get(options.nextInt(5)))
                .option("orc.stripe.size", options.nextBoolean() ? 2000 : 1 << 20)
                .option("orc.dictionary.key.threshold", options.nextBoolean() ? 0 : 1)
                .orc(folder.resolve("orc" + seed).toString());
        Column[] columns = new Column[rows.schema().length()];
        for (int i = 0; i < columns.length; i++) {
            StructField field = rows.schema().fields()[i];
            columns[i] =
                    col(field.name()).cast(withLocalTimes(field.dataType())).as(field.name());
        }
        assertReadAlike("orc" + seed, FileFormat.Typed.ORC, rows.select(columns));
    }

    /** Columns of files are united by name; what no type holds stops the table, and names both files. */
    @Test
    void filesOfOneTableMayDifferAsFarAsATypeHoldsThemAll() {
        spark.sql("select 1 as id, cast(1.5 as decimal(3,1)) as n, 'x' as a")
                .write()
                .parquet(folder.resolve("a").toString());
        spark.sql("select 2L as ID, cast(0.25 as decimal(5,2)) as n, array(1) as b")
                .write()
                .parquet(folder.resolve("b").toString());
        Dataset<Row> rows = rows(table("**/*.parquet", FileFormat.Typed.PARQUET, null));
        assertThat(rows.schema().simpleString())
                .isEqualTo("struct<id:bigint,n:decimal(5,2),a:string,b:array<int>,_file:string,_position:bigint>");
        assertThat(rows.select("id", "n", "a", "b").toJSON().collectAsList())
                .containsExactly("{\"id\":1,\"n\":1.50,\"a\":\"x\"}", "{\"id\":2,\"n\":0.25,\"b\":[1]}");

        spark.sql("select 'three' as id").write().parquet(folder.resolve("c").toString());
        Problem different = failure(table("**/*.parquet", FileFormat.Typed.PARQUET, null));
        assertThat(different.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
        assertThat(different.message()).startsWith("column id is bigint in ").contains(" and string in c/");

        Problem declared = failure(table("c/*.parquet", FileFormat.Typed.PARQUET, "id int"));
        assertThat(declared.message()).startsWith("column id of c/").endsWith(" is string, no int");
        assertThat(rows(table("a/*.parquet", FileFormat.Typed.PARQUET, "id tinyint, n decimal(9,4)"))
                        .select("id", "n")
                        .toJSON()
                        .collectAsList())
                .containsExactly("{\"id\":1,\"n\":1.5000}");
    }
}
