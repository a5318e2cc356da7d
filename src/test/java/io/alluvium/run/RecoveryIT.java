package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that dies anywhere, followed by a run, leaves the same tables as one that did not die. */
class RecoveryIT {
    private static final int KILLS = Integer.getInteger("alluvium.kills", 5);

    @TempDir
    Path folder;

    /** Stands for the process's death: no step gets past its next boundary. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
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
                assertThat(shop.run().exitStatus()).isZero();
                shop.everyTableEqualsPostgres();
                shop.rawHoldsEachVersionOnce();
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
    void aFirstLoadThatIsKilledIsFinishedByTheNextRun() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(20261121);
        StringBuilder landed = new StringBuilder();
        for (int kill = 1; kill <= KILLS; kill++) {
            try (ShopProject shop = new ShopProject(folder.resolve("shop" + kill))) {
                int boundary = random.nextInt(1, 19);
                Process killed = start(shop.folder(), boundary);
                String said =
                        new String(killed.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                assertThat(killed.waitFor()).as(said).isEqualTo(KilledRun.DIED);
                landed.append(said.strip()).append('\n');
                assertThat(shop.run().exitStatus()).isZero();
                shop.everyTableEqualsPostgres();
                shop.rawHoldsEachVersionOnce();
            }
        }
        System.out.print(landed);
    }

    private static Process start(Path project, int boundary) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=256m",
                "-Duser.timezone=UTC",
                "-Dspark.master=local[2]",
                "-Dspark.ui.enabled=false",
                "-Dspark.sql.shuffle.partitions=2",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                KilledRun.class.getName(),
                project.toString(),
                Integer.toString(boundary));
        return builder.redirectError(new File(project.toFile(), "stderr.txt")).start();
    }
}
