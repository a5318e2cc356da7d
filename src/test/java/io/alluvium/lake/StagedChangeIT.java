package io.alluvium.lake;

import static io.alluvium.lake.LakeTables.CURATED;
import static io.alluvium.lake.LakeTables.RAW;
import static io.alluvium.lake.LakeTables.multiset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.FaultyLogStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagedChangeIT {
    private LakeTables tables;

    @BeforeEach
    void open(@TempDir Path folder) {
        // A path that any careless use of URIs, globs or partition names would break.
        tables = new LakeTables(folder.resolve("a b%20[x]{y}").resolve("p=1"));
    }

    private Dataset<Row> orders(Object... idsAndTotals) {
        List<Row> rows = new java.util.ArrayList<>();
        for (int i = 0; i < idsAndTotals.length; i += 2) {
            rows.add(RowFactory.create(idsAndTotals[i], idsAndTotals[i + 1]));
        }
        return tables.rows("id int, total string", rows);
    }

    private static void refuses(ThrowingCallable call, ErrorCode code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems())
                                .first()
                                .satisfies(problem -> assertThat(problem.code()).isEqualTo(code)))
                .hasMessageContaining(message);
    }

    private List<Path> dataFiles(Path table) throws IOException {
        if (!Files.exists(table)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(table)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("_delta_log"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void stagedRowsAreSeenByTheirStagerAloneUntilTheCommit() {
        Staged staged = tables.stage(RAW, new TableChange.Append(orders(1, "a", 2, "b")));

        assertThat(tables.lake.lake().current(RAW)).isEmpty();
        assertThat(staged.rowCount()).isEqualTo(2);
        assertThat(staged.effect()).isEqualTo(new Staged.Effect(2, 0, 0));
        assertThat(multiset(staged.rows())).containsExactly("[1,a]", "[2,b]");
        assertThat(multiset(staged.tableAfter())).containsExactly("[1,a]", "[2,b]");

        TableVersion version = staged.commit();

        assertThat(tables.lake.lake().current(RAW)).contains(version);
        assertThat(tables.stockContent(RAW)).containsExactly("[1,a]", "[2,b]");
    }

    @Test
    void aRunOfTheRowsQueryHappensOnce() {
        var executions = tables.session.sparkContext().longAccumulator("executions");
        org.apache.spark.sql.api.java.UDF1<Integer, Integer> counting = id -> {
            executions.add(1);
            return id;
        };
        tables.session.udf().register("counting", counting, org.apache.spark.sql.types.DataTypes.IntegerType);

        Staged staged =
                tables.stage(RAW, new TableChange.Append(orders(1, "a", 2, "b").selectExpr("counting(id) id")));
        assertThat(staged.rows().count()).isEqualTo(2);
        staged.commit();

        assertThat(executions.value()).isEqualTo(2L);
    }

    @Test
    void anAppendAddsColumnsThatAreNullInOlderRows() {
        tables.commit(RAW, new TableChange.Append(orders(1, "a")));
        Staged staged = tables.stage(
                RAW, new TableChange.Append(tables.rows("id int, note string", List.of(RowFactory.create(2, "new")))));

        assertThat(multiset(staged.tableAfter())).containsExactly("[1,a,null]", "[2,null,new]");
        TableVersion version = staged.commit();

        assertThat(version.version()).isEqualTo(1);
        assertThat(version.schema().fieldNames()).containsExactly("id", "total", "note");
        assertThat(tables.content(RAW)).containsExactly("[1,a,null]", "[2,null,new]");
    }

    @Test
    void aColumnThatChangesItsTypeIsRefusedBeforeAnythingIsWritten() throws IOException {
        TableVersion before = tables.commit(RAW, new TableChange.Append(orders(1, "a")));
        List<Path> files = dataFiles(tables.folder);

        refuses(
                () -> tables.stage(
                        RAW, new TableChange.Append(tables.rows("id string", List.of(RowFactory.create("x"))))),
                ErrorCode.DEFECT,
                "column id is INT in the table and STRING in the rows to write");

        assertThat(tables.lake.lake().current(RAW)).contains(before);
        assertThat(dataFiles(tables.folder)).isEqualTo(files);
    }

    @Test
    void aReplacementBringsItsOwnColumns() {
        tables.commit(CURATED, new TableChange.ReplaceAll(orders(1, "a", 2, "b")));
        Staged staged = tables.stage(
                CURATED,
                new TableChange.ReplaceAll(tables.rows("id long, note string", List.of(RowFactory.create(9L, "x")))));

        assertThat(staged.effect()).isEqualTo(new Staged.Effect(1, 0, 2));
        assertThat(multiset(staged.tableAfter())).containsExactly("[9,x]");
        TableVersion version = staged.commit();

        assertThat(version.schema().simpleString()).isEqualTo("struct<id:bigint,note:string>");
        assertThat(tables.content(CURATED)).containsExactly("[9,x]");
    }

    @Test
    void aReplacementMayBeEmpty() {
        tables.commit(CURATED, new TableChange.ReplaceAll(orders(1, "a")));
        tables.commit(CURATED, new TableChange.ReplaceAll(orders()));

        assertThat(tables.content(CURATED)).isEmpty();
        assertThat(tables.lake.lake().current(CURATED).orElseThrow().schema().fieldNames())
                .containsExactly("id", "total");
    }

    @Test
    void aReplacementByKeyReplacesInsertsAndDeletesByKeyInOneCommit() {
        TableVersion before = tables.commit(CURATED, new TableChange.ReplaceAll(orders(1, "a", 2, "b", 3, "c")));
        Dataset<Row> keys = tables.rows(
                "id int",
                List.of(RowFactory.create(2), RowFactory.create(3), RowFactory.create(4), RowFactory.create(5)));
        Staged staged = tables.stage(CURATED, new TableChange.ReplaceKeys(orders(2, "B", 4, "d"), keys, List.of("id")));

        assertThat(staged.effect()).isEqualTo(new Staged.Effect(1, 1, 1));
        assertThat(multiset(staged.rows())).containsExactly("[2,B]", "[4,d]");
        assertThat(multiset(staged.tableAfter())).containsExactly("[1,a]", "[2,B]", "[4,d]");
        TableVersion version = staged.commit();

        assertThat(version.version()).isEqualTo(before.version() + 1);
        assertThat(tables.content(CURATED)).containsExactly("[1,a]", "[2,B]", "[4,d]");
    }

    @Test
    void anUpsertWithoutEffectMayBeDroppedOrCommitted() throws IOException {
        TableVersion before = tables.commit(CURATED, new TableChange.ReplaceAll(orders(1, "a")));
        List<Path> files = dataFiles(tables.folder);
        Dataset<Row> keys = tables.rows("id int", List.of(RowFactory.create(7)));

        Staged dropped = tables.stage(CURATED, new TableChange.ReplaceKeys(orders(), keys, List.of("id")));
        assertThat(dropped.effect().isNone()).isTrue();
        dropped.drop();
        assertThat(tables.lake.lake().current(CURATED)).contains(before);
        assertThat(dataFiles(tables.folder)).isEqualTo(files);

        TableVersion after = tables.commit(CURATED, new TableChange.ReplaceKeys(orders(), keys, List.of("id")));
        assertThat(tables.lake.lake().committed(after, "shop/orders/1")).hasValue(2);
        assertThat(tables.content(CURATED)).containsExactly("[1,a]");
    }

    @Test
    void aDroppedChangeLeavesNoFile() throws IOException {
        tables.commit(CURATED, new TableChange.ReplaceAll(orders(1, "a", 2, "b", 3, "c")));
        List<Path> files = dataFiles(tables.folder);
        Staged staged = tables.stage(
                CURATED,
                new TableChange.ReplaceKeys(
                        orders(2, "B"), tables.rows("id int", List.of(RowFactory.create(2))), List.of("id")));
        assertThat(dataFiles(tables.folder)).hasSizeGreaterThan(files.size());

        staged.drop();

        assertThat(dataFiles(tables.folder)).isEqualTo(files);
        assertThatThrownBy(staged::commit)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a staged change ends once");
    }

    @Test
    void ofTwoChangesStagedOnOneBaseTheSecondConflictsAndItsFilesAreGone() throws IOException {
        for (TableChange first : List.of(
                new TableChange.Append(orders(5, "e")),
                new TableChange.ReplaceAll(orders(5, "e")),
                new TableChange.Append(orders()))) {
            Optional<TableVersion> base = tables.lake.lake().current(CURATED);
            long number = base.map(TableVersion::version).orElse(-1L) + 2;
            Staged winner = tables.lake.stage(tables.session, CURATED, base, first, tables.mark(number));
            Staged loser = tables.lake.stage(
                    tables.session, CURATED, base, new TableChange.Append(orders(6, "f")), tables.mark(number + 1));
            winner.commit();
            List<String> content = tables.content(CURATED);
            List<Path> files = dataFiles(tables.folder);

            refuses(loser::commit, ErrorCode.COMMIT_CONFLICT, "another writer changed curated.orders meanwhile");

            assertThat(tables.content(CURATED)).isEqualTo(content);
            assertThat(dataFiles(tables.folder)).hasSizeLessThan(files.size());
        }
    }

    @Test
    void aChangeOfAnOlderVersionIsRefused() {
        TableVersion first = tables.commit(RAW, new TableChange.Append(orders(1, "a")));
        tables.commit(RAW, new TableChange.Append(orders(2, "b")));

        refuses(
                () -> tables.lake.stage(
                        tables.session,
                        RAW,
                        Optional.of(first),
                        new TableChange.Append(orders(3, "c")),
                        tables.mark(9)),
                ErrorCode.COMMIT_CONFLICT,
                "another writer changed raw.orders meanwhile");
        refuses(
                () -> tables.lake.stage(
                        tables.session, RAW, Optional.empty(), new TableChange.Append(orders(3, "c")), tables.mark(9)),
                ErrorCode.COMMIT_CONFLICT,
                "another writer changed raw.orders meanwhile");
    }

    @Test
    void aNumberThatIsCommittedAlreadyIsRefused() {
        TableVersion base = tables.commit(RAW, new TableChange.Append(orders(1, "a")));

        refuses(
                () -> tables.lake.stage(
                        tables.session, RAW, Optional.of(base), new TableChange.Append(orders(1, "a")), tables.mark(1)),
                ErrorCode.COMMIT_CONFLICT,
                "another writer changed raw.orders meanwhile");
    }

    @Test
    void aTableOfAnotherProjectOrOfNobodyIsRefused() {
        TableVersion ours = tables.commit(RAW, new TableChange.Append(orders(1, "a")));
        refuses(
                () -> tables.lake.stage(
                        tables.session,
                        RAW,
                        Optional.of(ours),
                        new TableChange.Append(orders(2, "b")),
                        tables.mark(2, Map.of("alluvium.project", "other"))),
                ErrorCode.TABLE_FOREIGN,
                "raw.orders belongs to project shop, not to other");

        orders(1, "a").write().format("delta").save(tables.lake.lake().path(CURATED));
        refuses(
                () -> tables.stage(CURATED, new TableChange.Append(orders(2, "b"))),
                ErrorCode.TABLE_FOREIGN,
                "curated.orders was not made by Alluvium");
    }

    @Test
    void aTableThatForgetsTransactionsIsRefused() {
        tables.commit(RAW, new TableChange.Append(orders(1, "a")));
        tables.session.sql("alter table delta.`" + tables.lake.lake().path(RAW)
                + "` set tblproperties ('delta.setTransactionRetentionDuration' = 'interval 1 days')");

        refuses(
                () -> tables.stage(RAW, new TableChange.Append(orders(2, "b"))),
                ErrorCode.TRANSACTION_EXPIRY,
                "raw.orders has the table property delta.setTransactionRetentionDuration");
    }

    @Test
    void aTableWhoseFolderWasDeletedIsMadeAnew() throws IOException {
        TableVersion first = tables.commit(RAW, new TableChange.Append(orders(1, "a")));
        tables.commit(RAW, new TableChange.Append(orders(2, "b")));
        org.apache.commons.io.FileUtils.deleteDirectory(
                tables.folder.resolve("raw").resolve("orders").toFile());

        assertThat(tables.lake.lake().current(RAW)).isEmpty();
        TableVersion again = tables.commit(RAW, new TableChange.Append(orders(3, "c")));

        assertThat(again.version()).isZero();
        assertThat(again.tableId()).isNotEqualTo(first.tableId());
        assertThat(tables.content(RAW)).containsExactly("[3,c]");
    }

    /** Delta reads deletion vectors by the name under which Spark offers what it knows of a row's file. */
    @Test
    void othersDeleteRowsOfATableThatHasAColumnOfTheNameOfFileMetadata() {
        List<Row> rows = List.of(RowFactory.create(1, "a"), RowFactory.create(2, "b"), RowFactory.create(3, "c"));
        tables.commit(CURATED, new TableChange.ReplaceAll(tables.rows("id int, name string", rows)));
        tables.commit(CURATED, new TableChange.ReplaceAll(tables.rows("id int, _Metadata string", rows)));

        tables.session.sql("delete from delta.`" + tables.lake.lake().path(CURATED) + "` where id = 2");

        assertThat(tables.stockContent(CURATED)).containsExactly("[1,a]", "[3,c]");
    }

    @Test
    void aTableWithMarkedRowsTakesAColumnOfTheNameOfFileMetadata() {
        List<Row> rows = List.of(RowFactory.create(1, "a"), RowFactory.create(2, "b"), RowFactory.create(3, "c"));
        tables.commit(CURATED, new TableChange.ReplaceAll(tables.rows("id int, name string", rows)));
        tables.commit(
                CURATED,
                new TableChange.ReplaceKeys(
                        tables.rows("id int, name string", List.of()),
                        tables.rows("id int", List.of(RowFactory.create(2))),
                        List.of("id")));
        assertThat(tables.content(CURATED)).containsExactly("[1,a]", "[3,c]");

        tables.commit(
                CURATED,
                new TableChange.ReplaceKeys(
                        tables.rows("id int, name string, _metadata string", List.of(RowFactory.create(3, "d", "m"))),
                        tables.rows("id int", List.of(RowFactory.create(3))),
                        List.of("id")));

        assertThat(tables.stockContent(CURATED)).containsExactly("[1,a,null]", "[3,d,m]");
    }

    @Test
    void theKernelSeesWhatDeltaCommitted() {
        for (TableChange change : List.of(
                new TableChange.Append(orders(1, "a")),
                new TableChange.Append(
                        tables.rows("id int, at timestamp_ntz, price decimal(12,2), tags array<string>", List.of())),
                new TableChange.ReplaceAll(orders(2, "b")))) {
            TableVersion committed = tables.commit(CURATED, change);

            assertThat(tables.lake.lake().current(CURATED)).contains(committed);
            assertThat(committed.properties())
                    .containsEntry("alluvium.project", "shop")
                    .containsEntry("delta.enableChangeDataFeed", "true")
                    .containsEntry("delta.enableDeletionVectors", "true");
        }
        assertThat(tables.lake.lake().tables()).containsExactly(CURATED);
    }

    @Test
    void aCommitWhoseAnswerWasLostHappened() {
        tables.commit(RAW, new TableChange.Append(orders(1, "a")));
        Staged staged = tables.stage(RAW, new TableChange.Append(orders(2, "b")));
        FaultyLogStore.failNextCommit(FaultyLogStore.Fault.AFTER_WRITE);

        TableVersion version = staged.commit();

        assertThat(version.version()).isEqualTo(1);
        assertThat(tables.lake.lake().current(RAW)).contains(version);
        assertThat(tables.content(RAW)).containsExactly("[1,a]", "[2,b]");
    }

    @Test
    void aCommitThatTheStorageRefusedIsUnknownAndCanBeRepeated() throws IOException {
        TableVersion before = tables.commit(RAW, new TableChange.Append(orders(1, "a")));
        Staged staged = tables.stage(RAW, new TableChange.Append(orders(2, "b")));
        List<Path> files = dataFiles(tables.folder);
        FaultyLogStore.failNextCommit(FaultyLogStore.Fault.BEFORE_WRITE);

        refuses(staged::commit, ErrorCode.STORAGE_FAILED, "whether raw.orders was committed is not known");

        // An answer may still come late from other storages, so the files stay.
        assertThat(dataFiles(tables.folder)).isEqualTo(files);
        assertThat(tables.lake.lake().current(RAW)).contains(before);
        tables.commit(RAW, new TableChange.Append(orders(2, "b")));
        assertThat(tables.content(RAW)).containsExactly("[1,a]", "[2,b]");
    }

    @Test
    void anInterruptedCommitEitherHappenedOrLeftNothing() throws IOException {
        TableVersion before = tables.commit(RAW, new TableChange.Append(orders(1, "a")));
        List<Path> files = dataFiles(tables.folder);
        Staged staged = tables.stage(RAW, new TableChange.Append(orders(2, "b")));
        Thread.currentThread().interrupt();
        try {
            refuses(staged::commit, ErrorCode.INTERRUPTED, "stopped before raw.orders was committed");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(tables.lake.lake().current(RAW)).contains(before);
        assertThat(dataFiles(tables.folder)).isEqualTo(files);
    }

    @Test
    void whatDeltaItselfRefusesIsDroppedAndADefect() throws IOException {
        CommitMark appendOnly = tables.mark(1, Map.of("delta.appendOnly", "true"));
        TableVersion before = tables.lake
                .stage(tables.session, RAW, Optional.empty(), new TableChange.Append(orders(1, "a")), appendOnly)
                .commit();
        List<Path> files = dataFiles(tables.folder);
        Staged staged = tables.stage(RAW, new TableChange.ReplaceAll(orders(2, "b")));

        refuses(staged::commit, ErrorCode.DEFECT, "Delta refuses to commit to raw.orders");

        assertThat(dataFiles(tables.folder)).isEqualTo(files);
        assertThat(tables.lake.lake().current(RAW)).contains(before);
    }

    @Test
    void anUpsertMayAddColumns() {
        tables.commit(CURATED, new TableChange.ReplaceAll(orders(1, "a", 2, "b")));
        Dataset<Row> rows = tables.rows("id int, total string, note string", List.of(RowFactory.create(2, "B", "new")));
        Staged staged = tables.stage(
                CURATED,
                new TableChange.ReplaceKeys(rows, tables.rows("id int", List.of(RowFactory.create(2))), List.of("id")));

        assertThat(staged.effect()).isEqualTo(new Staged.Effect(0, 1, 0));
        assertThat(multiset(staged.tableAfter())).containsExactly("[1,a,null]", "[2,B,new]");
        staged.commit();
        assertThat(tables.content(CURATED)).containsExactly("[1,a,null]", "[2,B,new]");
    }

    @Test
    void theCommitSaysWhoMadeItFromWhat() {
        CommitMark mark = new CommitMark(
                "shop/orders/1",
                5,
                "11111111-2222-3333-4444-555555555555",
                new io.alluvium.domain.RunId(42),
                Map.of("raw.orders", 7L),
                Map.of("alluvium.project", "shop", "delta.appendOnly", "true"),
                Optional.of("All orders"),
                Map.of("TOTAL", "EUR", "gone", "ignored"));
        TableVersion version = tables.lake
                .stage(tables.session, RAW, Optional.empty(), new TableChange.Append(orders(1, "a")), mark)
                .commit();

        assertThat(version.tableId()).isEqualTo("11111111-2222-3333-4444-555555555555");
        assertThat(version.properties()).containsEntry("delta.appendOnly", "true");
        assertThat(version.schema().apply("total").getComment().get()).isEqualTo("EUR");
        Row history = tables.session
                .sql("describe history delta.`" + tables.lake.lake().path(RAW) + "`")
                .first();
        assertThat(history.<String>getAs("userMetadata"))
                .isEqualTo("{\"run\":42,\"writer\":\"shop/orders/1\",\"number\":5,\"inputs\":{\"raw.orders\":7}}");
        Row detail = tables.session
                .sql("describe detail delta.`" + tables.lake.lake().path(RAW) + "`")
                .first();
        assertThat(detail.<String>getAs("description")).isEqualTo("All orders");
    }

    @Test
    void aFailureOfTheRowsQueryComesAsSparkRaisesItAndLeavesTheTable() {
        TableVersion before = tables.commit(RAW, new TableChange.Append(orders(1, "a")));

        assertThatThrownBy(() -> tables.stage(
                        RAW,
                        new TableChange.Append(
                                orders(1, "a").selectExpr("id", "cast(1 div (id - 1) as string) total"))))
                .hasStackTraceContaining("DIVIDE_BY_ZERO");

        assertThat(tables.lake.lake().current(RAW)).contains(before);
    }
}
