package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.FileColumn;
import io.alluvium.column.LongValues;
import io.alluvium.column.ParquetFile;
import io.alluvium.column.WrittenFile;
import io.alluvium.domain.KeyIntervals;
import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.FaultyLogStore;
import io.alluvium.fixture.SparkFixture;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appends without Spark, looked at through Spark, stock Delta and Kernel. */
class FileAppendIT {
    private static final TableName TABLE = new TableName(Layer.RAW, "numbers");
    private static final StructType SCHEMA = NumberFiles.SCHEMA;

    @TempDir
    Path folder;

    private LakeSession spark;
    private Lake lake;
    private final String tableId = UUID.randomUUID().toString();

    @BeforeEach
    void open() {
        spark = SparkFixture.on(folder);
        lake = spark.lake();
    }

    @AfterEach
    void theStorageWorksAgain() {
        FaultyLogStore.failNextCommit(FaultyLogStore.Fault.NONE);
    }

    private CommitMark mark(long number) {
        return mark(number, "shop");
    }

    private CommitMark mark(long number, String project) {
        return new CommitMark(
                "writer",
                number,
                tableId,
                new RunId(7),
                Map.of(),
                Map.of("alluvium.project", project, "delta.appendOnly", "true"),
                Optional.empty(),
                Map.of());
    }

    private FileAppend begun(Optional<TableVersion> base, long number, long... ids) {
        FileAppend append = lake.append(TABLE, base, SCHEMA, mark(number));
        try {
            NumberFiles.write(append, ids);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return append;
    }

    private List<String> rows(SparkSession session) {
        return rows(session.table("raw.numbers"));
    }

    private static List<String> rows(Dataset<Row> rows) {
        return rows.orderBy("id").collectAsList().stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    private List<String> rows() {
        TableVersion now = lake.current(TABLE).orElseThrow();
        return rows(spark.session("test", Map.of(TABLE, now)));
    }

    @Test
    void filesOfATaskAreInTheTableOnlyWhereItsAnswerIsTaken() throws IOException {
        FileAppend append = lake.append(TABLE, Optional.empty(), SCHEMA, mark(1));
        TaskFiles lost = new TaskFiles(append.folder(), append.settings());
        TaskFiles taken = new TaskFiles(append.folder(), append.settings());
        NumberFiles.write(lost, 1, 2);
        NumberFiles.write(taken, 1, 2);
        append.addAll(taken.files());

        assertThat(append.rowCount()).isEqualTo(2);
        append.commit();
        assertThat(rows()).containsExactly("1 w1", "2 w2");
        lost.delete();
        assertThat(new File(lake.place(TABLE)).list((folder, name) -> name.endsWith(".parquet")))
                .containsExactly(taken.files().get(0).name());
    }

    @Test
    void aFileOfATaskThatIsNotInTheWarehouseStopsTheAppend() {
        FileAppend append = lake.append(TABLE, Optional.empty(), SCHEMA, mark(1));

        assertThatThrownBy(() -> append.addAll(List.of(new DataFile(NewFiles.name(), 10, 1, "{}"))))
                .isInstanceOf(AlluviumException.class)
                .hasMessage("ALV-5005: a file of " + TABLE + " that a task of Spark wrote is not in the warehouse");
    }

    @Test
    void aNewTableHasTheIdAndTheNumberThatTheJournalGaveIt() {
        TableVersion made = begun(Optional.empty(), 1, 3, 4).commit();

        assertThat(made.tableId()).isEqualTo(tableId);
        assertThat(made.version()).isZero();
        assertThat(made.schema()).isEqualTo(SCHEMA);
        assertThat(made).isEqualTo(lake.current(TABLE).orElseThrow());
        assertThat(lake.committed(made, "writer")).hasValue(1);
        assertThat(made.properties())
                .containsEntry("alluvium.project", "shop")
                .containsEntry("delta.appendOnly", "true")
                .containsEntry("delta.enableChangeDataFeed", "true");
        assertThat(rows()).containsExactly("3 w3", "4 w4");
    }

    @Test
    void theTableIsMadeAsSparkMakesIt() {
        TableVersion ours = begun(Optional.empty(), 1, 1).commit();
        TableName other = new TableName(Layer.RAW, "other");
        SparkSession session = SparkFixture.plain(spark);
        TableVersion stock = spark.stage(
                        session,
                        other,
                        Optional.empty(),
                        new TableChange.Append(session.range(1).selectExpr("id", "'w' as word")),
                        new CommitMark(
                                "writer",
                                1,
                                UUID.randomUUID().toString(),
                                new RunId(7),
                                Map.of(),
                                mark(1).properties(),
                                Optional.empty(),
                                Map.of()))
                .commit();
        assertThat(ours.properties()).isEqualTo(stock.properties());
        assertThat(ours.schema()).isEqualTo(stock.schema());
        assertThat(protocol(TABLE)).isEqualTo(protocol(other));
    }

    private Row protocol(TableName table) {
        return SparkFixture.plain(spark)
                .sql("describe detail delta.`" + lake.path(table) + "`")
                .select("minReaderVersion", "minWriterVersion", "tableFeatures")
                .head();
    }

    @Test
    void sparkAndWeAppendInTurn() {
        TableVersion first = begun(Optional.empty(), 1, 1).commit();
        SparkSession session = spark.session("test", Map.of(TABLE, first));
        TableVersion second = spark.stage(
                        session,
                        TABLE,
                        Optional.of(first),
                        new TableChange.Append(session.range(2, 3).selectExpr("id", "'w2' as word")),
                        mark(2))
                .commit();
        TableVersion third = begun(Optional.of(second), 3, 3).commit();
        assertThat(third.version()).isEqualTo(2);
        assertThat(rows()).containsExactly("1 w1", "2 w2", "3 w3");
        assertThat(lake.committed(third, "writer")).hasValue(3);
        assertThat(rows(SparkFixture.plain(spark).read().format("delta").load(lake.path(TABLE))))
                .isEqualTo(rows());
    }

    @Test
    void theChangeFeedHoldsTheRowsOfEachAppend() {
        TableVersion first = begun(Optional.empty(), 1, 1).commit();
        begun(Optional.of(first), 2, 2, 3).commit();
        assertThat(SparkFixture.plain(spark)
                        .read()
                        .format("delta")
                        .option("readChangeFeed", "true")
                        .option("startingVersion", 1)
                        .load(lake.path(TABLE))
                        .selectExpr("concat_ws(' ', id, _change_type, _commit_version)")
                        .collectAsList()
                        .stream()
                        .map(row -> row.getString(0)))
                .containsExactlyInAnyOrder("2 insert 1", "3 insert 1");
    }

    @Test
    void anEmptyTableIsATable() {
        TableVersion made = begun(Optional.empty(), 1).commit();
        assertThat(made.schema()).isEqualTo(SCHEMA);
        assertThat(rows()).isEmpty();
        begun(Optional.of(made), 2, 5).commit();
        assertThat(rows()).containsExactly("5 w5");
    }

    @Test
    void ofTwoThatAppendToTheSameVersionOneIsRefusedAndLeavesNoFile() {
        TableVersion first = begun(Optional.empty(), 1, 1).commit();
        FileAppend one = begun(Optional.of(first), 2, 2);
        FileAppend other = begun(Optional.of(first), 3, 3);
        one.commit();
        assertThatThrownBy(other::commit)
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.COMMIT_CONFLICT));
        assertThat(rows()).containsExactly("1 w1", "2 w2");
        assertThat(dataFiles()).hasSize(2);
    }

    @Test
    void ofTwoThatMakeTheTableOneIsRefused() {
        FileAppend one = begun(Optional.empty(), 1, 1);
        FileAppend other = begun(Optional.empty(), 1, 2);
        one.commit();
        assertThatThrownBy(other::commit).isInstanceOf(AlluviumException.class).hasMessageContaining("another writer");
        assertThat(rows()).containsExactly("1 w1");
    }

    @Test
    void aNumberThatIsInTheTableAlreadyIsRefusedBeforeAnythingIsWritten() {
        TableVersion first = begun(Optional.empty(), 4, 1).commit();
        assertThatThrownBy(() -> begun(Optional.of(first), 4, 2)).hasMessageContaining("another writer");
        assertThat(dataFiles()).hasSize(1);
    }

    @Test
    void aTableOfAnotherProjectIsRefused() {
        TableVersion first = begun(Optional.empty(), 1, 1).commit();
        assertThatThrownBy(() -> lake.append(TABLE, Optional.of(first), SCHEMA, mark(2, "bank")))
                .hasMessageContaining("belongs to project shop, not to bank");
    }

    @Test
    void aCommitWhoseAnswerIsLostHasHappened() {
        TableVersion first = begun(Optional.empty(), 1, 1).commit();
        FaultyLogStore.failNextCommit(FaultyLogStore.Fault.AFTER_WRITE);
        TableVersion second = begun(Optional.of(first), 2, 2).commit();
        assertThat(second.version()).isEqualTo(1);
        assertThat(rows()).containsExactly("1 w1", "2 w2");
    }

    @Test
    void aCommitThatTheStorageRefusesIsUnknownAndMayBeTriedAgain() {
        TableVersion first = begun(Optional.empty(), 1, 1).commit();
        FaultyLogStore.failNextCommit(FaultyLogStore.Fault.BEFORE_WRITE);
        assertThatThrownBy(() -> begun(Optional.of(first), 2, 2).commit())
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.STORAGE_FAILED));
        assertThat(rows()).containsExactly("1 w1");
        begun(Optional.of(first), 2, 2).commit();
        assertThat(rows()).containsExactly("1 w1", "2 w2");
    }

    @Test
    void anInterruptBeforeTheCommitLeavesNothing() {
        TableVersion first = begun(Optional.empty(), 1, 1).commit();
        FileAppend append = begun(Optional.of(first), 2, 2);
        Thread.currentThread().interrupt();
        assertThatThrownBy(append::commit)
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(rows()).containsExactly("1 w1");
        assertThat(dataFiles()).hasSize(1);
    }

    @Test
    void theHundredthVersionHasACheckpointSoThatLogsStayShort() {
        Optional<TableVersion> base = Optional.empty();
        for (int number = 1; number <= 102; number++) {
            base = Optional.of(begun(base, number, number).commit());
        }
        assertThat(folder.resolve("raw/numbers/_delta_log/_last_checkpoint")).exists();
        assertThat(rows()).hasSize(102);
        assertThat(lake.committed(base.orElseThrow(), "writer")).hasValue(102);
    }

    @Test
    void whatIsDroppedLeavesNoFile() {
        begun(Optional.empty(), 1, 1).drop();
        assertThat(lake.current(TABLE)).isEmpty();
        assertThat(dataFiles()).isEmpty();
    }

    @Test
    void aScanGivesTheRowsBackAndSkipsFilesOutsideItsRange() {
        TableVersion first = begun(Optional.empty(), 1, 1, 2).commit();
        TableVersion second = begun(Optional.of(first), 2, 30, 40).commit();
        assertThat(scanned(second, Optional.empty())).containsExactlyInAnyOrder(1L, 2L, 30L, 40L);
        assertThat(scanned(second, Optional.of(KeyIntervals.between("id", 30, 35))))
                .containsExactly(30L, 40L);
        assertThat(scanned(first, Optional.empty())).containsExactly(1L, 2L);
    }

    /** Statistics of times have milliseconds only, and a file may end or begin between two of them. */
    @Test
    void aFileWithOneRowIsSkippedOrNotForEveryTypeOfKey() throws IOException {
        StructType schema = new StructType()
                .add("short", DataTypes.ShortType)
                .add("int", DataTypes.IntegerType)
                .add("date", DataTypes.DateType)
                .add("moment", DataTypes.TimestampType)
                .add("local", DataTypes.TimestampNTZType)
                .add("price", DataTypes.createDecimalType(9, 2));
        long[] values = {-7, 7, -1, 1_700_000_000_123_456L, -1_700_000_000_123_456L, -1205};
        FileAppend append = lake.append(TABLE, Optional.empty(), schema, mark(1));
        ColumnBatch batch = new ColumnBatch(schema, 1);
        for (int i = 0; i < values.length; i++) {
            ((LongValues) batch.column(i)).append(values[i]);
        }
        batch.endRow();
        String name = NewFiles.name();
        List<FileColumn> sources = Collections.nCopies(values.length, new FileColumn.FromBatch());
        try (ParquetFile file = new ParquetFile(schema, append.create(name), sources)) {
            file.write(batch);
            WrittenFile written = file.finish();
            append.add(new DataFile(name, written.bytes(), written.rows(), written.statistics()));
        }
        TableVersion version = append.commit();
        for (int i = 0; i < values.length; i++) {
            String column = schema.fieldNames()[i];
            assertThat(kept(version, schema, column, values[i], values[i]))
                    .as(column)
                    .isOne();
            assertThat(kept(version, schema, column, values[i] - 5000, values[i]))
                    .as(column)
                    .isOne();
            assertThat(kept(version, schema, column, values[i], values[i] + 5000))
                    .as(column)
                    .isOne();
            assertThat(kept(version, schema, column, values[i] - 9000, values[i] - 5000))
                    .as(column)
                    .isZero();
            assertThat(kept(version, schema, column, values[i] + 5000, values[i] + 9000))
                    .as(column)
                    .isZero();
        }
    }

    private long kept(TableVersion version, StructType schema, String column, long from, long to) {
        int scale = schema.apply(column).dataType() instanceof DecimalType decimal ? decimal.scale() : 0;
        KeyIntervals keys = new KeyIntervals(
                column,
                List.of(new KeyIntervals.Interval(
                        Optional.of(BigDecimal.valueOf(from, scale).toPlainString()),
                        Optional.of(BigDecimal.valueOf(to + 1, scale).toPlainString()))));
        long[] rows = {0};
        lake.scan(version, schema, Optional.of(keys))
                .read(new ColumnBatch(schema, 3), batch -> rows[0] += batch.rows());
        return rows[0];
    }

    private List<Long> scanned(TableVersion version, Optional<KeyIntervals> range) {
        StructType columns = new StructType().add("id", DataTypes.LongType);
        List<Long> ids = new ArrayList<>();
        lake.scan(version, columns, range).read(new ColumnBatch(columns, 3), batch -> {
            for (int i = 0; i < batch.rows(); i++) {
                ids.add(((LongValues) batch.column(0)).value(i));
            }
        });
        return ids;
    }

    private List<Path> dataFiles() {
        Path table = folder.resolve("raw/numbers");
        if (!Files.exists(table)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(table)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
