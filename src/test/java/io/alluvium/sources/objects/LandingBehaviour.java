package io.alluvium.sources.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.journal.Position;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.sources.objects.FileLife.Change;
import io.alluvium.sources.objects.FilesTable.Load;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files in a landing zone, whatever store it is in: each is loaded once and whole, or named. */
abstract class LandingBehaviour {
    private static final Place PLACE = new Place("project.conf", 3);
    private static final FileLife USUAL = FileLife.USUAL;

    @TempDir
    private Path warehouse;

    private SparkSession spark;
    private String zone = "landing";
    private Known known = Known.NOTHING;

    /** Writes a file; the path begins with its zone. */
    abstract void put(String path, byte[] content);

    void put(String path, String content) {
        put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a file look as if it was written just now. */
    abstract void touch(String path);

    abstract void remove(String path);

    /** What a project calls this zone. */
    abstract String path(String zone);

    abstract Map<String, String> settings();

    @BeforeEach
    void start() {
        spark = SparkFixture.plain(SparkFixture.on(warehouse));
    }

    private static FilesTable table(FileLife life) {
        return table("**.csv", Load.APPEND, life);
    }

    private static FilesTable table(String glob, Load load, FileLife life) {
        return new FilesTable(
                new TableName(Layer.RAW, "web"),
                PLACE,
                glob,
                FileFormat.Csv.USUAL,
                load,
                FilesTable.Corrupt.FAIL,
                List.of("id"),
                Optional.empty(),
                FilesTable.AS_WRITTEN,
                life);
    }

    private static FilesTable table(String glob, FileFormat format, PathRules paths) {
        return new FilesTable(
                new TableName(Layer.RAW, "web"),
                PLACE,
                glob,
                format,
                Load.APPEND,
                FilesTable.Corrupt.FAIL,
                List.of("id"),
                Optional.empty(),
                FilesTable.AS_WRITTEN,
                paths,
                USUAL);
    }

    private static FileLife on(Change change) {
        return new FileLife(Optional.empty(), Duration.ZERO, change);
    }

    private static FileLife ready(String mark) {
        return new FileLife(Optional.of(mark), Duration.ZERO, Change.FAIL);
    }

    private Look look(FilesTable table) {
        return new FilesSource(new FilesSpec(
                        "web",
                        PLACE,
                        path(zone),
                        settings(),
                        SchemaChange.ADD,
                        List.of(table),
                        StoredColumns.Everywhere.NOTHING))
                .look(table, known);
    }

    private Look.Changed news(FilesTable table) {
        Look look = look(table);
        if (look instanceof Look.Refused refused) {
            throw refused.problem().asException();
        }
        return (Look.Changed) look;
    }

    /** One run: the rows that raw gets, as values of the first column and files, in order. */
    private List<String> run(FilesTable table) {
        return run(news(table), table, () -> {});
    }

    private List<String> run(Look.Changed news, FilesTable table, Runnable meanwhile) {
        try (TableRead read = news.reader().read()) {
            List<String> rows = read.rows(spark).selectExpr("concat(id, ' ', _file)").collectAsList().stream()
                    .map(row -> row.getString(0))
                    .sorted()
                    .toList();
            meanwhile.run();
            read.compareCount(table, rows.size());
            reached(news.position(), Optional.of(read.rows(spark).schema()));
            return rows;
        }
    }

    /** As the journal does it: positions add up in their written form. */
    private void reached(Position next, Optional<StructType> schema) {
        Position reached = known.reached()
                .filter(before -> !FileList.POSITIONS.standsAlone(next))
                .map(before -> FileList.POSITIONS.joined(before, next))
                .orElse(next);
        known = new Known(
                schema,
                Optional.of(new Position(reached.sourceType(), reached.version(), reached.json())),
                Optional.empty(),
                Optional.empty());
    }

    private @Nullable String idle(FilesTable table) {
        return look(table) instanceof Look.Unchanged unchanged ? unchanged.reason() : null;
    }

    private Problem failure(FilesTable table) {
        return Assertions.catchThrowableOfType(AlluviumException.class, () -> run(table))
                .problems()
                .get(0);
    }

    @Test
    void filesOfEachFormatAreReadAndSoArePackedOnes() throws IOException {
        EachFormat.files(spark, warehouse.resolve("made")).forEach((name, content) -> put("landing/" + name, content));
        EachFormat.FORMATS.forEach((glob, format) -> {
            FilesTable table = table(glob, format, PathRules.USUAL);
            known = Known.NOTHING;
            List<String> rows = run(table);
            assertThat(rows).as(glob).hasSize(glob.contains("{") ? 5 : 1).allMatch(row -> row.startsWith("1 kind."));
            assertThat(idle(table)).isEqualTo("no new file");
        });
    }

    @Test
    void aFileThatIsBrokenIsNamedWhateverItsFormat() throws IOException {
        EachFormat.files(spark, warehouse.resolve("made")).forEach((name, content) -> {
            if (!name.endsWith(".csv") && !name.endsWith(".json") && !name.endsWith(".xml")) {
                put("landing/" + name, Arrays.copyOf(content, content.length - 3));
                FilesTable table = table(name, EachFormat.of(name), PathRules.USUAL);
                Problem problem = Causes.first(Assertions.catchThrowable(() -> run(table)), AlluviumException.class)
                        .orElseThrow(() -> new AssertionError(name))
                        .problems()
                        .get(0);
                assertThat(problem.code()).as(name).isEqualTo(ErrorCode.FILE_CORRUPT);
                assertThat(problem.message()).contains(name);
            }
        });
    }

    @Test
    void foldersTellColumns() {
        put("landing/day=2026-01-01/to=a%2Fb/x.csv", "id\n1\n");
        put("landing/day=__HIVE_DEFAULT_PARTITION__/to=ü c/x.csv", "id\n2\n");
        PathRules paths = new PathRules(List.of("day", "to"), PathRules.Compression.AUTO);
        Look.Changed news = news(table("**/*.csv", FileFormat.Csv.USUAL, paths));
        try (TableRead read = news.reader().read()) {
            assertThat(read.rows(spark).orderBy("id").select("id", "day", "to").collectAsList().stream()
                            .map(row -> row.mkString("|")))
                    .containsExactly("1|2026-01-01|a/b", "2|null|ü c");
        }
    }

    @Test
    void aFileIsLoadedOnceWhateverItsName() {
        FilesTable table = table(USUAL);
        put("landing/b.csv", "id\n1\n");
        put("landing/deep/dt=2026-01-01/a b+c%20é{1}[x].csv", "id\n2\n");
        put("landing/_temporary/c.csv", "id\n3\n");
        put("landing2/d.csv", "id\n4\n");

        assertThat(run(table)).containsExactly("1 b.csv", "2 deep/dt=2026-01-01/a b+c%20é{1}[x].csv");
        assertThat(idle(table)).isEqualTo("no new file");

        put("landing/a.csv", "id\n5\n");
        assertThat(run(table)).containsExactly("5 a.csv");
        assertThat(idle(table)).isEqualTo("no new file");
    }

    @Test
    void onlyWhatTheGlobMeansIsListed() {
        put("landing/orders/2026-1.csv", "id\n1\n");
        put("landing/orders/2025-1.csv", "id\n2\n");
        put("landing/orders/2026-2/x.csv", "id\n3\n");
        put("landing/orders2026-1.csv", "id\n4\n");

        assertThat(run(table("orders/2026-*.csv", Load.APPEND, USUAL))).containsExactly("1 orders/2026-1.csv");
    }

    @Test
    void aTouchedFileIsNoNews() {
        put("landing/day1.csv", "id\n100\n");
        put("landing/day2.csv", "id\n111\n");
        for (Load load : Load.values()) {
            known = Known.NOTHING;
            FilesTable table = table("*.csv", load, USUAL);
            run(table);
            touch("landing/day1.csv");
            assertThat(idle(table)).isEqualTo(load == Load.APPEND ? "no new file" : "same files");
        }
    }

    @Test
    void aChangedFileStopsTheTableUntilItIsPutBack() {
        FilesTable table = table(USUAL);
        put("landing/a.csv", "id\n1\n");
        run(table);
        put("landing/a.csv", "id\n2\n");
        put("landing/b.csv", "id\n3\n");

        assertThat(failure(table)).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.FILE_CHANGED);
            assertThat(problem.message()).isEqualTo("after raw.web loaded it, this file changed: a.csv");
            assertThat(problem.fix().orElseThrow()).contains("file_change = reload", "file_change = ignore");
        });
        put("landing/a.csv", "id\n1\n");
        assertThat(run(table)).containsExactly("3 b.csv");
    }

    @Test
    void aChangedFileIsLoadedAgainWhereThatIsSaidAndSoIsItsOldContent() {
        FilesTable table = table(on(Change.RELOAD));
        put("landing/a.csv", "id\n1\n");
        run(table);
        put("landing/a.csv", "id\n2\n");
        assertThat(news(table).what()).isEqualTo("a.csv, 1 KB; changed since loaded, again: a.csv");
        assertThat(run(table)).containsExactly("2 a.csv");
        assertThat(idle(table)).isEqualTo("no new file");
        put("landing/a.csv", "id\n1\n");
        assertThat(run(table)).containsExactly("1 a.csv");
        assertThat(idle(table)).isEqualTo("no new file");
    }

    @Test
    void aChangedFileIsPassedOverAndNamedWhereThatIsSaid() {
        FilesTable table = table(on(Change.IGNORE));
        put("landing/a.csv", "id\n1\n");
        run(table);
        put("landing/a.csv", "id\n2\n9\n");
        assertThat(idle(table)).isEqualTo("no new file; changed since loaded, ignored: a.csv");
        put("landing/b.csv", "id\n3\n");
        assertThat(news(table).what()).isEqualTo("b.csv, 1 KB; changed since loaded, ignored: a.csv");
        assertThat(run(table)).containsExactly("3 b.csv");
    }

    @Test
    void aCopyOfTheFolderGoesOnAndAnotherFolderStops() {
        FilesTable table = table(USUAL);
        put("landing/a.csv", "id\n1\n");
        put("landing/b.csv", "id\n2\n");
        run(table);
        Known loaded = known;

        zone = "copied";
        put("copied/a.csv", "id\n1\n");
        put("copied/b.csv", "id\n2\n");
        assertThat(idle(table)).isEqualTo("no new file");
        put("copied/c.csv", "id\n3\n");
        assertThat(run(table)).containsExactly("3 c.csv");
        assertThat(idle(table)).isEqualTo("no new file");

        known = loaded;
        put("copied/b.csv", "id\n7\n");
        assertThat(failure(table)).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.FILE_CHANGED);
            assertThat(problem.message())
                    .startsWith("raw.web was loaded from ")
                    .contains("/landing, and ")
                    .endsWith("/copied is no copy of it");
            assertThat(problem.label().orElseThrow()).contains("other content: b.csv");
        });

        zone = "elsewhere";
        put("elsewhere/landing/a.csv", "id\n1\n");
        assertThat(failure(table).label().orElseThrow()).contains("none of the files that were loaded is there");
    }

    /** Whatever the names of the others, and whenever one of the first ones comes. */
    @Test
    void whatIsToBeFirstHasABatchBeforeTheOthers() {
        FilesTable table =
                table(new FileLife(Optional.empty(), Duration.ZERO, FileLife.Change.FAIL, Optional.of("LOAD*")));
        put("landing/LOAD1.csv", "id\n1\n");
        put("landing/20260101.csv", "id\n2\n");
        assertThat(news(table).what()).isEqualTo("LOAD1.csv, 1 KB; 1 file waits for the next run, behind LOAD*");
        assertThat(run(table)).containsExactly("1 LOAD1.csv");
        assertThat(run(table)).containsExactly("2 20260101.csv");
        assertThat(idle(table)).isEqualTo("no new file");

        put("landing/LOAD2.csv", "id\n3\n");
        put("landing/20260102.csv", "id\n4\n");
        assertThat(run(table)).containsExactly("3 LOAD2.csv");
        assertThat(run(table)).containsExactly("4 20260102.csv");
    }

    @Test
    void aFolderWithoutItsMarkWaitsByName() {
        FilesTable table = table(ready("_SUCCESS"));
        put("landing/d1/a.csv", "id\n1\n");
        put("landing/d2/p=1/b.csv", "id\n2\n");
        assertThat(failure(table)).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_TABLE_MISSING);
            assertThat(problem.message()).endsWith("that matches **.csv counts yet");
            assertThat(problem.label().orElseThrow())
                    .contains("2 wait: d1/a.csv (no _SUCCESS), d2/p=1/b.csv (no _SUCCESS)");
        });

        put("landing/d1/_SUCCESS", "");
        assertThat(news(table).what()).isEqualTo("d1/a.csv, 1 KB; 1 waits: d2/p=1/b.csv (no _SUCCESS)");
        assertThat(run(table)).containsExactly("1 d1/a.csv");
        assertThat(idle(table)).isEqualTo("no new file; 1 waits: d2/p=1/b.csv (no _SUCCESS)");

        put("landing/d2/_SUCCESS", "");
        assertThat(run(table)).containsExactly("2 d2/p=1/b.csv");
        remove("landing/d1/_SUCCESS");
        assertThat(idle(table)).isEqualTo("no new file");
    }

    @Test
    void aFileWithoutItsOwnMarkWaitsByName() {
        FilesTable table = table("**", Load.APPEND, ready("*.done"));
        put("landing/a.csv", "id\n1\n");
        put("landing/b.csv", "id\n2\n");
        put("landing/c.csv", "id\n3\n");
        put("landing/a.csv.done", "");
        put("landing/b.done", "");

        assertThat(news(table).what()).isEqualTo("2 new files, 1 KB; 1 waits: c.csv (no c.csv.done)");
        assertThat(run(table)).containsExactly("1 a.csv", "2 b.csv");
        assertThat(idle(table)).isEqualTo("no new file; 1 waits: c.csv (no c.csv.done)");
    }

    @Test
    void replacingFilesWaitForOneAnother() {
        FilesTable table = table("*.csv", Load.REPLACE, ready("*.done"));
        put("landing/a.csv", "id\n1\n");
        put("landing/a.done", "");
        run(table);
        put("landing/b.csv", "id\n2\n");
        assertThat(idle(table)).isEqualTo("same files as loaded until all count; 1 waits: b.csv (no b.csv.done)");
        put("landing/b.done", "");
        assertThat(run(table)).containsExactly("1 a.csv", "2 b.csv");
    }

    @Test
    void aGrowingFileWaitsUntilItLiesStill() throws Exception {
        Duration settle = Duration.ofMillis(400);
        FilesTable table = table(new FileLife(Optional.empty(), settle, Change.FAIL));
        put("landing/whole.csv", "id\n1\n");
        put("landing/growing.csv", "id\n2\n");
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> put("landing/growing.csv", "id\n2\n3\n"),
                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));

        Look.Changed news = news(table);
        writer.get();
        assertThat(news.what()).isEqualTo("whole.csv, 1 KB; 1 waits: growing.csv (not settled)");
        assertThat(run(news, table, () -> {})).containsExactly("1 whole.csv");
        assertThat(run(table)).containsExactly("2 growing.csv", "3 growing.csv");
        long before = System.nanoTime();
        assertThat(idle(table)).isEqualTo("no new file");
        assertThat(System.nanoTime() - before).isLessThan(settle.toNanos());
    }

    @Test
    void aFileThatChangesWhileItIsReadIsNotCommitted() {
        FilesTable table = table(USUAL);
        put("landing/a.csv", "id\n1\n");
        Look.Changed news = news(table);

        assertThatThrownBy(() -> run(news, table, () -> put("landing/a.csv", "id\n1\n2\n")))
                .hasMessageContaining("the file a.csv changed since its batch was planned");
    }

    @Test
    void manyFilesAreEachLookedAtAgain() {
        FilesTable table = table(USUAL);
        for (int i = 0; i < 60; i++) {
            put("landing/f" + i + ".csv", "id\n" + i + "\n");
        }
        assertThat(run(table)).hasSize(60);
        assertThat(idle(table)).isEqualTo("no new file");
    }
}
