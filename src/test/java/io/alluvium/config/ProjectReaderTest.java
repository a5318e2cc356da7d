package io.alluvium.config;

import static io.alluvium.config.TestProject.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.sources.objects.FilesSpec;
import io.alluvium.sources.postgres.PostgresSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectReaderTest {
    private static final String DESIGN = """
            project = shop
            warehouse { path = "/data/shop" }
            vars { min_total = 0 }                     # :min_total in SQL
            sources {
              shop {
                type = postgres, host = "pg.acme.internal", database = shop
                user = etl_reader, password = "env:SHOP_PASSWORD", connections = 4
                schema_change = add                    # add | stop
                tables {
                  orders    { from = "public.orders",     key = [order_id], cursor = updated_at }
                  customers { from = "public.\\"Client\\"", key = [id], mode = snapshot }   # finds deletes
                }
              }
              web   { type = files, path = "landing/web", tables { web_orders { glob = "orders/*.json", format = json, corrupt = keep } } }
              seeds { type = files, path = "seeds",       tables { countries  { glob = "countries.csv", format = csv, load = replace } } }
            }
            """;

    @TempDir
    Path directory;

    private TestProject project;

    @BeforeEach
    void newProject() {
        project = new TestProject(directory);
    }

    @Test
    void theProjectOfTheDesignIsRead() {
        ProjectConfig config = project.conf(DESIGN).read();
        assertThat(config.name()).isEqualTo("shop");
        assertThat(config.warehouse()).isEqualTo("/data/shop");
        assertThat(config.variables()).containsExactly(Map.entry("min_total", 0L));
        assertThat(project.sources()).extracting(SourceSpec::name).containsExactly("shop", "web", "seeds");
        assertThat(project.sources())
                .flatExtracting(SourceSpec::tables)
                .extracting(table -> ((TableSpec) table).name() + " " + ((TableSpec) table).place())
                .containsExactly(
                        "raw.orders project.conf:10",
                        "raw.customers project.conf:11",
                        "raw.web_orders project.conf:14",
                        "raw.countries project.conf:15");
        PostgresSpec shop = (PostgresSpec) project.sources().get(0);
        assertThat(shop.tables().get(1).from()).isEqualTo("public.\"Client\"");
        assertThat(shop.declared().password().orElseThrow().place()).isEqualTo(new Place("project.conf", 7));
        FilesSpec web = (FilesSpec) project.sources().get(1);
        assertThat(web.path()).isEqualTo(directory.resolve("landing/web").toString());
    }

    @Test
    void theLeastProjectHasDefaults() {
        ProjectConfig config = project.conf("project = shop").read();
        assertThat(config.warehouse()).isEqualTo(directory.resolve("warehouse").toString());
        assertThat(project.sources()).isEmpty();
        assertThat(config.variables()).isEmpty();
        assertThat(config.run()).isEqualTo(new RunLimits(Runtime.getRuntime().availableProcessors(), 2));
    }

    @Test
    void everyKeyOfRunAndWarehouseIsRead() {
        ProjectConfig config = project.conf("project = shop, warehouse.path = out, run { parallel = 3, retries = 0 }")
                .read();
        assertThat(config.warehouse()).isEqualTo(directory.resolve("out").toString());
        assertThat(config.run()).isEqualTo(new RunLimits(3, 0));
    }

    @Test
    void variablesKeepTheirTypeAndOrder() {
        ProjectConfig config = project.conf(
                        "project = shop\nvars {\n z = 0.10\n a = text\n m = true\n n = 9223372036854775808\n}")
                .read();
        assertThat(config.variables().toString()).isEqualTo("{z=0.10, a=text, m=true, n=9223372036854775808}");
        assertThat(config.variables().get("z")).isEqualTo(new java.math.BigDecimal("0.10"));
        assertThat(config.variables().get("m")).isEqualTo(true);
    }

    @Test
    void aVariableMayNotTakeTheNameOfARunsOwnMarker() {
        assertThat(line(project.conf("project = shop\nvars { run_date = 1 }").problem()))
                .isEqualTo("BAD_NAME project.conf:2 vars.run_date is not allowed as a name"
                        + " | Alluvium sets :run_date itself");
    }

    @Test
    void aVariableIsOneValue() {
        assertThat(line(project.conf("project = shop\nvars {\n a = [1]\n}").problem()))
                .isEqualTo("WRONG_TYPE project.conf:3 a is a list | expected text, a number, true or false");
    }

    @Test
    void theProjectIsFoundUpwards() throws Exception {
        project.conf("project = shop");
        Path below = Files.createDirectories(directory.resolve("curated/deep"));
        assertThat(ProjectReader.read(
                                new ProjectReader.Request(below, false, Optional.empty(), Map.of()),
                                (folder, sections) -> {})
                        .directory())
                .isEqualTo(directory);
    }

    @Test
    void theNameOfTheFolderMayHoldAnything() {
        Path odd = directory.resolve("a, b: 12");
        Problem problem = new TestProject(odd)
                .file("project.conf", "project = shop\nvars { a = \"${x}\" }")
                .problem();
        assertThat(line(problem)).startsWith("QUOTED_SUBSTITUTION project.conf:2");
    }

    @Test
    void anExplicitFileIsReadWhateverItsName() {
        project.file("other.conf", "project = other\nhots = 1");
        AlluviumException refused = Assertions.catchThrowableOfType(
                AlluviumException.class,
                () -> ProjectReader.read(
                        new ProjectReader.Request(directory.resolve("other.conf"), true, Optional.empty(), Map.of()),
                        (folder, sections) -> {}));
        assertThat(line(refused.problems().get(0))).startsWith("UNKNOWN_KEY other.conf:2 unknown key hots");
    }

    @Test
    void anExplicitFolderIsNotSearchedUpwards() throws Exception {
        project.conf("project = shop");
        Path below = Files.createDirectories(directory.resolve("curated"));
        AlluviumException refused = Assertions.catchThrowableOfType(
                AlluviumException.class,
                () -> ProjectReader.read(
                        new ProjectReader.Request(below, true, Optional.empty(), Map.of()), (folder, sections) -> {}));
        assertThat(line(refused.problems().get(0)))
                .isEqualTo("PROJECT_NOT_FOUND - there is no " + below.resolve("project.conf"));
    }

    @Test
    void anOverlayAndThenSettingsWin() {
        project.conf(DESIGN)
                .file("conf/dev.conf", "sources.shop { host = localhost, port = 5433 }\nvars.min_total = 5");
        ProjectConfig config = project.read(Optional.of("dev"), Map.of("sources.shop.port", "6000"));
        PostgresSpec shop = (PostgresSpec) project.sources(Optional.of("dev"), Map.of("sources.shop.port", "6000"))
                .get(0);
        assertThat(shop.declared().host() + ":" + shop.declared().port()).isEqualTo("localhost:6000");
        assertThat(config.variables()).containsEntry("min_total", 5L);
        assertThat(config.environment()).contains("dev");
        assertThat(shop.place()).isEqualTo(new Place("project.conf", 5));
    }

    @Test
    void aProblemOfAnOverlayIsShownThere() {
        project.conf(DESIGN).file("conf/dev.conf", "\nsources.shop.hots = localhost");
        assertThat(line(TestProject.only(project.problems(Optional.of("dev"), Map.of()))))
                .startsWith("UNKNOWN_KEY conf/dev.conf:2 unknown key hots in a source of type postgres")
                .endsWith("| did you mean host?");
    }

    @Test
    void aProblemOfASettingNamesTheSetting() {
        project.conf(DESIGN);
        assertThat(line(TestProject.only(project.problems(Optional.empty(), Map.of("sources.shop.port", "x")))))
                .isEqualTo("WRONG_TYPE --set port is \"x\" | expected a whole number");
    }

    @Test
    void anUnquotedUriInASettingIsExplained() {
        project.conf(DESIGN);
        Problem problem = TestProject.only(project.problems(Optional.empty(), Map.of("warehouse.path", "s3a://b/x")));
        assertThat(line(problem))
                .isEqualTo("CONFIG_SYNTAX --set --set warehouse.path: outside quotes, // starts a comment and cuts"
                        + " the value short");
        assertThat(problem.fix()).contains("--set 'warehouse.path=\"…\"'");
    }

    @Test
    void anUnknownEnvironmentNamesThoseThatExist() {
        project.conf(DESIGN).file("conf/dev.conf", "").file("conf/prod.conf", "");
        assertThat(line(TestProject.only(project.problems(Optional.of("prd"), Map.of()))))
                .isEqualTo("ENVIRONMENT_UNKNOWN - there is no conf/prd.conf; environments: dev, prod"
                        + " | did you mean prod?");
    }

    @Test
    void allProblemsAreSaidAtOnceInTheOrderOfTheFile() {
        project.conf("""
                project = Shop
                warehose { path = x }
                sources {
                  a {
                    type = postgress
                  }
                  b {
                    type = files, path = in
                    tables {
                      t { glob = "*.csv", format = csv, renamed_from { a = b } }
                      U { glob = "*.csv", format = csv }
                    }
                  }
                }
                run { paralel = 1 }
                """);
        assertThat(project.problems())
                .extracting(TestProject::line)
                .containsExactly(
                        "BAD_NAME project.conf:1 project = \"Shop\" is not allowed | lower case letters, digits, _ and"
                                + " -, at most 64, a letter first | did you mean shop?",
                        "UNKNOWN_KEY project.conf:2 unknown key warehose | known: project, warehouse, vars, sources,"
                                + " exports, catalog, run, deploy | did you mean warehouse?",
                        "BAD_VALUE project.conf:5 type = \"postgress\" is not known | one of postgres | mysql | files | did"
                                + " you mean postgres?",
                        "NOT_BUILT_YET project.conf:10 renamed_from in a files table is not built yet",
                        "BAD_NAME project.conf:11 U is not allowed as a name of a table | lower case letters, digits"
                                + " and _, a letter first | did you mean u?",
                        "UNKNOWN_KEY project.conf:15 unknown key paralel in run | known: parallel, retries | did you"
                                + " mean parallel?");
    }

    @Test
    void aRawTableIsDeclaredOnce() {
        project.conf(DESIGN.replace("countries  {", "orders {"));
        assertThat(line(project.problem()))
                .isEqualTo("DUPLICATE_TABLE project.conf:15 raw.orders is declared twice, first at project.conf:10"
                        + " | a raw table's name is unique over all sources");
    }

    @Test
    void aWarehouseInAStoreThatIsNotBuiltIsRefused() {
        assertThat(line(project.conf("project = shop\nwarehouse { path = \"gs://lake/x\" }")
                        .problem()))
                .isEqualTo("WAREHOUSE_REFUSED project.conf:2 a warehouse on gs:// is not supported | its lease and its"
                        + " log store are not safe yet; use a local folder, s3a:// or hdfs://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3a://lake/x", "s3://lake/x/", "S3N://lake/x"})
    void aBucketIsAWarehouseWhateverItsSchemeIsCalled(String written) {
        ProjectConfig config = project.conf("""
                        project = shop
                        warehouse {
                          path = "%s"
                          s3 { endpoint = "http://127.0.0.1:9000", region = eu-central-1, path_style = true, kms_key = k }
                        }
                        """.formatted(written)).read();
        assertThat(config.warehouse()).isEqualTo("s3a://lake/x");
        assertThat(config.s3().hadoop())
                .containsOnly(
                        Map.entry("fs.s3a.endpoint", "http://127.0.0.1:9000"),
                        Map.entry("fs.s3a.endpoint.region", "eu-central-1"),
                        Map.entry("fs.s3a.path.style.access", "true"),
                        Map.entry("fs.s3a.encryption.algorithm", "SSE-KMS"),
                        Map.entry("fs.s3a.encryption.key", "k"));
    }

    @Test
    void whatIsWrongWithABucketIsSaidAtOnce() {
        assertThat(project.conf("""
                        project = shop
                        warehouse {
                          path = "s3a://My_Bucket/x"
                          s3 { endpoint = "localhost:9000", acess_key = x }
                        }
                        """).problems().stream().map(TestProject::line))
                .containsExactlyInAnyOrder(
                        "BAD_VALUE project.conf:3 path = \"s3a://My_Bucket/x\" is not a bucket with a prefix | a bucket"
                                + " has 3 to 63 lower case letters, digits, dots and dashes",
                        "BAD_VALUE project.conf:4 endpoint = \"localhost:9000\" is not a URL",
                        "UNKNOWN_KEY project.conf:4 unknown key acess_key in warehouse.s3 | known: endpoint, region,"
                                + " path_style, kms_key");
        assertThat(line(project.conf("project = shop\nwarehouse { path = out, s3 { region = x } }")
                        .problem()))
                .isEqualTo("BAD_VALUE project.conf:2 warehouse.s3 belongs to a path on S3 | path = out");
    }

    @Test
    void aFileUriIsALocalWarehouse() {
        assertThat(project.conf("project = shop\nwarehouse { path = \"file:///data/x\" }")
                        .read()
                        .warehouse())
                .isEqualTo("/data/x");
    }

    @Test
    void aWarehouseAsTextSaysHowToWriteIt() {
        assertThat(line(project.conf("project = shop\nwarehouse = \"/data\"").problem()))
                .isEqualTo("WRONG_TYPE project.conf:2 warehouse is \"/data\" | expected a section { … }");
    }
}
