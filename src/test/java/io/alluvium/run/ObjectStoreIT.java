package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.ProjectReader;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A warehouse in a bucket: the same promises as on a disk. */
class ObjectStoreIT {
    private final S3Fixture bucket = S3Fixture.fresh();

    @TempDir
    Path folder;

    @Test
    void aWarehouseThatWasCopiedFromADiskGoesOnAndALostCommitIsNoticed() throws IOException {
        try (ShopProject shop = new ShopProject(folder)) {
            RunRecord first = shop.run();
            assertThat(first.exitStatus()).isZero();
            bucket.copy(shop.folder().resolve("warehouse"), "shop/");
            shop.liesIn("path = \"s3a://%s/shop\", s3 { endpoint = \"%s\", region = us-east-1, path_style = true }"
                    .formatted(bucket.bucket(), S3Fixture.endpoint()));
            isIdle(shop);

            for (int round = 1; round <= 2; round++) {
                shop.changeSource(round);
                RunRecord next = shop.run();
                assertThat(next.exitStatus()).isZero();
                assertThat(ShopProject.outcomes(next)).containsEntry("curated.orders", StepRecord.Outcome.APPLIED);
                shop.everyTableEqualsPostgres();
            }
            isIdle(shop);
            thoseWhoOnlyReadFindItThere(shop);
            aLostCommitStopsItsTable(shop);
        }
    }

    private void isIdle(ShopProject shop) {
        List<String> before = tables();
        assertThat(ShopProject.outcomes(shop.run()).values()).containsOnly(StepRecord.Outcome.SKIPPED);
        assertThat(tables()).isEqualTo(before);
    }

    /** They open the tables without reading sources and models. */
    private static void thoseWhoOnlyReadFindItThere(ShopProject shop) {
        OpenTables reading = Pipeline.openTables(
                new ProjectReader.Request(shop.folder(), true, Optional.empty(), Map.of()), Clock.systemUTC());
        assertThat(reading.tables()).hasSize(5);
        assertThat(reading.record(Optional.empty())).isPresent();
    }

    /** As Delta's own store for S3 does it: it has looked before the commit came, and writes after it. */
    private void aLostCommitStopsItsTable(ShopProject shop) throws IOException {
        Storage log = bucket.storage("shop/raw/orders/_delta_log");
        String newest = log.list("").stream()
                .filter(name -> name.endsWith(".json"))
                .reduce((first, second) -> second)
                .orElseThrow();
        log.replace(newest, "{\"commitInfo\":{\"timestamp\":1,\"operation\":\"WRITE\",\"operationParameters\":{}}}\n");

        StepRecord orders = shop.run().steps().stream()
                .filter(step -> step.table().toString().equals("raw.orders"))
                .findFirst()
                .orElseThrow();
        assertThat(orders.outcome()).isEqualTo(StepRecord.Outcome.FAILED);
        assertThat(orders.problems().get(0).code()).isEqualTo(ErrorCode.COMMIT_LOST);
    }

    private List<String> tables() {
        return bucket.keys("shop/").stream()
                .filter(key -> !key.contains("/_alluvium/"))
                .toList();
    }
}
