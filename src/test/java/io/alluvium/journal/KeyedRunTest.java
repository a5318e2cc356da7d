package io.alluvium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.failure.AlluviumException;
import io.alluvium.journal.KeyedRun.Submission;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedRunTest {
    private static final RunKey KEY = new RunKey("daily:2026-11-03");
    private static final Submission FIRST =
            new Submission(KEY, Instant.parse("2026-11-03T00:00:00.123456Z"), Map.of("--env", "prod"));

    @TempDir
    Path warehouse;

    private Journal journal;

    @BeforeEach
    void open() {
        journal = new Journal(Storage.local(warehouse.toString()), "shop");
    }

    private Path file(String name) {
        return warehouse.resolve("_alluvium/shop/keys").resolve(name);
    }

    @Test
    void theFirstSubmissionStandsAndTheNewestRunIsFound() throws IOException {
        KeyedRun keyed = journal.keyed(KEY);
        assertThat(keyed.first()).isEmpty();
        assertThat(keyed.newest()).isEmpty();
        for (int run = 9; run <= 21; run += 3) {
            keyed.add(new RunId(run), new Submission(KEY, Instant.EPOCH.plusSeconds(run), Map.of()));
            assertThat(keyed.newest()).contains(new RunId(run));
        }
        assertThat(keyed.first()).contains(new Submission(KEY, Instant.EPOCH.plusSeconds(9), Map.of()));
        RunKey other = new RunKey("daily_2026-11-03");
        assertThat(journal.keyed(other).first()).isEmpty();
        journal.keyed(other).add(new RunId(1), FIRST);
        assertThat(journal.keyed(other).first().orElseThrow().at()).isEqualTo(FIRST.at());
        assertThat(keyed.newest()).contains(new RunId(21));
        assertThat(Files.readString(file("key=daily~2026-11-03/2.json"))).isEqualTo("""
                {
                  "key" : "daily:2026-11-03",
                  "run" : 12
                }
                """);
    }

    @Test
    void aKeyThatLooksLikeAFolderStaysInItsPlace() {
        journal.keyed(new RunKey("..")).add(new RunId(1), FIRST);
        assertThat(file("key=../1.json")).exists();
        assertThat(file("../1.json")).doesNotExist();
    }

    @Test
    void whoLostTheLeaseBeginsNothing() {
        Lease lease = journal.lease(Duration.ZERO);
        lease.close();
        assertThatThrownBy(() -> journal.keyed(KEY).add(new RunId(1), FIRST))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("ALV-5013");
        assertThat(file("key=daily~2026-11-03")).doesNotExist();
    }

    @Test
    void aFileOfSomebodyElseIsRefusedByName() throws IOException {
        Files.createDirectories(file("key=daily~2026-11-03"));
        for (String text : new String[] {"", "{", "[]", "{\"at\":\"yesterday\"}"}) {
            Files.writeString(file("key=daily~2026-11-03/1.json"), text);
            assertThatThrownBy(() -> journal.keyed(KEY).first())
                    .isInstanceOf(AlluviumException.class)
                    .hasMessageContaining("ALV-5003")
                    .hasMessageContaining("keys/key=daily~2026-11-03 has a file that Alluvium did not write");
            assertThatThrownBy(() -> journal.keyed(KEY).newest()).hasMessageContaining("ALV-5003");
        }
    }
}
