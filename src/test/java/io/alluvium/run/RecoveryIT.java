package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.FaultyLogStore;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that dies anywhere, followed by a run, leaves the same tables as one that did not die. */
class RecoveryIT {
    private static final int KILLS = Integer.getInteger("alluvium.kills", 5);
    private static final long SEED = 20261121;

    /** Of one run of the shop: five tables, four boundaries each. The last two follow the last commit. */
    static final int BOUNDARIES = 5 * Boundary.values().length;

    @TempDir
    Path folder;

    /** Stands for the process's death: no step gets past its next boundary. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @AfterEach
    void theStorageWorksAgain() {
        FaultyLogStore.failNextCommit(FaultyLogStore.Fault.NONE);
    }

    @Test
    void everyBoundaryCanBeTheLast() {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            Map<Boundary, Integer> landed = new EnumMap<>(Boundary.class);
            boolean crashed = true;
            for (int last = 1; crashed; last++) {
                shop.changeSource(last);
                crashed = crashAt(shop, last, landed);
                theNextRunLeavesAllWell(shop);
            }
            System.out.println("crashes landed at " + landed);
            assertThat(landed)
                    .hasSize(Boundary.values().length)
                    .allSatisfy((boundary, count) -> assertThat(count).isGreaterThanOrEqualTo(2));
        }
    }

    private static boolean crashAt(ShopProject shop, int last, Map<Boundary, Integer> landed) {
        AtomicInteger left = new AtomicInteger(last);
        shop.run((table, boundary) -> {
            int now = left.decrementAndGet();
            if (now == 0) {
                synchronized (landed) {
                    landed.merge(boundary, 1, Integer::sum);
                }
            }
            if (now <= 0) {
                throw new Crash();
            }
        });
        return left.get() <= 0;
    }

    @Test
    void theStorageCanFailAtEachCommit() {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            for (int commit = 1; commit <= 5; commit++) {
                shop.changeSource(commit);
                FaultyLogStore.failCommit(
                        commit, commit % 2 == 0 ? FaultyLogStore.Fault.BEFORE_WRITE : FaultyLogStore.Fault.AFTER_WRITE);
                shop.run();
                assertThat(FaultyLogStore.hasFailed()).isTrue();
                theNextRunLeavesAllWell(shop);
            }
        }
    }

    /** Half of them while tables are loaded for the first time, half while they are brought up to date. */
    @Test
    void aRunThatIsKilledIsFinishedByTheNextOne() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, Integer> landed = new TreeMap<>();
        int kills = 0;
        int early = 0;
        for (int turn = 1; kills < KILLS; turn++) {
            try (ShopProject shop = new ShopProject(folder.resolve("shop" + turn))) {
                boolean first = turn % 2 == 1;
                if (!first) {
                    shop.run();
                    shop.changeSource(turn);
                }
                Optional<String> last =
                        RunProcess.killAfter(shop.folder(), random.nextInt(1, BOUNDARIES - 1), random.nextInt(150));
                if (last.isPresent()) {
                    kills++;
                    landed.merge((first ? "first load, after " : "increment, after ") + last.get(), 1, Integer::sum);
                } else {
                    early++;
                }
                theNextRunLeavesAllWell(shop);
            }
        }
        System.out.println(KILLS + " kills, seed " + SEED + ":");
        landed.forEach((place, count) -> System.out.println("  " + count + " " + place));
        System.out.println("  " + early + " runs ended before they were killed");
        assertThat(early).as("runs that ended before they were killed").isLessThanOrEqualTo(1 + KILLS / 4);
    }

    static void theNextRunLeavesAllWell(ShopProject shop) {
        assertThat(shop.run().exitStatus()).isZero();
        shop.everyTableEqualsPostgres();
        shop.rawHoldsEachVersionOnce();
    }
}
