package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.report.RunEvents;
import io.alluvium.report.SampleRuns;
import io.alluvium.report.StepRecord;
import io.alluvium.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFilesTest {
    private static final Clock CLOCK = Clock.fixed(SampleRuns.START, ZoneOffset.UTC);
    private static final TableName ORDERS = TableName.parse("raw.orders").orElseThrow();
    private static final StepRecord IDLE = SampleRuns.idle("raw.countries", StepRecord.Outcome.SKIPPED, "no new file");

    @TempDir
    private Path folder;

    private EventFiles events() {
        return new EventFiles(Storage.local(folder.toString()), new RunId(42), CLOCK);
    }

    private List<RunEvents.Event> read() {
        return EventFiles.read(Storage.local(folder.toString()));
    }

    @Test
    void whatHappenedIsReadAsItWasAndFitsThePublishedSchema() throws Exception {
        try (EventFiles events = events()) {
            events.ended(IDLE);
            events.started(ORDERS);
            SampleRuns.designRun().steps().forEach(events::ended);
        }

        List<RunEvents.Event> expected = new ArrayList<>();
        expected.add(new RunEvents.Event(SampleRuns.START, IDLE.table(), Optional.of(IDLE)));
        expected.add(new RunEvents.Event(SampleRuns.START, ORDERS, Optional.empty()));
        SampleRuns.designRun()
                .steps()
                .forEach(step -> expected.add(new RunEvents.Event(SampleRuns.START, step.table(), Optional.of(step))));
        assertThat(read()).isEqualTo(expected);
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/reference/run_events.schema.json")));
        String text = Files.readString(folder.resolve("events/1.json"));
        assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(text.replace("\"started\"", "\"begun\""), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void aStepIsToldWhileTheRunIsAtWorkAndEachFileHasWhatIsNew() throws Exception {
        try (EventFiles events = events()) {
            events.started(ORDERS);
            Instant patience = Instant.now().plus(Duration.ofSeconds(10));
            while (read().isEmpty() && Instant.now().isBefore(patience)) {
                Thread.sleep(10);
            }
            assertThat(read()).hasSize(1);
            events.ended(SampleRuns.extracted("raw.orders", 1, 1, 5));
        }
        assertThat(read()).hasSize(2);
        assertThat(folder.resolve("events")).isDirectoryContaining(file -> file.endsWith("2.json"));
    }

    @Test
    void whereNothingIsDoneNothingIsWritten() {
        try (EventFiles events = events()) {
            events.ended(IDLE);
        }
        assertThat(folder).isEmptyDirectory();
        assertThat(read()).isEmpty();
    }
}
