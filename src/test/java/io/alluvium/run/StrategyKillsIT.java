package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** However a table is kept: a run that dies anywhere, followed by a run, leaves it as PostgreSQL says. */
class StrategyKillsIT {
    private static final int KILLS = Integer.getInteger("alluvium.kills.strategies", 0);
    private static final long SEED = 20261128;

    /** Of a run: eight tables without one that has no news, one of them by at least two windows. */
    private static final int BOUNDARIES = 9 * Boundary.values().length;

    @TempDir
    Path folder;

    private StrategyProject tables;
    private ProjectFolder project;

    /** Stands for the process's death. */
    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void start() {
        tables = new StrategyProject(folder, SEED);
        project = tables.project();
        project.runWell();
    }

    @AfterEach
    void stop() {
        tables.close();
    }

    @Test
    void theRunAfterADeathAtAnyBoundaryLeavesAllTablesRight() {
        for (Boundary last : KILLS == 0 ? List.of(Boundary.STAGED, Boundary.COMMITTED) : List.of(Boundary.values())) {
            tables.change();
            assertThat(dieAt(last)).as("tables that died at %s", last).isEqualTo(new TreeSet<>(StrategyProject.TABLES));
            project.runWell();
            tables.allIsRight();
        }
        long commits = tables.commits();
        assertThat(project.runWell()).extracting(StepRecord::outcome).containsOnly(StepRecord.Outcome.SKIPPED);
        assertThat(tables.commits()).as("commits after a run without news").isEqualTo(commits);
    }

    /** Of the table that is kept by windows the second one dies. */
    private Set<String> dieAt(Boundary last) {
        Set<String> died = new TreeSet<>();
        int[] windows = {0};
        project.run((table, boundary) -> {
            boolean isIt = boundary == last && StrategyProject.TABLES.contains(table.toString());
            if (isIt && (!table.equals(StrategyProject.MONTHLY) || ++windows[0] == 2)) {
                synchronized (died) {
                    died.add(table.toString());
                }
                throw new Died();
            }
        });
        return died;
    }

    @Test
    @EnabledIfSystemProperty(named = "alluvium.kills.strategies", matches = "[1-9].*")
    void theRunAfterAProcessThatWasKilledLeavesAllTablesRight() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, Integer> landed = new TreeMap<>();
        int early = 0;
        for (int kills = 0; kills < KILLS; ) {
            tables.change();
            Optional<String> last =
                    RunProcess.killAfter(folder, random.nextInt(1, BOUNDARIES - 1), random.nextInt(150));
            if (last.isPresent()) {
                kills++;
                landed.merge(last.get(), 1, Integer::sum);
            } else {
                early++;
            }
            project.runWell();
            tables.allIsRight();
        }
        System.out.println(KILLS + " kills, seed " + SEED + ": after " + landed + ", " + early + " runs ended before");
        assertThat(early).as("runs that ended before they were killed").isLessThanOrEqualTo(1 + KILLS / 4);
    }
}
