package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.LeaseApart;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.StoreProxy;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a bucket that die anywhere, or work at once without knowing of each other, leave the same tables as one run. */
class StoreRecoveryIT {
    private static final int KILLS = Integer.getInteger("alluvium.store.kills", 1);
    private static final int RACES = Integer.getInteger("alluvium.store.drivers", 0);
    private static final long SEED = Long.getLong("alluvium.store.seed", 20261127);

    private final S3Fixture bucket = S3Fixture.fresh();

    @TempDir
    Path folder;

    private String warehouse(String prefix, String endpoint) {
        return "path = \"s3a://%s/%s\", s3 { endpoint = \"%s\", region = us-east-1, path_style = true }"
                .formatted(bucket.bucket(), prefix, endpoint);
    }

    /** Half of them while tables are loaded for the first time, half while they are brought up to date. */
    @Test
    void aRunThatIsKilledIsFinishedByTheNextOne() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, Integer> landed = new TreeMap<>();
        int kills = 0;
        int early = 0;
        try (ShopProject shop = new ShopProject(folder)) {
            for (int turn = 1; kills < KILLS; turn++) {
                boolean first = turn % 2 == 1;
                String prefix = "shop" + (turn + 1) / 2;
                if (first) {
                    shop.liesIn(warehouse(prefix, S3Fixture.endpoint()));
                }
                shop.changeSource(turn);
                Optional<String> last = RunProcess.killAfter(
                        shop.folder(), random.nextInt(1, RecoveryIT.BOUNDARIES - 1), random.nextInt(150));
                if (last.isPresent()) {
                    kills++;
                    landed.merge((first ? "first load, after " : "increment, after ") + last.get(), 1, Integer::sum);
                    theDeadIsSilentForLong(prefix);
                } else {
                    early++;
                }
                RecoveryIT.theNextRunLeavesAllWell(shop);
                System.out.println("kills on a bucket that landed and were healed: " + kills);
            }
        }
        System.out.println(KILLS + " kills on a bucket, seed " + SEED + ":");
        landed.forEach((place, count) -> System.out.println("  " + count + " " + place));
        System.out.println("  " + early + " runs ended before they were killed");
        assertThat(early).as("runs that ended before they were killed").isLessThanOrEqualTo(1 + KILLS / 4);
    }

    /** What a minute of silence would come to, which nobody has to wait for after each kill. */
    private void theDeadIsSilentForLong(String prefix) throws IOException {
        Storage lease = bucket.storage(prefix + "/_alluvium/shop/lease");
        String term = lease.list("").stream()
                .filter(name -> name.matches("\\d+"))
                .reduce((one, later) -> later)
                .orElseThrow();
        lease.replace(term + ".beat", "returned");
    }

    /** Each of the two drivers finds a lease that the other one never sees. */
    @Test
    void twoRunsWithoutALeaseBetweenThemLoseNothingAndLoadNothingTwice() throws Exception {
        if (RACES == 0) {
            return;
        }
        int failed = 0;
        int taken = 0;
        try (ShopProject shop = new ShopProject(folder, warehouse("shop", S3Fixture.endpoint()));
                StoreProxy left = StoreProxy.start(S3Fixture.endpoint());
                StoreProxy right = StoreProxy.start(S3Fixture.endpoint())) {
            List<Path> drivers = List.of(driver(shop, "left", left), driver(shop, "right", right));
            for (int round = 1; round <= RACES; round++) {
                shop.changeSource(round);
                List<LeaseApart> leases = List.of(new LeaseApart(), new LeaseApart());
                left.treat(leases.get(0));
                right.treat(leases.get(1));
                List<Process> processes = new ArrayList<>();
                for (Path driver : drivers) {
                    processes.add(RunProcess.start(driver));
                }
                for (Process process : processes) {
                    process.inputReader().lines().forEach(line -> {});
                    failed += process.waitFor() == 0 ? 0 : 1;
                }
                taken += leases.stream().mapToInt(LeaseApart::taken).sum();
                RecoveryIT.theNextRunLeavesAllWell(shop);
            }
        }
        System.out.println(RACES + " races of two runs on a bucket: the store refused " + taken
                + " names that the other run had taken, " + failed + " runs failed in a step");
        assertThat(taken).as("names that the other run had taken").isGreaterThanOrEqualTo(RACES);
    }

    /** The same project, by way of a proxy. */
    private Path driver(ShopProject shop, String name, StoreProxy proxy) throws IOException {
        Path driver = folder.resolve(name);
        Files.createDirectories(driver);
        try (var files = Files.walk(shop.folder())) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(driver))
                    .filter(file -> file.toString().matches(".*\\.(sql|conf)"))
                    .toList()) {
                Path copy = driver.resolve(shop.folder().relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replace(S3Fixture.endpoint(), proxy.endpoint()));
            }
        }
        return driver;
    }
}
