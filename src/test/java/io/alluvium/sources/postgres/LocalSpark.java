package io.alluvium.sources.postgres;

import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;

/** A session of this JVM's Spark, for tests that write no table. */
final class LocalSpark {
    private LocalSpark() {}

    static SparkSession session() {
        try {
            return SparkFixture.plain(SparkFixture.on(Files.createTempDirectory("extract")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
