package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.plan.PlannedStep;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files hold that no current row can be made of: it stops a model with a way out, or is left out aloud. */
class ApplyFromFilesIT {
    private static final String REFUSED_IF = ": refused if it holds numbers, or times in more than one ISO 8601 form";
    private static final String CURRENT = "select * from curated.t order by id";

    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeEach
    void start() {
        project = new ProjectFolder(folder);
    }

    private void files(String settings, String header, String... lines) {
        project.write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                sources { web { type = files, path = landing, tables {
                  t { glob = "*.csv", format = csv, key = [id]%s }
                } } }
                """.formatted(settings));
        file("1.csv", header, lines);
    }

    private void file(String name, String header, String... lines) {
        project.write("landing/" + name, header + "\n" + String.join("\n", lines) + "\n");
    }

    private void model(String frontMatter, String select) {
        project.write("curated/t.sql", "/*---\nstrategy = apply\n" + frontMatter + "\n---*/\n" + select + "\n");
    }

    private Problem refusal() {
        List<StepRecord> steps = project.run().steps();
        assertThat(steps.get(0).problems()).isEmpty();
        assertThat(steps.get(1).problems()).hasSize(1);
        return steps.get(1).problems().get(0);
    }

    private String planned() {
        return project.pipeline().plan(new RunOptions(Optional.empty(), Duration.ZERO)).steps().stream()
                .filter(PlannedStep.Transform.class::isInstance)
                .map(step -> ((PlannedStep.Transform) step).decision().reason())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "9, 10, numbers",
        "-1.5, 2.5, numbers",
        "'1.000', '900', numbers",
        "1e3, 2, numbers",
        "2026-1-9, 2026-1-10, times",
        "9.1.2026, 10.1.2026, times",
        "9:30, 10:00, times",
        "1795819597, 1795819598, numbers",
        "1795819597.50, 1795819597.6, numbers",
        "999999999.5, 1795819597.5, numbers",
        "2026-11-3T10:00:00Z, 2026-11-03T10:00:00.5Z, times"
    })
    void textThatHoldsNumbersOrTimesIsNoOrder(String before, String after, String what) {
        files("", "id,rev,v", "1," + before + ",old", "2," + before + ",old", "2,,none");
        model("sequence_by = [rev]", "select id, rev, v from raw.t");
        assertThat(project.pipeline().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.message())
                    .isEqualTo("curated.t orders the versions of a row by rev, which is text in raw.t");
            assertThat(warning.label().orElseThrow())
                    .isEqualTo("what its values are is not known yet: a run refuses numbers, which as text have 10"
                            + " before 9, and times but those in one ISO 8601 form, which sort as they are");
        });
        assertThat(planned()).isEqualTo("new table; orders by rev, which is text" + REFUSED_IF);

        Problem first = refusal();

        assertThat(first.code()).isEqualTo(ErrorCode.FRONT_MATTER);
        assertThat(first.message())
                .isEqualTo("curated.t orders the versions of a row by rev, which is text in raw.t: as text 10 comes"
                        + " before 9");
        assertThat(first.label())
                .contains("its values are " + what
                        + (what.equals("times") ? ", and not all written in one ISO 8601 form" : ""));
        assertThat(first.fix().orElseThrow()).contains("alluvium reset raw.t");
        file("2.csv", "id,rev,v", "1," + after + ",new");
        assertThat(refusal().message()).isEqualTo(first.message());
        assertThat(folder.resolve("warehouse/curated")).doesNotExist();
    }

    /** As text they sort as times do. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-03T10:00:00Z, 2026-11-03T10:00:01Z, 2026-11-03T10:00:02.5Z",
        "2026-11-03 10:00:00.250+02:00, 2026-11-03 10:00:00.300+02:00, 2026-11-03 10:00:00.400+01:00"
    })
    void isoTimesOfOneShapeAreAnOrderUntilAnotherShapeComes(String before, String after, String other) {
        files("", "id,rev,v", "1," + after + ",new", "1," + before + ",old", "2," + before + ",two");
        model("sequence_by = [rev]", "select id, rev, v from raw.t");
        assertThat(planned()).isEqualTo("new table; orders by rev, which is text" + REFUSED_IF);
        project.runWell();
        assertThat(planned()).as("nothing is left to be ordered").doesNotContain("text");
        file("2.csv", "id,rev,v", "2," + after + ",later", "2," + before + ",earlier");
        project.runWell();
        assertThat(project.rows(CURRENT)).containsExactly("1|" + after + "|new", "2|" + after + "|later");

        file("3.csv", "id,rev,v", "1," + other + ",latest");
        assertThat(refusal().label()).contains("its values are times, and not all written in one ISO 8601 form");
        assertThat(project.rows(CURRENT)).containsExactly("1|" + after + "|new", "2|" + after + "|later");
    }

    /** They sort so with ten digits before the point. */
    @Test
    void secondsWithAFractionAreAnOrderUntilAnotherNumberComes() {
        files("", "id,rev,v", "1,1795819597.0669308,new", "1,1795819597.0669,old", "2,1795819597.0,two");
        model("sequence_by = [rev]", "select id, rev, v from raw.t");
        project.runWell();
        file("2.csv", "id,rev,v", "2,1795819601.5,later", "2,1795819600.75,earlier");
        project.runWell();
        assertThat(project.rows(CURRENT)).containsExactly("1|1795819597.0669308|new", "2|1795819601.5|later");

        file("3.csv", "id,rev,v", "1,17958195971,latest");
        assertThat(refusal().label()).contains("its values are numbers");
        assertThat(project.rows(CURRENT)).containsExactly("1|1795819597.0669308|new", "2|1795819601.5|later");
    }

    @Test
    void textThatIsNeitherIsOrderedByItsBytesAndADeclaredNumberByItsValue() {
        files("", "id,rev,v", "1,a9,old", "1,b1,new", "2,,none");
        model("sequence_by = [rev]", "select id, rev, v from raw.t");
        project.runWell();
        assertThat(project.rows(CURRENT)).containsExactly("1|b1|new", "2|null|none");
        file("2.csv", "id,rev,v", "1,a99,older", "2,a,some");
        project.runWell();
        assertThat(project.rows(CURRENT)).containsExactly("1|b1|new", "2|a|some");

        project = new ProjectFolder(folder.resolve("typed"));
        files(", schema = \"id int, rev int, v string\"", "id,rev,v", "1,10,new", "1,9,old");
        model("sequence_by = [rev]", "select id, rev, v from raw.t");
        assertThat(project.pipeline().warnings()).isEmpty();
        assertThat(planned()).isEqualTo("new table");
        project.runWell();
        assertThat(project.rows(CURRENT)).containsExactly("1|10|new");
        files(", schema = \"id int, rev string, v string\"", "id,rev,v", "1,10,new");
        assertThat(project.pipeline().warnings()).hasSize(1);
    }

    @Test
    void rowsThatWereKeptAsTextAreLeftOutAndCounted() {
        files(", corrupt = keep, schema = \"id int, v string\"", "id,v", "1,one", "bad,two", "3,three", "worse,4");
        model("", "select id, v from raw.t");

        StepRecord first = project.runWell().get(1);

        assertThat(project.rows(CURRENT)).containsExactly("1|one", "3|three");
        assertThat(first.checks()).singleElement().satisfies(check -> {
            assertThat(check.name()).isEqualTo("corrupt rows left out");
            assertThat(check.violations()).isEqualTo(2);
            assertThat(check.failing()).isFalse();
        });
        file("2.csv", "id,v", "1,changed", "no,5");
        StepRecord second = project.runWell().get(1);
        assertThat(second.outcome()).isEqualTo(StepRecord.Outcome.APPLIED);
        assertThat(second.checks())
                .singleElement()
                .satisfies(check -> assertThat(check.violations()).isEqualTo(1));
        file("3.csv", "id,v", "4,four");
        assertThat(project.runWell().get(1).checks()).isEmpty();
        assertThat(project.rows(CURRENT)).containsExactly("1|changed", "3|three", "4|four");
        assertThat(project.rows("select count(*) from raw.t where _corrupt is not null"))
                .containsExactly("3");
    }

    @Test
    void aRowWithoutAKeyIsNamedByFileAndBatchAndTheModelSaysWhatBecomesOfIt() {
        files(", schema = \"id int, v string\"", "id,v", "1,one");
        model("", "select id, v from raw.t");
        project.runWell();
        file("2.csv", "id,v", "2,two", ",nokey");
        for (int i = 0; i < 2; i++) {
            Problem problem = refusal();
            assertThat(problem.code()).isEqualTo(ErrorCode.KEY_NULL);
            assertThat(problem.message()).isEqualTo("curated.t: the key [id] is null in 1 row");
            assertThat(problem.label().orElseThrow()).contains("; in raw.t they are of batch 2, file 2.csv (1)");
            assertThat(problem.fix())
                    .contains("leave such rows out, in the model's SELECT: where id is not null; or mend them at"
                            + " their source and load it anew: alluvium reset raw.t");
            assertThat(problem.toString()).doesNotContain("nokey");
            file("3.csv", "id,v", "3,three");
        }
        model("", "select id, v from raw.t where id is not null");
        project.runWell();
        assertThat(project.rows(CURRENT)).containsExactly("1|one", "2|two", "3|three");
        assertThat(project.rows("select v from raw.t where id is null")).containsExactly("nokey");
        file("4.csv", "id,v", "4,four", ",again");
        project.runWell();
        assertThat(project.rows(CURRENT)).hasSize(4);
    }

    @Test
    void anObjectThatGrowsInsideIsLoadedOnAndReachesItsModel() {
        project.write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                sources { web { type = files, path = landing, tables {
                  t { glob = "*.json", format = json, key = [id] }
                } } }
                """);
        model("", "select id, who.name, to_json(who) as who from raw.t");
        project.write("landing/1.json", "{\"id\":1,\"who\":{\"name\":\"a\"}}\n{\"id\":2,\"who\":{\"name\":\"b\"}}\n");
        assertThat(project.run().steps())
                .allSatisfy(step -> assertThat(step.problems()).isEmpty());
        project.write("landing/2.json", "{\"who\":{\"age\":7,\"NAME\":\"c\"},\"id\":2}\n");
        assertThat(project.run().steps())
                .allSatisfy(step -> assertThat(step.problems()).isEmpty());

        assertThat(project.rows("select * from curated.t order by id"))
                .containsExactly("1|a|{\"name\":\"a\"}", "2|c|{\"name\":\"c\",\"age\":7}");
        assertThat(project.rows("select id, who.age, _file, _position from raw.t order by _batch, _position"))
                .containsExactly("1|null|1.json|0", "2|null|1.json|28", "2|7|2.json|0");

        project.write("landing/3.json", "{\"id\":3,\"who\":[]}\n");
        assertThat(refusalOfRaw())
                .isEqualTo("the columns of raw.t changed in the source:"
                        + " ~ who struct<name:string,age:bigint> -> array<string>");
    }

    private String refusalOfRaw() {
        return project.run().steps().get(0).problems().get(0).message();
    }
}
