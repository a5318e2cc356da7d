package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Engine;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the kernel will do about a machine that is gone. That it does it takes two minutes and a network that swallows
 * packets, which needs rights over this machine's network; so the timers are looked at that will do it.
 */
class ProbedSocketsIT {
    /** Of {@code /proc/net/tcp}: the timer is that of probes of silence; times are in hundredths of a second. */
    private static final String PROBES = "02";

    private static final long FIRST_PROBE = 60 * 100;

    @Test
    void bothEndsOfAReadingSessionAreProbedAfterAMinuteOfSilence() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "the kernel shows its timers");
        try (PostgresFixture database = PostgresFixture.fresh();
                Connection connection = new Login(source(database)).open();
                SnapshotSession session = SnapshotSession.start(connection, Duration.ZERO)) {
            int ours = session.run(own -> {
                try (Statement statement = own.createStatement();
                        ResultSet row = statement.executeQuery("select inet_client_port()")) {
                    row.next();
                    return row.getInt(1);
                }
            });
            assertThat(firstProbe(ours, database.port())).isBetween(1L, FIRST_PROBE);
            assertThat(firstProbe(database.port(), ours)).isBetween(1L, FIRST_PROBE);
        }
    }

    /** When it is due, as soon as nothing that was sent waits for its answer. */
    private static long firstProbe(int from, int to) throws IOException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        String[] timer = timer(from, to);
        while (!timer[0].equals(PROBES)) {
            assertThat(System.nanoTime())
                    .as("the timer of " + from + " is one of probes, not " + timer[0])
                    .isLessThan(deadline);
            timer = timer(from, to);
        }
        return Long.parseLong(timer[1], 16);
    }

    private static String[] timer(int from, int to) throws IOException {
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                Optional<String> found = lines.map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields[1].endsWith(port(from)) && fields[2].endsWith(port(to)))
                        .map(fields -> fields[5])
                        .findFirst();
                if (found.isPresent()) {
                    return found.get().split(":", -1);
                }
            }
        }
        throw new AssertionError("no connection from " + from + " to " + to);
    }

    private static String port(int number) {
        return String.format(Locale.ROOT, ":%04X", number);
    }

    private static PostgresSpec source(PostgresFixture database) {
        return new PostgresSpec(
                "shop",
                Declared.PLACE,
                database.host(),
                database.port(),
                database.database(),
                PostgresFixture.OWNER,
                Optional.empty(),
                Optional.empty(),
                2,
                Duration.ofMinutes(5),
                SchemaChange.ADD,
                Engine.AUTO,
                ChosenTables.of(List.of()));
    }
}
