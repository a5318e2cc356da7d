package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.S3Fixture;
import io.delta.storage.S3SingleDriverLogStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two processes commit the same versions at the same moment, without a lease between them. */
class CommitRaceIT {
    private static final int RACES = Integer.getInteger("alluvium.store.races", 60);
    private static final int TABLES = 20;

    /** Both spin until then. */
    private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final S3Fixture bucket = S3Fixture.fresh();
    private final List<Racer> racers = new ArrayList<>();

    private record Racer(String name, Process process, PrintStream told, BufferedReader said) {}

    private record Counts(int twice, int overwritten) {}

    @AfterEach
    void end() {
        racers.forEach(racer -> racer.process().destroyForcibly());
    }

    @Test
    void eachVersionIsAcknowledgedToOneAndIsItsOwn() throws IOException {
        assertThat(race(StorageLogStore.class)).isEqualTo(new Counts(0, 0));
    }

    /** The same race sees the loss where there is one. */
    @Test
    void deltasOwnStoreAcknowledgesVersionsTwice() throws IOException {
        Counts counts = race(S3SingleDriverLogStore.class);
        assertThat(counts.twice()).isGreaterThanOrEqualTo(Math.min(10, RACES / 20));
        assertThat(counts.overwritten()).isPositive();
    }

    private Counts race(Class<?> logStore) throws IOException {
        start("first", logStore);
        start("second", logStore);
        int twice = 0;
        int overwritten = 0;
        for (int race = 0; race < RACES; race++) {
            String file = "shop/raw/t%d/_delta_log/%020d.json".formatted(race % TABLES, race / TABLES);
            List<String> winners = winners("s3a://" + bucket.bucket() + "/" + file);
            twice += winners.size() - 1;
            String commit = bucket.storage("").read(file).orElseThrow();
            overwritten += (int) winners.stream()
                    .filter(winner -> !commit.contains('"' + winner + '"'))
                    .count();
        }
        return new Counts(twice, overwritten);
    }

    private List<String> winners(String file) throws IOException {
        long start = System.nanoTime() + AHEAD_NANOS;
        racers.forEach(racer -> racer.told().println(file + " " + start));
        List<String> winners = new ArrayList<>();
        for (Racer racer : racers) {
            String outcome = racer.said().readLine();
            assertThat(outcome).isIn("won", "lost");
            if (outcome.equals("won")) {
                winners.add(racer.name());
            }
        }
        assertThat(winners).as(file).isNotEmpty();
        return winners;
    }

    private void start(String name, Class<?> logStore) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                        CommitRacer.class.getName(),
                        name,
                        S3Fixture.endpoint(),
                        logStore.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("AWS_ACCESS_KEY_ID", S3Fixture.ACCESS_KEY);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", S3Fixture.SECRET_KEY);
        Process process = builder.start();
        Racer racer = new Racer(
                name,
                process,
                new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
                process.inputReader(StandardCharsets.UTF_8));
        racers.add(racer);
        assertThat(racer.said().readLine()).isEqualTo("started");
    }
}
