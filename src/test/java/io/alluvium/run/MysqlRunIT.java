package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.report.StepRecord;
import io.alluvium.source.Holds;
import io.alluvium.verify.Compared;
import io.alluvium.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over a MariaDB leave raw as the source has it, whatever is written there; the server's own digests judge. */
@Holds(
        source = "mysql",
        modes = {"snapshot", "replace"},
        value = {Holds.Fact.INSERTS, Holds.Fact.UPDATES, Holds.Fact.DELETES, Holds.Fact.VERIFIED})
@Holds(
        source = "mysql",
        modes = {"cursor"},
        value = {Holds.Fact.INSERTS, Holds.Fact.UPDATES, Holds.Fact.VERIFIED})
class MysqlRunIT {
    private static final long SEED = 20261127;
    /** A fifth of those of the suite that is killed most. */
    private static final int KILLS = Math.max(1, Integer.getInteger("alluvium.kills", 5) / 5);

    private static final int ROUNDS = Integer.getInteger("alluvium.mysql.rounds", 3);
    /** Enough that a snapshot is read by ranges. */
    private static final int ROWS = 110_000;

    private static final int FEW = 2_000;

    private static final String COLUMNS = "(id int unsigned primary key, name varchar(30), amount decimal(12,2),"
            + " day date, note text, flag bit(1), stamp datetime(3), raw varbinary(8),"
            + " at timestamp(6) not null default current_timestamp(6) on update current_timestamp(6), key (at))";

    private static final String[] TABLES = {
        "by_cursor { from = items, key = [id], cursor = at }",
        "by_snapshot { from = items, key = [id], mode = snapshot }",
        "whole { from = small, mode = replace }"
    };

    @TempDir
    Path folder;

    private ProjectFolder project;
    private MariadbFixture database;

    @BeforeEach
    void start() {
        project = new ProjectFolder(folder);
        database = MariadbFixture.fresh();
    }

    private void fill(int rows) {
        database.run(
                "create table items " + COLUMNS,
                "insert into items (id, name, amount, day, note, flag, stamp, raw) select seq * 3, concat('n', seq),"
                        + " seq / 7, '2026-01-01' + interval seq % 300 day, if(seq % 5, repeat('ü', seq % 9), null),"
                        + " seq % 2, '2026-01-01 00:00:00.125' + interval seq second, char(seq % 256)"
                        + " from seq_1_to_" + rows,
                "create table small (line varchar(20) collate utf8mb4_general_ci, n int)",
                "insert into small values ('a', 1), ('A', 1), ('a', 1), (null, null)",
                "analyze table items");
        project.over(database, TABLES);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private StepRecord step(List<StepRecord> steps, String table) {
        return steps.stream()
                .filter(step -> step.table().name().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private Compared verified(String table) {
        Verdict verdict = project.pipeline().verify(List.of("raw." + table)).get(0);
        assertThat(verdict).isInstanceOf(Verdict.Checked.class);
        return ((Verdict.Checked) verdict).compared();
    }

    private void rawIsTheSource(String when) {
        for (String table : List.of("by_cursor", "by_snapshot", "whole")) {
            assertThat(verified(table).differences()).as("%s, %s", table, when).isEmpty();
        }
    }

    private String change(SplittableRandom random, int round) {
        int from = random.nextInt(ROWS * 3);
        String some = "id between " + from + " and " + (from + 1 + random.nextInt(900));
        String sql = switch (random.nextInt(6)) {
            case 0 -> "update items set amount = amount + 1 where " + some;
            case 1 -> "update items set name = concat(name, 'é'), flag = 1 - flag where " + some;
            case 2 -> "replace into items (id, name) select seq * 3 + 1, 'again' from seq_1_to_" + (50 + round);
            case 3 ->
                "insert ignore into items (id, name) values (" + (ROWS * 3 + round * 3 + 1) + ", 'new'), ("
                        + random.nextInt(ROWS * 3) + ", 'between')";
            case 4 -> "insert into small values ('r" + round + "', " + round + ")";
            default -> "update items set note = null, stamp = null where " + some;
        };
        database.run(sql);
        return sql;
    }

    @Test
    void roundAfterRoundOfRandomChangesRawHasTheRowsOfTheSource() {
        fill(ROWS);
        SplittableRandom random = new SplittableRandom(SEED);
        project.runWell();
        rawIsTheSource("first load");
        int parts = 0;
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder done = new StringBuilder("seed " + SEED + ", round " + round);
            for (int i = 0; i < 3; i++) {
                done.append("; ").append(change(random, round));
            }
            List<StepRecord> steps = project.runWell();
            rawIsTheSource(done.toString());
            parts += step(steps, "by_snapshot").detail().contains("key ranges") ? 1 : 0;
        }
        assertThat(parts).as("rounds in which ranges were read").isPositive();
        assertThat(project.runWell())
                .allSatisfy(step -> assertThat(step.outcome()).isEqualTo(StepRecord.Outcome.SKIPPED));
    }

    @Test
    void aDeletedRowIsFoundAndWhatRawLostIsNamedAndRepaired() {
        fill(FEW);
        project.runWell();
        database.run("delete from items where id in (3, 3000)");
        StepRecord snapshot = step(project.runWell(), "by_snapshot");
        assertThat(snapshot.changes().deleted()).isZero();
        assertThat(snapshot.changes().inserted()).isEqualTo(2);
        assertThat(verified("by_snapshot").differences()).isEmpty();

        SparkSession session = SparkFixture.plain(project.lake());
        String name = "delta.`" + folder.resolve("warehouse/raw/by_snapshot") + "`";
        session.sql("alter table " + name + " set tblproperties ('delta.appendOnly' = 'false')");
        session.sql("delete from " + name + " where id = 6");

        assertThat(verified("by_snapshot").differences()).hasSize(1);
        project.pipeline().repair(List.of("raw.by_snapshot"), Duration.ZERO, new SilentListener());
        assertThat(verified("by_snapshot").differences()).isEmpty();
    }

    /** Below the bound of the next batch, so that nothing is read again anyway. */
    private void loadedLongAgo() {
        fill(FEW);
        database.run("update items set at = now(6) - interval 1 day");
        project.runWell();
    }

    /** The statistics say a gigabyte, as they would of one; the server takes them up when it opens the renamed table. */
    private void rebuildAsOneOfAGigabyte() {
        database.run(
                "select sleep(1.1)",
                "alter table items stats_auto_recalc = 0, force",
                "rename table items to rebuilt",
                "update mysql.innodb_table_stats set clustered_index_size = 70000"
                        + " where database_name = database() and table_name = 'rebuilt'",
                "rename table rebuilt to items");
    }

    private void cursorIsRefusedAndNamesTheRepair() {
        StepRecord refused = step(project.run().steps(), "by_cursor");
        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_MEANING_CHANGED);
            assertThat(problem.fix().orElseThrow()).startsWith("alluvium verify raw.by_cursor --source --repair ");
        });
    }

    private OpenProject.Repair repaired() {
        return project.pipeline().repair(List.of("raw.by_cursor"), Duration.ZERO, new SilentListener());
    }

    private void runsGoOnFromTheBound() {
        database.run("insert into items (id, name) values (1, 'after')");
        StepRecord next = step(project.runWell(), "by_cursor");
        assertThat(next.detail()).startsWith("at >= ").doesNotContain("since");
        assertThat(next.changes().inserted()).isOne();
        rawIsTheSource("after a repair");
        noVersionIsTwice();
    }

    @Test
    void aLargeTableThatWasRebuiltIsReadOnOnceARepairHasFoundNothing() {
        loadedLongAgo();
        rebuildAsOneOfAGigabyte();
        cursorIsRefusedAndNamesTheRepair();
        Verdict.Checked looked = (Verdict.Checked)
                project.pipeline().verify(List.of("raw.by_cursor")).get(0);
        assertThat(looked.compared().rows()).isEqualTo(FEW);
        assertThat(looked.compared().newer()).isZero();
        assertThat(looked.notes()).singleElement().asString().endsWith(": verify --source --repair notes that");
        cursorIsRefusedAndNamesTheRepair();

        OpenProject.Repair repair = repaired();

        StepRecord noted = repair.run().orElseThrow().steps().get(0);
        assertThat(noted.outcome()).isEqualTo(StepRecord.Outcome.SKIPPED);
        assertThat(((Verdict.Checked) repair.after().get(0)).notes())
                .singleElement()
                .asString()
                .endsWith(", noted");
        runsGoOnFromTheBound();
        assertThat(repaired().run()).isEmpty();
    }

    @Test
    void aLargeTableThatWasRebuiltIsReadOnOnceARepairHasBroughtWhatDiffers() {
        loadedLongAgo();
        database.run("update items set amount = -1, at = at where id in (3, 3000)");
        rebuildAsOneOfAGigabyte();
        cursorIsRefusedAndNamesTheRepair();

        OpenProject.Repair repair = repaired();

        assertThat(((Verdict.Checked) repair.before().get(0)).compared().differing())
                .isEqualTo(2);
        StepRecord mended = repair.run().orElseThrow().steps().get(0);
        assertThat(mended.changes().inserted()).isEqualTo(2);
        assertThat(((Verdict.Checked) repair.after().get(0)).compared().isEqual())
                .isTrue();
        database.run("insert into items (id, name) values (1, 'after')");
        assertThat(step(project.runWell(), "by_cursor").detail()).startsWith("at >= ");
        rawIsTheSource("after a repair that loaded");
    }

    @Test
    void aRunThatDiesAtAnyBoundaryLosesNothingAndDoublesNothing() {
        fill(FEW);
        for (Boundary boundary : Boundary.values()) {
            database.run(
                    "update items set amount = amount + 1 where id < 100",
                    "insert ignore into items (id, name) values (" + (boundary.ordinal() * 3 + 1) + ", 'x')",
                    "insert into small values ('b', " + boundary.ordinal() + ")");
            project.runUntil(boundary);
            project.runWell();
            rawIsTheSource("after " + boundary);
        }
        noVersionIsTwice();
    }

    private void noVersionIsTwice() {
        assertThat(project.pipeline()
                        .query("select count(*) - count(distinct id, at) from raw.by_cursor")
                        .toDF()
                        .head()
                        .getLong(0))
                .as("versions that raw has twice")
                .isZero();
    }

    @Test
    void aRunThatIsKilledIsFinishedByTheNextOne() throws Exception {
        fill(FEW);
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, Integer> landed = new TreeMap<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            database.run(
                    "update items set amount = amount + 1 where id % 7 = " + kill % 7,
                    "insert ignore into items (id, name) values (" + (kill * 3 + 1) + ", 'x')",
                    "delete from small where n = " + (kill - 1),
                    "insert into small values ('k', " + kill + ")");
            Optional<String> last = RunProcess.killAfter(
                    folder, random.nextInt(1, TABLES.length * Boundary.values().length - 1), random.nextInt(100));
            landed.merge(last.map(boundary -> "after " + boundary).orElse("ended before"), 1, Integer::sum);
            project.runWell();
            rawIsTheSource("killed " + last);
        }
        noVersionIsTwice();
        System.out.println(KILLS + " kills over MariaDB, seed " + SEED + ": " + landed);
    }
}
