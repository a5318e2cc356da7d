package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.config.ProjectConfig;
import io.alluvium.config.ProjectConfig.CatalogSettings;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.TableVersion;
import io.alluvium.plan.RunPlan;
import io.alluvium.plan.Selection;
import io.alluvium.report.RunRecord;
import io.alluvium.report.RunResults;
import io.alluvium.report.SamplePlans;
import io.alluvium.report.SampleRuns;
import io.alluvium.report.StepRecord;
import io.alluvium.report.StepRecord.Outcome;
import io.alluvium.run.OpenProject;
import io.alluvium.run.OpenTables;
import io.alluvium.run.RunListener;
import io.alluvium.run.RunOptions;
import io.alluvium.source.Look;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineInterfaceTest {
    @TempDir
    private Path folder;

    private static class Runs extends RefusingProject {
        private final RunRecord record;
        private final List<RunOptions> options = new ArrayList<>();

        Runs(RunRecord record) {
            this.record = record;
        }

        @Override
        public RunRecord run(RunOptions given, RunListener listener) {
            options.add(given);
            listener.started(record.id());
            record.steps().forEach(listener::finished);
            listener.ended(record);
            return record;
        }

        @Override
        public Optional<RunRecord> record(Optional<Long> run) {
            return Optional.of(record)
                    .filter(any -> run.isEmpty() || run.get() == any.id().number());
        }
    }

    private static RunRecord idleRun() {
        return SampleRuns.run(
                43, 0, Duration.ofMillis(400), List.of(SampleRuns.idle("raw.orders", Outcome.SKIPPED, "no change")));
    }

    private Session project(OpenProject project) {
        return Session.inProject(folder, project);
    }

    private Session project() {
        return project(new RefusingProject());
    }

    @Test
    void aMistypedCommandIsGuessed() {
        Session session = project();

        assertThat(session.run("rnu")).isEqualTo(2);
        assertThat(session.err()).isEqualTo("""
                error ALV-1001: unknown command or argument rnu
                did you mean: run
                then: alluvium --help
                """);
        assertThat(session.out()).isEmpty();
    }

    @Test
    void aMistypedOptionIsGuessedAmongThoseOfTheCommand() {
        Session session = project();

        assertThat(session.run("run", "--skip-cod")).isEqualTo(2);
        assertThat(session.err()).isEqualTo("""
                error ALV-1001: unknown option --skip-cod
                did you mean: --skip-code
                then: alluvium run --help
                """);
    }

    @Test
    void noCommandIsAUsageErrorAndHelpIsNot() {
        Session session = project();

        assertThat(session.run()).isEqualTo(2);
        assertThat(session.err()).startsWith("error ALV-1001: a command is missing\n");
        assertThat(session.run("--help")).isZero();
        assertThat(session.out()).contains("Commands:", "validate").doesNotContain("replay");
    }

    @Test
    void helpSaysWhatTheOptionOfThatNameSays() {
        assertThat(printed("help")).isEqualTo(printed("--help")).contains("Commands:", "  help ");
        for (String command : List.of("init", "plan", "run", "sql", "help")) {
            assertThat(printed("help", command))
                    .as(command)
                    .isEqualTo(printed(command, "--help"))
                    .startsWith("Usage: alluvium " + command);
        }
    }

    private String printed(String... arguments) {
        Session session = new Session(folder, new RefusingProject());
        assertThat(session.run(arguments)).isZero();
        assertThat(session.err()).isEmpty();
        return session.out();
    }

    @Test
    void helpOfNoCommandIsGuessedOrRefused() {
        Session session = project();

        assertThat(session.run("help", "rnu")).isEqualTo(2);
        assertThat(session.err()).isEqualTo("""
                error ALV-1001: unknown command rnu
                did you mean: run
                fix:  alluvium help   # lists the commands
                """);
        assertThat(session.run("help", "retry")).isEqualTo(2);
        assertThat(session.err()).contains("alluvium retry is not built yet");
    }

    @Test
    void wrongOptionValuesSayWhatIsExpected() {
        Session session = project();

        assertThat(session.run("run", "--wait", "soon")).isEqualTo(2);
        assertThat(session.run("plan", "--at", "tomorrow")).isEqualTo(2);
        assertThat(session.run("plan", "--set", "a.b")).isEqualTo(2);
        assertThat(session.err())
                .contains("not a duration: 'soon'; write 30s, 5m or 2h")
                .contains("not a time: 'tomorrow'; write 2026-11-03 or 2026-11-03T06:30Z, in UTC")
                .contains("--set");
    }

    @Test
    void knownWordsThatAreNotBuiltYetAreRefusedByName() {
        Session session = project();

        for (String name : List.of("retry", "report", "accept", "drop", "replay", "diff")) {
            assertThat(session.run(name, "42", "--yes")).as(name).isEqualTo(2);
            assertThat(session.err()).contains("error ALV-1009: alluvium " + name + " is not built yet");
        }
        assertThat(session.run("maintain")).isEqualTo(2);
        assertThat(session.run("config", "explain", "warehouse.path")).isEqualTo(2);
        assertThat(session.run("verify", "curated.orders", "--repair")).isEqualTo(2);
        assertThat(session.err())
                .contains("--repair goes with --source")
                .contains("fix:  alluvium verify --source --repair");
        assertThat(session.run("run", "--plan", "saved.json")).isEqualTo(2);
        assertThat(session.err()).contains("error ALV-1001: cannot read saved.json", "alluvium plan --out saved.json");
        assertThat(session.run("run", "--plan", "saved.json", "--full-refresh")).isEqualTo(2);
        assertThat(session.err()).contains("--plan says what is done and at which time");
        assertThat(session.run("run", "--yes")).isEqualTo(2);
        assertThat(session.err()).contains("--yes confirms --full-refresh, which is not given");
        assertThat(session.run("run", "--from", "2026-01-01")).isEqualTo(2);
        assertThat(session.run("run", "--from", "2026-02-01", "--to", "2026-01-01"))
                .isEqualTo(2);
        assertThat(session.err())
                .contains("--from and --to are given together")
                .contains("--from 2026-02-01T00:00:00Z is not before --to 2026-01-01T00:00:00Z");
    }

    @Test
    void aFolderWithoutAProjectIsSaid() {
        Session session = new Session(folder, new RefusingProject());

        assertThat(session.run("plan")).isEqualTo(2);
        assertThat(session.run("plan", "--project", "nowhere")).isEqualTo(2);
        assertThat(session.err())
                .contains("error ALV-1002: there is no project.conf in " + folder + " or above it")
                .contains("error ALV-1002: there is no " + folder.resolve("nowhere"))
                .contains("fix:  alluvium init nowhere");
    }

    @Test
    void theProjectIsFoundUpwardsAndSettingsReachIt() throws Exception {
        project();
        Path below = Files.createDirectories(folder.resolve("curated/deep"));
        Session session = new Session(below, new Runs(idleRun()));

        assertThat(session.run("status", "--set", "vars.a=x=y", "--set", "run.parallel=2"))
                .isZero();

        assertThat(session.opened).contains(folder.resolve("project.conf"));
        assertThat(session.settings).isEqualTo(Map.of("vars.a", "x=y", "run.parallel", "2"));
    }

    @Test
    void aRunShowsItsStepsOnStandardOutputAndItsFailuresOnStandardError() {
        Session session = project(new Runs(SampleRuns.designRun()));

        assertThat(session.run("run", "--env", "prod")).isEqualTo(1);
        assertThat(session.out()).isEqualTo("""
                   extracted  raw.orders                 8,412 rows           1.9 s
                      failed  raw.customers              ALV-3107             0.2 s
                     applied  curated.orders             +7,980 ~432 -0       1.2 s
                     blocked  curated.customers          by raw.customers
                run 42: 2 done, 1 failed, 1 blocked in 3 s · exit 1

                """);
        assertThat(session.err())
                .startsWith("error ALV-3107: no right to read public.\"Client\"\n")
                .endsWith("then: alluvium run --env prod\n");
    }

    @Test
    void aRunWithNothingToDoEndsWithNinetyNineOnlyWhenAsked() {
        Session session = project(new Runs(idleRun()));

        assertThat(session.run("run")).isZero();
        assertThat(session.out()).isEqualTo("""
                     skipped  raw.orders                 no change
                run 43: 1 skipped in 0.4 s · exit 0
                Next: alluvium tables
                """);
        assertThat(session.run("run", "--skip-code")).isEqualTo(99);
        assertThat(session.out()).contains("· exit 99");
    }

    @Test
    void aRunTakesItsLogicalTimeAndItsPatience() {
        Runs runs = new Runs(idleRun());

        project(runs).run("run", "--at", "2026-11-03", "--wait", "5m");
        project(runs).run("run", "--at", "2026-11-03T02:00+02:00", "--wait", "PT1H");
        project(runs).run("run", "--at", "2026-11-03T00:00:05");

        assertThat(runs.options)
                .containsExactly(
                        new RunOptions(Optional.of(SampleRuns.START), Duration.ofMinutes(5)),
                        new RunOptions(Optional.of(SampleRuns.START), Duration.ofHours(1)),
                        new RunOptions(Optional.of(Instant.parse("2026-11-03T00:00:05Z")), Duration.ZERO));
    }

    @Test
    void aKeyGoesToTheRunAndABadOneIsRefusedWithItsPlace() throws Exception {
        Runs runs = new Runs(SampleRuns.designRun());
        Session session = project(runs);

        session.run("run", "--at", "2026-11-03", "--key", "daily:2026-11-03", "--skip-code");
        assertThat(runs.options)
                .containsExactly(new RunOptions(
                        Optional.of(SampleRuns.START),
                        Duration.ZERO,
                        Optional.of(new RunKey("daily:2026-11-03")),
                        true,
                        false,
                        Selection.ALL));
        assertThat(session.run("run", "--key", "daily 3")).isEqualTo(2);
        assertThat(session.err())
                .contains("ALV-1001")
                .contains("'--key'")
                .contains("' ' at character 6 of the key; it may have letters, digits and . _ : -");
        assertThat(runs.options).hasSize(1);
    }

    @Test
    void whoFollowsARunEndsAsItDoes() throws Exception {
        RunRecord record = SampleRuns.designRun();
        Session session = project(new Runs(record) {
            @Override
            public RunRecord run(RunOptions given, RunListener listener) {
                listener.following(record.id());
                listener.found(record);
                return record;
            }
        });

        assertThat(session.run("run", "--key", "daily")).isEqualTo(1);
        assertThat(session.out())
                .startsWith("follows run 42, which has this key and is at work\n"
                        + "run 42 has this key and has ended:\n   extracted  raw.orders")
                .contains("run 42: 2 done, 1 failed, 1 blocked in 3 s · exit 1");
        assertThat(session.err()).contains("ALV-3107");
    }

    @Test
    void theStatusOfAKeyIsThatOfItsRun() throws Exception {
        Session session = found(Optional.of(SampleRuns.designRun()), false);
        assertThat(session.run("status", "--key", "daily", "--exit-code")).isEqualTo(1);
        assertThat(session.out()).contains("run 42: 2 done, 1 failed, 1 blocked in 3 s · exit 1");
        assertThat(session.run("status", "--key", "daily")).isZero();

        session = found(Optional.empty(), true);
        assertThat(session.run("status", "--key", "daily", "--exit-code")).isEqualTo(4);
        assertThat(session.out()).isEqualTo("run 42: at work\n");
        session = found(Optional.empty(), true);
        assertThat(session.run("status", "--key", "daily", "--exit-code", "--json"))
                .isEqualTo(4);
        assertThat(new ObjectMapper().readTree(session.out()))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"schema_version\":1,\"run_id\":42,\"state\":\"at work\",\"key\":\"daily\","
                                + "\"steps\":[],\"exit_status\":4}"));

        session = found(Optional.empty(), false);
        assertThat(session.run("status", "--key", "daily", "--exit-code")).isEqualTo(75);
        assertThat(session.out()).isEqualTo("""
                run 42: its process died
                then: alluvium run --key daily   # continues it
                """);
        session = unknown(false);
        assertThat(session.run("status", "--key", "daily", "--exit-code")).isEqualTo(2);
        assertThat(session.err()).contains("ALV-1001: no run has the key daily");
        assertThat(session.run("status", "7", "--key", "daily")).isEqualTo(2);
        session = unknown(true);
        assertThat(session.run("status", "--key", "daily", "--exit-code")).isEqualTo(4);
        assertThat(session.err())
                .contains("no run has the key daily, and another run is at work")
                .contains("alluvium run --key daily --wait 2h");
    }

    private Session unknown(boolean atWork) {
        return project(new RefusingProject() {
            @Override
            public Optional<OpenTables.Found> find(RunKey key) {
                return Optional.empty();
            }

            @Override
            public boolean isAtWork() {
                return atWork;
            }
        });
    }

    private Session found(Optional<RunRecord> record, boolean atWork) {
        return found(record, atWork, record.map(RunRecord::steps).orElse(List.of()));
    }

    private Session found(Optional<RunRecord> record, boolean atWork, List<StepRecord> steps) {
        return project(new RefusingProject() {
            @Override
            public Optional<OpenTables.Found> find(RunKey key) {
                return Optional.of(new OpenTables.Found(new RunId(42), record, atWork, steps));
            }
        });
    }

    @Test
    void aTablesStepOfARunAtWorkIsToldAsSoonAsItEnds() throws Exception {
        List<StepRecord> steps = SampleRuns.designRun().steps();
        Session atWork = found(Optional.empty(), true, steps);
        String[] asked = {"status", "--key", "daily", "--exit-code", "--table"};

        assertThat(atWork.run(and(asked, "raw.orders"))).isZero();
        assertThat(atWork.out()).contains("extracted  raw.orders");
        assertThat(atWork.run(and(asked, "raw.customers"))).isEqualTo(1);
        assertThat(atWork.run(and(asked, "curated.customers"))).as("blocked").isEqualTo(1);
        assertThat(atWork.run(and(asked, "aggregate.later"))).isEqualTo(4);
        assertThat(atWork.out()).endsWith("run 42: aggregate.later has not ended\n");
        assertThat(found(Optional.empty(), false, steps).run(and(asked, "aggregate.later")))
                .isEqualTo(75);
        Session json = found(Optional.empty(), true, steps);
        assertThat(json.run(and(asked, "raw.orders", "--json"))).isZero();
        assertThat(new ObjectMapper()
                        .readTree(json.out())
                        .at("/steps/0/outcome")
                        .asText())
                .isEqualTo("extracted");

        Session ended = found(Optional.of(SampleRuns.designRun()), false);
        assertThat(ended.run(and(asked, "raw.order"))).isEqualTo(2);
        assertThat(ended.err()).contains("run 42 has no step of raw.order\ndid you mean: raw.orders");
    }

    private static String[] and(String[] words, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(words), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    @Test
    void theLastRunsExitStatusIsToldOnlyWhereItIsAskedFor() throws Exception {
        Session session = project(new Runs(SampleRuns.designRun()));
        assertThat(session.run("status")).isZero();
        assertThat(session.run("status", "--exit-code")).isEqualTo(1);
        assertThat(session.run("status", "42", "--exit-code")).isEqualTo(1);
        assertThat(session.run("status", "41", "--exit-code")).isEqualTo(2);
    }

    @Test
    void aRunAsJsonIsItsResultsFileAndNothingElse() {
        Session session = project(new Runs(SampleRuns.designRun()));

        assertThat(session.run("run", "--json")).isEqualTo(1);
        assertThat(RunResults.read(session.out())).isEqualTo(SampleRuns.designRun());
        assertThat(session.err()).isEmpty();
    }

    @Test
    void quietSaysOnlyWhatFailed() {
        Session fine = project(new Runs(idleRun()));
        Session failing = project(new Runs(SampleRuns.designRun()));

        assertThat(fine.run("run", "--quiet")).isZero();
        assertThat(failing.run("run", "--quiet")).isEqualTo(1);
        assertThat(fine.out() + fine.err() + failing.out()).isEmpty();
        assertThat(failing.err()).startsWith("error ALV-3107");
    }

    @Test
    void aHeldLeaseEndsWithFour() {
        Session session = project(new RefusingProject() {
            @Override
            public RunRecord run(RunOptions options, RunListener listener) {
                throw Problem.of(ErrorCode.LEASE_HELD, "run 41 of this project is active on db1 since 00:00")
                        .fixedBy("alluvium run --wait 10m")
                        .asException();
            }
        });

        assertThat(session.run("run")).isEqualTo(4);
        assertThat(session.err()).isEqualTo("""
                error ALV-5001: run 41 of this project is active on db1 since 00:00
                fix:  alluvium run --wait 10m
                """);
    }

    @Test
    void allProblemsOfAProjectAreShownWithTheirLines() {
        Session session = project(new RefusingProject() {
            @Override
            public List<Problem> warnings() {
                throw new AlluviumException(List.of(
                        Problem.of(ErrorCode.UNKNOWN_KEY, "unknown key projct")
                                .at(new Place("project.conf", 1))
                                .marking("project"),
                        Problem.of(ErrorCode.MISSING_KEY, "sources is missing")));
            }
        });

        assertThat(session.run("validate")).isEqualTo(2);
        assertThat(session.err()).isEqualTo("""
                error ALV-1004: unknown key projct
                  --> project.conf:1
                1 |  project = shop
                  |  ^^^^^^^

                error ALV-1005: sources is missing
                """);
    }

    @Test
    void theLineIsShownWhereverTheProjectLies() throws Exception {
        project();
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Session session = new Session(elsewhere, new RefusingProject() {
            @Override
            public RunPlan plan(RunOptions options) {
                throw Problem.of(ErrorCode.BAD_VALUE, "no such place")
                        .at(new Place("project.conf", 1))
                        .asException();
            }
        });

        assertThat(session.run("plan", "--project", "..")).isEqualTo(2);
        assertThat(session.err()).contains("1 |  project = shop\n");
    }

    @Test
    void problemsUnderJsonAreADocument() throws Exception {
        Session session = new Session(folder, new RefusingProject());

        assertThat(session.run("validate", "--json")).isEqualTo(2);

        assertThat(session.err()).isEmpty();
        assertThat(new ObjectMapper()
                        .readTree(session.out())
                        .at("/problems/0/code")
                        .asText())
                .isEqualTo("ALV-1002");
    }

    @Test
    void aValidProjectIsSummedUpWithItsWarnings() {
        Session session = project(new RefusingProject() {
            @Override
            public int models() {
                return 1;
            }

            @Override
            public List<Problem> warnings() {
                return List.of(Problem.of(ErrorCode.APPLY_SHAPE, "curated.x reads several versions of a key"));
            }
        });

        assertThat(session.run("validate")).isZero();
        assertThat(session.out()).isEqualTo("""
                warning ALV-2011: curated.x reads several versions of a key
                valid: shop, 0 sources with 0 tables, 1 model
                Next: alluvium plan
                """);
    }

    @Test
    void aPlanWithATableThatCannotBeReadEndsWithOne() {
        Session session = project(new RefusingProject() {
            @Override
            public RunPlan plan(RunOptions options) {
                return new RunPlan(
                        "shop",
                        Optional.empty(),
                        "/data/shop",
                        SampleRuns.START,
                        Optional.of(new RunPlan.LastRun(new RunId(41), 1)),
                        List.of(SamplePlans.extract("customers", new Look.Refused(SampleRuns.NO_RIGHT))),
                        List.of());
            }
        });

        assertThat(session.run("plan")).isEqualTo(1);
        assertThat(session.out())
                .startsWith("shop · /data/shop · at 2026-11-03T00:00Z · last run 41 exit 1\n  error    raw.customers");
        assertThat(session.err()).startsWith("error ALV-3107");
    }

    @Test
    void theStatusIsThatOfTheLastRunOrOfTheOneAskedFor() {
        Session session = project(new Runs(SampleRuns.designRun()));

        assertThat(session.run("status")).isZero();
        assertThat(session.out())
                .startsWith("shop · prod · /data/shop · at 2026-11-03T00:00Z · run 42 ended 2026-11-03T00:00:03Z\n")
                .contains("run 42: 2 done, 1 failed, 1 blocked in 3 s · exit 1\n")
                .contains("error ALV-3107")
                .endsWith("log:  /data/shop/_alluvium/shop/runs/42/log\n");
        assertThat(session.run("status", "42", "--json")).isZero();
        assertThat(session.run("status", "41")).isEqualTo(2);
        assertThat(session.err()).contains("no record of run 41");
    }

    @Test
    void tablesComeWithTheLinesToPaste() {
        Session session = project(new RefusingProject() {
            @Override
            public List<TableVersion> tables() {
                return List.of(table("curated.orders", 12), table("raw.orders", 3));
            }

            @Override
            public String path(TableName table) {
                return "file:/data/shop/" + table.layer().label() + "/" + table.name();
            }
        });

        assertThat(session.run("tables")).isZero();
        assertThat(session.out()).isEqualTo("""
                raw.orders       v3  /data/shop/raw/orders
                curated.orders  v12  /data/shop/curated/orders

                DuckDB:  SELECT * FROM delta_scan('/data/shop/curated/orders');
                pyspark: spark.read.format("delta").load("file:/data/shop/curated/orders")
                Next: alluvium show curated.orders
                """);
    }

    @Test
    void aTableHasItsNameInTheCatalogToo() {
        Session session = project(new RefusingProject() {
            @Override
            public ProjectConfig config() {
                ProjectConfig plain = super.config();
                return new ProjectConfig(
                        plain.name(),
                        plain.directory(),
                        plain.environment(),
                        plain.warehouse(),
                        plain.s3(),
                        plain.variables(),
                        Optional.of(new CatalogSettings(
                                CatalogSettings.Kind.HIVE,
                                List.of(URI.create("thrift://metastore:9083")),
                                Optional.empty(),
                                Optional.empty(),
                                Map.of(Layer.RAW, "shop_raw", Layer.CURATED, "shop", Layer.AGGREGATE, "shop"),
                                new Place("project.conf", 3))),
                        plain.run(),
                        plain.deploy(),
                        plain.files());
            }

            @Override
            public List<TableVersion> tables() {
                return List.of(table("curated.orders", 12));
            }

            @Override
            public String path(TableName table) {
                return "/data/shop/curated/orders";
            }
        });

        assertThat(session.run("tables")).isZero();
        assertThat(session.out())
                .contains("\nSQL:     SELECT * FROM shop.orders;  -- hive thrift://metastore:9083\nDuckDB:");
        assertThat(session.run("tables", "--json")).isZero();
        assertThat(session.out()).contains("\"catalog\" : \"shop.orders\"");
    }

    @Test
    void aMistypedTableIsGuessed() {
        Session session = project(new RefusingProject() {
            @Override
            public List<TableName> readable() {
                return List.of(table("curated.orders", 12).name());
            }
        });

        assertThat(session.run("show", "curated.order")).isEqualTo(2);
        assertThat(session.run("show", "orders")).isEqualTo(2);
        assertThat(session.err()).contains("error ALV-2004: no table curated.order in this warehouse");
        assertThat(session.err().split("did you mean: curated.orders", -1)).hasSize(3);
    }

    @Test
    void aDefectSaysWhereTheLogIsAndShowsNoTrace() throws Exception {
        Session session = project(new RefusingProject() {
            @Override
            public RunRecord run(RunOptions options, RunListener listener) {
                throw new IllegalStateException("inner words");
            }
        });
        Files.createDirectories(session.logs);

        assertThat(session.run("run")).isEqualTo(1);

        Path log = session.logs.resolve("alluvium-" + ProcessHandle.current().pid() + ".log");
        assertThat(session.err())
                .startsWith("error ALV-9002: a defect of Alluvium: IllegalStateException\n")
                .contains(log.toString())
                .doesNotContain("\tat ", "inner words");
        assertThat(Files.readString(log)).contains("inner words", "\tat io.alluvium.cli");
    }

    @Test
    void debugShowsTheTrace() {
        Session session = project(new RefusingProject() {
            @Override
            public RunRecord run(RunOptions options, RunListener listener) {
                throw new IllegalStateException("inner words");
            }
        });

        assertThat(session.run("run", "--debug")).isEqualTo(1);
        assertThat(session.err()).contains("java.lang.IllegalStateException: inner words", "\tat ");
    }

    @Test
    void exhaustedMemoryAndStackAreWorthATry() {
        Session session = project(new RefusingProject() {
            @Override
            public RunRecord run(RunOptions options, RunListener listener) {
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public RunPlan plan(RunOptions options) {
                throw new StackOverflowError();
            }
        });

        assertThat(session.run("run")).isEqualTo(75);
        assertThat(session.run("plan")).isEqualTo(75);
        assertThat(session.err())
                .contains("error ALV-5010: memory gave out: Java heap space")
                .contains("error ALV-5010: the stack gave out")
                .doesNotContain("\tat ");
    }

    @Test
    void withoutSparkTheWayToStartIsSaid() {
        Session session = project(new RefusingProject() {
            @Override
            public RunPlan plan(RunOptions options) {
                throw new NoClassDefFoundError("org/apache/spark/sql/Dataset");
            }
        });

        assertThat(session.run("plan")).isEqualTo(2);
        assertThat(session.err()).contains("Spark or Delta is not on the class path", "bin/alluvium");
    }

    @Test
    void doctorShowsWhatIsWrongWithItsFix() throws Exception {
        Session session = project(new RefusingProject() {
            @Override
            public int models() {
                return 2;
            }

            @Override
            public List<OpenProject.Finding> examine() {
                Problem problem = Problem.of(ErrorCode.SOURCE_UNREACHABLE, "db:5432 refuses connections")
                        .fixedBy("start PostgreSQL");
                return List.of(
                        new OpenProject.Finding("warehouse", true, "/data/shop", Optional.empty()),
                        new OpenProject.Finding("source shop", false, "db:5432", Optional.of(problem)));
            }
        });

        Files.createDirectories(session.logs);

        assertThat(session.run("doctor")).isEqualTo(75);
        assertThat(session.out()).contains("  ok    java", "  ok    warehouse     /data/shop", "  FAIL  source shop");
        assertThat(session.err()).endsWith("fix:  start PostgreSQL\nthen: alluvium doctor\n");
    }

    private static TableVersion table(String name, long version) {
        return new TableVersion(
                TableName.parse(name).orElseThrow(), name.replace('.', '/'), "id", version, new StructType(), Map.of());
    }
}
