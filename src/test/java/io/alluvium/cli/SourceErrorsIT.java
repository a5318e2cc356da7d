package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.cli.SourceFault.Seen;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each thing that can be wrong with a table or view, provoked at a real server, in each situation in which a person meets
 * it: first looks and reads, {@code doctor} and {@code init}; then, mended by what the fix prints and broken again, the
 * next look and {@code verify}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceErrorsIT {
    private final PostgresFixture database = PostgresFixture.fresh();
    private final String reader = "reads_" + database.database();
    private final String owner = "owns_" + database.database();
    private final List<SourceFault> faults =
            SourceFault.all().stream().map(fault -> fault.named(reader, owner)).toList();
    private final Map<String, JsonNode> answers = new HashMap<>();

    private Path folder = Path.of("");
    private Program program = new Program(folder);

    private List<SourceFault> faults() {
        return faults;
    }

    @BeforeAll
    void meetThem(@TempDir Path made) {
        folder = made;
        program = new Program(folder);
        SparkFixture.on(folder);
        database.run("create role " + reader + " login", "create role " + owner);
        faults.forEach(fault -> database.run(fault.setup().stream()
                .map(sql -> sql.replace("$p", String.valueOf(database.port())).replace("$d", database.database()))
                .toArray(String[]::new)));
        program.write("project.conf", """
                project = faults
                sources { db { type = postgres, host = "127.0.0.1", port = %d, database = %s, user = %s, tables {
                %s
                } } }
                """.formatted(
                        database.port(),
                        database.database(),
                        reader,
                        faults.stream()
                                .map(fault -> "  %s { from = \"%s\", key = [id], mode = snapshot }"
                                        .formatted(fault.table(), fault.from()))
                                .collect(Collectors.joining("\n"))));
        ask("plan", 1, "plan", "--json");
        ask("run", 1, "run", "--json");
        ask("doctor", 2, "doctor", "--json");
        program.run(
                "init",
                "--from",
                "postgres://%s@127.0.0.1:%d/%s".formatted(reader, database.port(), database.database()),
                "written");
        faults.forEach(fault -> database.run(fault.mending().toArray(String[]::new)));
        ask("mended", 0, "run", "--json");
        faults.forEach(fault -> database.run(fault.again().toArray(String[]::new)));
        ask("plan again", 1, "plan", "--json");
        ask("verify", 1, "verify", "--source", "--json");
    }

    @AfterAll
    void stop() {
        database.run("drop owned by " + reader + ", " + owner + " cascade", "drop role " + reader + ", " + owner);
        database.close();
    }

    private void ask(String situation, int status, String... command) {
        int ended = program.run(command);
        try {
            answers.put(situation, new ObjectMapper().readTree(program.screen()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers.put(situation + " status", new ObjectMapper().valueToTree(List.of(status, ended)));
    }

    private JsonNode answer(String situation) {
        return Objects.requireNonNull(answers.get(situation), situation);
    }

    private JsonNode table(String situation, String tables, SourceFault fault) {
        for (JsonNode node : answer(situation).path(tables)) {
            if (node.path("table").asText().equals("raw." + fault.table())) {
                return node;
            }
        }
        throw new AssertionError(fault.table() + " is not in " + answer(situation));
    }

    private static void saysIt(SourceFault fault, JsonNode problem) {
        assertThat(problem.path("code").asText()).as("%s", problem).isEqualTo(fault.code());
        assertThat(problem.path("message").asText()).isEqualTo(fault.message());
        assertThat(problem.path("reason").asText()).isEqualTo(fault.reason());
        assertThat(problem.path("fix").isNull())
                .as("%s", problem)
                .isEqualTo(fault.fix().isEmpty());
        fault.fix().ifPresent(fix -> assertThat(problem.path("fix").asText()).isEqualTo(fix));
        assertThat(problem.path("line").asInt()).as("its line of the project").isGreaterThan(2);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFirstLookSaysWhatALookCanFind(SourceFault fault) {
        JsonNode step = table("plan", "steps", fault);
        assertThat(step.path("action").asText()).isEqualTo(fault.seen() == Seen.LOOK ? "error" : "extract");
        if (fault.seen() == Seen.LOOK) {
            saysIt(fault, step.path("problem"));
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aRunSaysItAtTheFirstAttempt(SourceFault fault) {
        JsonNode step = table("run", "steps", fault);
        assertThat(step.path("problems")).hasSize(1);
        saysIt(fault, step.path("problems").get(0));
        assertThat(step.path("attempts").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void doctorSaysItUnlessOnlyAllRowsTell(SourceFault fault) {
        List<JsonNode> problems = new ArrayList<>();
        answer("doctor").path("problems").forEach(problem -> {
            if (problem.path("message").asText().equals(fault.message())) {
                problems.add(problem);
            }
        });
        assertThat(problems).hasSize(fault.seen() == Seen.ROWS ? 0 : 1);
        problems.forEach(problem -> saysIt(fault, problem));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void initSaysWhatALookFinds(SourceFault fault) {
        if (fault.seen() == Seen.LOOK && fault.fix().isPresent()) {
            assertThat(program.file("written/project.conf"))
                    .contains("# " + fault.from() + ": " + fault.message() + ": "
                            + fault.fix().get());
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatTheFixPrintsMendsIt(SourceFault fault) {
        assertThat(table("mended", "steps", fault).path("outcome").asText()).isEqualTo("extracted");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theNextLookSaysItToo(SourceFault fault) {
        JsonNode step = table("plan again", "steps", fault);
        assertThat(step.path("action").asText()).isEqualTo("error");
        saysIt(fault, step.path("problem"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void verifySaysItToo(SourceFault fault) {
        JsonNode verdict = table("verify", "tables", fault);
        assertThat(verdict.path("verdict").asText()).as("%s", verdict).isEqualTo("failed");
        saysIt(fault, verdict.path("problem"));
    }

    @Test
    void eachCommandEndsAsTheWorstOfItsTablesDoes() {
        for (String situation : List.of("plan", "run", "mended", "plan again", "verify")) {
            JsonNode status = answer(situation + " status");
            assertThat(status.get(1).asInt())
                    .as(situation)
                    .isEqualTo(status.get(0).asInt());
        }
    }

    @Test
    void noValueOfARowIsInWhatTheProgramLeaves() {
        assertThat(answers.toString()).doesNotContain("canary-4711");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().contains("/warehouse/raw/")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain("canary-4711"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
