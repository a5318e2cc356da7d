package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class SessionSettingsTest {
    private static SparkConf completed(String... given) {
        SparkConf conf = new SparkConf(false);
        for (int i = 0; i < given.length; i += 2) {
            conf.set(given[i], given[i + 1]);
        }
        return SessionSettings.completed(conf, "alluvium", Map.of());
    }

    @Test
    void whatTheUserSetsWins() {
        SparkConf conf = completed(
                "spark.master", "local[3]",
                "spark.app.name", "mine",
                "spark.ui.enabled", "true",
                "spark.sql.shuffle.partitions", "7");
        assertThat(conf.get("spark.app.name")).isEqualTo("mine");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
        assertThat(conf.get("spark.sql.shuffle.partitions")).isEqualTo("7");
        assertThat(conf.get("spark.sql.session.timeZone")).isEqualTo("UTC");
    }

    @Test
    void partitionsFollowTheCoresInLocalModeOnly() {
        String cores = Integer.toString(Runtime.getRuntime().availableProcessors());
        assertThat(completed("spark.master", "local[*]").get("spark.sql.shuffle.partitions"))
                .isEqualTo(cores);
        assertThat(completed("spark.master", "yarn").contains("spark.sql.shuffle.partitions"))
                .isFalse();
        assertThat(completed("spark.master", "yarn").contains("spark.driver.host"))
                .isFalse();
    }

    @Test
    void executorsOfTheirOwnAreAClusterThoughTheyAreOnThisMachine() {
        assertThat(List.of("local", "local[4]", "local[*,3]")).allMatch(SessionSettingsTest::isLocal);
        assertThat(List.of("local-cluster[2,1,1024]", "yarn", "k8s://https://host", "spark://host:7077"))
                .noneMatch(SessionSettingsTest::isLocal);
    }

    private static boolean isLocal(String master) {
        return SessionSettings.isLocal(new SparkConf(false).set("spark.master", master));
    }

    @Test
    void theUsersExtensionsStayAndOursAreThereOnce() {
        assertThat(completed("spark.sql.extensions", "their.Extension,io.delta.sql.DeltaSparkSessionExtension")
                        .get("spark.sql.extensions"))
                .isEqualTo(
                        "their.Extension,io.delta.sql.DeltaSparkSessionExtension,io.alluvium.spark.catalog.FileTables");
    }

    @Test
    void noMasterIsChosen() {
        assertThat(completed().contains("spark.master")).isFalse();
    }

    @Test
    void anotherLogStoreIsRefusedByName() {
        for (String setting : List.of("spark.delta.logStore.s3a.impl", "spark.delta.logStore.file.impl")) {
            assertThatThrownBy(() -> completed(setting, "io.delta.storage.S3DynamoDBLogStore"))
                    .isInstanceOf(AlluviumException.class)
                    .hasMessage("ALV-5004: " + setting + " is io.delta.storage.S3DynamoDBLogStore");
        }
        assertThatThrownBy(() -> completed("spark.delta.logStore.class", "a.Store"))
                .isInstanceOf(AlluviumException.class)
                .hasMessage("ALV-5004: spark.delta.logStore.class is a.Store");
        String ours = StorageLogStore.class.getName();
        assertThat(completed("spark.delta.logStore.s3a.impl", ours).get("spark.delta.logStore.s3a.impl"))
                .isEqualTo(ours);
    }
}
