package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkFixture;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Tables of each strategy over many runs, while others write into what they are made from. */
class StrategyHistoriesIT {
    private static final int ROUNDS = Integer.getInteger("alluvium.histories.rounds", 40);
    private static final long SEED = Long.getLong("alluvium.histories.seed", 41);

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private StrategyProject tables;

    /** What others do between two runs. */
    private enum Deed {
        NOTHING(""),
        REWRITE_RAW("optimize %s/raw/orders`"),
        DELETE_FROM_INPUT("delete from %s/curated/orders` where id % 3 = 0"),
        ADD_TO_INPUT("insert into %1$s/curated/orders` select id + 1000, state, at, amount from %1$s/curated/orders`"),
        RESTORE_INPUT("restore table %s/curated/orders` to version as of 0"),
        RESTORE_RAW("restore table %s/raw/orders` to version as of 0"),
        CHANGE_RESULT("update %s/curated/present` set note = 'x' where id < 5"),
        RESTORE_RESULT("restore table %s/curated/history` to version as of 0");

        private final String statement;

        Deed(String statement) {
            this.statement = statement;
        }
    }

    @BeforeEach
    void start() {
        tables = new StrategyProject(folder, SEED);
        tables.project().runWell();
    }

    @AfterEach
    void stop() {
        tables.close();
    }

    private void others(Deed deed) {
        if (deed != Deed.NOTHING) {
            SparkSession session = SparkFixture.plain(SparkFixture.on(folder));
            String warehouse = "delta.`" + folder.resolve("warehouse");
            session.sql(deed.statement.replace(" % 3", " %% 3").formatted(warehouse));
        }
    }

    /** All rows are loaded once more, and no one of them is another one to who reads the columns that there were. */
    @Test
    void aNewColumnTouchesNoWindow() {
        tables.database().run("alter table orders add column more int default 1");

        assertThat(tables.project().runWell())
                .filteredOn(step -> step.table().equals(StrategyProject.MONTHLY))
                .extracting(StepRecord::detail)
                .containsExactly("no window is touched");

        tables.allIsRightAsOfRaw();
        assertThat(tables.project().runWell()).extracting(StepRecord::outcome).containsOnly(StepRecord.Outcome.SKIPPED);
    }

    @Test
    @EnabledIfSystemProperty(named = "alluvium.histories.all", matches = "true")
    void afterEachRunAllTablesHaveWhatTheDatabaseSays() {
        Map<Deed, Integer> done = new TreeMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            if (round % 8 == 2) {
                tables.database().run("alter table orders add column more" + round + " int default " + round);
            }
            if (random.nextInt(8) > 0) {
                tables.change();
            }
            Deed deed = Deed.values()[random.nextInt(Deed.values().length)];
            done.merge(deed, 1, Integer::sum);
            others(deed);
            tables.project().runWell();
            try {
                tables.allIsRightAsOfRaw();
            } catch (AssertionError e) {
                throw new AssertionError("round " + round + " of seed " + SEED + ", after " + deed, e);
            }
        }
        System.out.println(ROUNDS + " rounds, seed " + SEED + ": " + done);
        assertThat(done.size()).isGreaterThanOrEqualTo(Math.min(ROUNDS / 4, Deed.values().length));
    }
}
