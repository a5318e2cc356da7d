package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.journal.Journal;
import io.alluvium.journal.Lease;
import io.alluvium.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpgradeCommandTest {
    @TempDir
    private Path folder;

    private Path warehouse = Path.of(".");
    private Path format = Path.of(".");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void project() throws IOException {
        Files.writeString(
                folder.resolve("project.conf"), "project = shop\nwarehouse { path = warehouse }\nsources {}\n");
        warehouse = folder.resolve("warehouse");
        format = warehouse.resolve("_alluvium/shop/state/format");
    }

    private void stateHas(String text) throws IOException {
        Files.createDirectories(format.getParent());
        Files.writeString(format, text);
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        Surroundings surroundings = new Surroundings(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                folder,
                folder,
                Clock.systemUTC());
        return new CommandLineInterface(surroundings, new PipelineOpener(), Interruption.none()).run(arguments);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aDryRunSaysWhatEachFormatBringsAndChangesNothing() throws IOException {
        stateHas("1");

        assertThat(run("upgrade", "--dry-run")).isZero();

        assertThat(said())
                .startsWith("format 1 would become 3\n  format 2 keeps ")
                .contains("\n  format 3 keeps ", "only format 1 would refuse this warehouse", "copy the warehouse")
                .endsWith("Next: alluvium upgrade\n");
        assertThat(format).hasContent("1");
    }

    @Test
    void theFormatIsRaisedOnce() throws IOException {
        stateHas("2");

        assertThat(run("upgrade")).isZero();

        assertThat(said()).startsWith("format 2 is now 3\n  format 3 keeps ").doesNotContain("format 2 keeps");
        assertThat(format).hasContent("3");
        assertThat(run("upgrade")).isZero();
        assertThat(said()).isEqualTo("format 3, nothing to upgrade\n");
    }

    @Test
    void aWarehouseWithoutStateStaysWithoutOne() {
        assertThat(run("upgrade")).isZero();

        assertThat(said()).isEqualTo("no state yet; the first run writes format 3\n");
        assertThat(warehouse).doesNotExist();
    }

    @Test
    void whileARunIsAtWorkNothingIsRaised() throws IOException {
        stateHas("1");
        try (Lease lease = new Journal(Storage.at(warehouse.toUri()), "shop").lease(Duration.ZERO)) {
            assertThat(run("upgrade")).isEqualTo(4);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("another run");
        assertThat(format).hasContent("1");
    }

    @Test
    void aStateOfANewerVersionIsRefusedByName() throws IOException {
        stateHas("4");

        assertThat(run("upgrade", "--dry-run")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("ALV-5002", "has format 4, this Alluvium knows 3", "or a newer one");
    }

    @Test
    void jsonTellsTheSame() throws IOException {
        stateHas("2");

        assertThat(run("upgrade", "--dry-run", "--json")).isZero();

        assertThat(said().replaceAll("\\s", ""))
                .contains("\"done\":false,\"found\":\"2\",\"current\":\"3\"", "\"format\":\"3\"");
    }
}
