package io.alluvium.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.StepRecord.Changes;
import io.alluvium.report.StepRecord.Check;
import io.alluvium.report.StepRecord.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RunResultsTest {
    private static JsonSchema schema() throws Exception {
        String text = Files.readString(Path.of("docs/reference/run_results.schema.json"));
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text);
    }

    @Test
    void anyRunComesBackAsItWasAndFitsThePublishedSchema() throws Exception {
        JsonSchema schema = schema();
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 300; i++) {
            RunRecord run = run(random);
            String text = RunResults.write(run);

            assertThat(RunResults.read(text)).isEqualTo(run);
            assertThat(schema.validate(text, InputFormat.JSON)).as(text).isEmpty();
        }
    }

    @Test
    void thePublishedSchemaRefusesWhatIsNoRun() throws Exception {
        String text = RunResults.write(SampleRuns.designRun());

        assertThat(schema().validate(text.replace("\"extracted\"", "\"loaded\""), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(text.replace("\"kind\" : \"data\"", "\"kind\" : \"bad\""), InputFormat.JSON))
                .hasSize(1);
    }

    @Test
    void timesAndDurationsAreSpelledForPeople() {
        assertThat(RunResults.write(SampleRuns.designRun()))
                .contains("\"started_at\" : \"2026-11-03T00:00:00Z\"")
                .contains("\"duration_seconds\" : 3.2,")
                .contains("\"code\" : \"ALV-3107\"")
                .contains("\"rows_updated\" : 432");
    }

    @Test
    void aLaterSchemaIsRefusedByName() {
        String text =
                RunResults.write(SampleRuns.designRun()).replace("\"schema_version\" : 1", "\"schema_version\" : 2");

        assertThatThrownBy(() -> RunResults.read(text))
                .isInstanceOf(AlluviumException.class)
                .hasMessage("ALV-5002: run results of schema version 2; this Alluvium reads 1");
    }

    @Test
    void tornOrForeignTextIsRefused() {
        String text = RunResults.write(SampleRuns.designRun());

        for (String broken : List.of("", "[]", "{}", text.substring(0, text.length() / 2), text.replace("raw.", ""))) {
            assertThatThrownBy(() -> RunResults.read(broken))
                    .isInstanceOf(AlluviumException.class)
                    .hasMessage("ALV-5003: run results that cannot be read");
        }
    }

    private static RunRecord.Registration registration(SplittableRandom random, List<StepRecord> steps) {
        return new RunRecord.Registration(
                word(random),
                steps.stream().map(StepRecord::table).toList(),
                random.nextBoolean() ? List.of() : List.of(problem(random)));
    }

    private static RunRecord run(SplittableRandom random) {
        List<StepRecord> steps = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            steps.add(step(random, i));
        }
        Instant start = time(random);
        return new RunRecord(
                new RunId(1 + random.nextInt(1000)),
                random.nextBoolean() ? Optional.empty() : Optional.of(new RunKey("daily:" + random.nextInt(1000))),
                word(random),
                random.nextBoolean() ? Optional.empty() : Optional.of(word(random)),
                "/data/" + word(random),
                time(random),
                start,
                start.plus(duration(random)),
                steps,
                random.nextBoolean() ? List.of() : List.of(problem(random)),
                random.nextBoolean() ? Optional.empty() : Optional.of(registration(random, steps)),
                ExitStatus.ofSteps(steps).code(),
                "/log/" + word(random),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextInt(1000)));
    }

    private static StepRecord step(SplittableRandom random, int number) {
        Outcome outcome = Outcome.values()[random.nextInt(Outcome.values().length)];
        Layer layer = Layer.values()[random.nextInt(3)];
        return new StepRecord(
                new TableName(layer, "t" + number),
                outcome,
                word(random),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong(1L << 50)),
                new Changes(random.nextInt(9), random.nextInt(9), random.nextLong(1L << 40)),
                random.nextBoolean() ? Optional.empty() : Optional.of(word(random)),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextInt(100)),
                List.of(new Check(
                        word(random),
                        word(random),
                        random.nextBoolean(),
                        random.nextInt(4),
                        random.nextBoolean() ? Optional.of(word(random)) : Optional.empty())),
                random.nextBoolean() ? Optional.empty() : Optional.of(word(random)),
                outcome == Outcome.FAILED ? List.of(problem(random)) : List.of(),
                random.nextInt(4),
                time(random),
                duration(random));
    }

    private static Problem problem(SplittableRandom random) {
        ErrorCode code = ErrorCode.values()[random.nextInt(ErrorCode.values().length)];
        Problem plain = Problem.of(code, word(random));
        return random.nextBoolean()
                ? plain
                : plain.at(new Place(word(random), random.nextInt(9)))
                        .marking(word(random))
                        .because(word(random))
                        .didYouMean(Optional.of(word(random)))
                        .fixedBy(word(random));
    }

    private static Instant time(SplittableRandom random) {
        Instant second = Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
        return random.nextBoolean() ? second : second.plusNanos(random.nextInt(1_000_000_000));
    }

    private static Duration duration(SplittableRandom random) {
        return Duration.ofSeconds(
                random.nextInt(5) * random.nextInt(4000), random.nextInt(2) * random.nextInt(999_999_999));
    }

    private static String word(SplittableRandom random) {
        String[] words = {
            "", "a", "\"quoted\"", "line\nbreak", "ümläut €", "\u0001\u001B", "a\\b", "\uD83D\uDE00", "null"
        };
        return words[random.nextInt(words.length)];
    }
}
