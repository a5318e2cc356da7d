package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.S3Fixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A warehouse in a bucket: the same promises as on a disk. */
class ObjectStoreIT {
    private final S3Fixture bucket = S3Fixture.fresh();

    @TempDir
    Path folder;

    private ShopProject shop;

    @BeforeEach
    void open() {
        shop = new ShopProject(
                folder,
                "path = \"s3a://%s/shop\", s3 { endpoint = \"%s\", region = us-east-1, path_style = true }"
                        .formatted(bucket.bucket(), S3Fixture.endpoint()));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void threeLayersFollowTheSourceAndAnIdleRunTouchesNothing() {
        RunRecord first = shop.run();
        assertThat(first.steps()).allSatisfy(step -> assertThat(step.problems()).isEmpty());
        assertThat(ShopProject.outcomes(first))
                .containsEntry("raw.orders", StepRecord.Outcome.EXTRACTED)
                .containsEntry("curated.orders", StepRecord.Outcome.FULL)
                .containsEntry("aggregate.revenue", StepRecord.Outcome.FULL);
        shop.everyTableEqualsPostgres();
        for (int round = 1; round <= 2; round++) {
            shop.changeSource(round);
            RunRecord next = shop.run();
            assertThat(next.exitStatus()).isZero();
            assertThat(ShopProject.outcomes(next)).containsEntry("curated.orders", StepRecord.Outcome.APPLIED);
            shop.everyTableEqualsPostgres();
        }

        List<String> before = tables();
        assertThat(before).anyMatch(key -> key.endsWith("_delta_log/00000000000000000002.json"));
        assertThat(ShopProject.outcomes(shop.run()).values()).containsOnly(StepRecord.Outcome.SKIPPED);
        assertThat(tables()).isEqualTo(before);
    }

    private List<String> tables() {
        return bucket.keys("shop/").stream()
                .filter(key -> !key.contains("/_alluvium/"))
                .toList();
    }
}
