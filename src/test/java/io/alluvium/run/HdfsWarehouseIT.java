package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.HdfsFixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A warehouse on HDFS: the same promises as on a disk. */
@EnabledIfSystemProperty(named = "alluvium.hdfs", matches = "true")
class HdfsWarehouseIT {
    private final String root = HdfsFixture.fresh();

    @TempDir
    Path folder;

    private ShopProject shop;

    @BeforeEach
    void open() {
        shop = new ShopProject(folder, "path = \"%s\"".formatted(root));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void threeLayersFollowTheSourceAndAnIdleRunTouchesNothing() throws IOException {
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
        }
        shop.everyTableEqualsPostgres();

        List<String> before = files();
        assertThat(before).anyMatch(file -> file.endsWith("_delta_log/00000000000000000002.json"));
        assertThat(before).noneMatch(file -> file.contains("/."));
        assertThat(ShopProject.outcomes(shop.run()).values()).containsOnly(StepRecord.Outcome.SKIPPED);
        assertThat(files()).isEqualTo(before);
    }

    /** Hidden ones too, but for the journal's. */
    private List<String> files() throws IOException {
        FileSystem hdfs = FileSystem.get(URI.create(root), new Configuration());
        RemoteIterator<LocatedFileStatus> found = hdfs.listFiles(new org.apache.hadoop.fs.Path(root), true);
        List<String> files = new ArrayList<>();
        while (found.hasNext()) {
            files.add(found.next().getPath().toString());
        }
        return files.stream()
                .filter(file -> !file.contains("/_alluvium/"))
                .sorted()
                .toList();
    }
}
