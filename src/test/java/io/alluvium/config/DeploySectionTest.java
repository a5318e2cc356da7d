package io.alluvium.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploySectionTest {
    @TempDir
    private Path folder;

    private DeployConfig read(String section) {
        return new TestProject(folder)
                .conf("project = shop\n" + section)
                .read()
                .deploy()
                .orElseThrow();
    }

    private List<String> refused(String section) {
        return new TestProject(folder)
                .conf("project = shop\n" + section).problems().stream()
                        .map(problem -> TestProject.line(problem)
                                + problem.fix().map(fix -> " > " + fix).orElse(""))
                        .toList();
    }

    @Test
    void aProjectThatIsDeployedNowhereSaysNothing() {
        assertThat(new TestProject(folder).conf("project = shop\n").read().deploy())
                .isEmpty();
    }

    @Test
    void whatIsNotWrittenHasADefault() {
        DeployConfig deploy = read("deploy {}\n");
        assertThat(deploy.jobJar()).isEmpty();
        assertThat(deploy.spark()).isEmpty();
        assertThat(deploy.schedule()).isEmpty();
        assertThat(deploy.driver()).isEqualTo(new DeployConfig.Size(2, "4g"));
        assertThat(deploy.executors()).isEqualTo(new DeployConfig.Executors(2, new DeployConfig.Size(2, "4g")));
        assertThat(deploy.emr().release()).isEqualTo("emr-spark-8.0.0");
        assertThat(deploy.emr().client()).isTrue();
        assertThat(deploy.emr().jobRole()).isEmpty();
        assertThat(deploy.serverless().timeout()).isEqualTo(Duration.ofHours(12));
        assertThat(deploy.kubernetes().serviceAccount()).isEqualTo("alluvium");
        assertThat(deploy.kubernetes().retries()).isEmpty();
        assertThat(deploy.emr().place()).hasToString("project.conf:2");
    }

    @Test
    void everyKeyIsRead() {
        DeployConfig deploy = read("""
                deploy {
                  job_jar = "s3://acme/alluvium-spark-4.0.jar", project = "s3://acme/projects/shop"
                  jars = ["s3://acme/lib/delta.jar"], options = ["--events"], schedule = "0 2 * * *"
                  spark { spark.sql.shuffle.partitions = 16, "spark.ui.enabled" = false }
                  driver { cores = 1, memory = 2g }
                  executors { instances = 3, cores = 4, memory = 16g }
                  aws { account = "123456789012", region = eu-central-1 }
                  emr {
                    release = emr-spark-8.1.0, logs = "s3://acme/logs/", subnet = subnet-0a1b, instance_type = r6g.2xlarge
                    service_role = emr-service, job_role = shop-run, cluster = j-ABC123, deploy_mode = cluster
                  }
                  emr_serverless {
                    release = emr-spark-8.0.0, application = 00fabc, logs = "s3://acme/logs", subnets = [subnet-1, subnet-2]
                    security_groups = [sg-1], job_role = shop-run, timeout = 2 hours
                  }
                  kubernetes {
                    namespace = etl, image = "registry.example/shop:1", base_image = "apache/spark:4.2.0", service_account = shop
                    role = "arn:aws:iam::123456789012:role/shop", retries = 2
                    secrets { SHOP_PASSWORD = "shop-db:password", "/etc/secrets/shop/ca" = "shop-ca:ca" }
                    volumes { "/mnt/warehouse" = warehouse }
                  }
                  yarn { queue = etl }
                }
                """);
        assertThat(deploy.jobJar()).contains("s3://acme/alluvium-spark-4.0.jar");
        assertThat(deploy.jars()).containsExactly("s3://acme/lib/delta.jar");
        assertThat(deploy.options()).containsExactly("--events");
        assertThat(deploy.spark())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("spark.sql.shuffle.partitions", "16", "spark.ui.enabled", "false"));
        assertThat(deploy.schedule().map(CronSchedule::toString)).contains("0 2 * * *");
        assertThat(deploy.driver()).isEqualTo(new DeployConfig.Size(1, "2g"));
        assertThat(deploy.executors()).isEqualTo(new DeployConfig.Executors(3, new DeployConfig.Size(4, "16g")));
        assertThat(deploy.aws().id()).contains("123456789012");
        assertThat(deploy.emr().logs()).contains("s3://acme/logs");
        assertThat(deploy.emr().cluster()).contains("j-ABC123");
        assertThat(deploy.emr().client()).isFalse();
        assertThat(deploy.emr().jobRole()).contains("shop-run");
        assertThat(deploy.emr().serviceRole()).isEqualTo("emr-service");
        assertThat(deploy.serverless().subnets()).containsExactly("subnet-1", "subnet-2");
        assertThat(deploy.serverless().timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(deploy.kubernetes().secrets())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("SHOP_PASSWORD", "shop-db:password", "/etc/secrets/shop/ca", "shop-ca:ca"));
        assertThat(deploy.kubernetes().volumes()).containsEntry("/mnt/warehouse", "warehouse");
        assertThat(deploy.kubernetes().retries()).isEqualTo(OptionalInt.of(2));
        assertThat(deploy.queue()).contains("etl");
    }

    @Test
    void whatIsWrongIsSaidAllAtOnceWithItsPlace() {
        assertThat(refused("""
                deploy {
                  jobjar = "s3://acme/alluvium.jar"
                  options = ["--project=/elsewhere"]
                  schedule = "@daily"
                  spark { spark.hadoop.fs.s3a.secret.key = abc, shuffle = 1 }
                  driver { memory = lots }
                  aws { account = 12345, region = Frankfurt }
                  emr { release = emr-7.9.0, logs = "/var/log", deploy_mode = local }
                  emr_serverless { subnets = [subnet-1], timeout = 1 second }
                  kubernetes { namespace = ETL, secrets { SHOP_PASSWORD = hunter2 } }
                }
                """))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("UNKNOWN_KEY project.conf:3 unknown key jobjar in deploy")
                                .contains("did you mean job_jar?"),
                        line -> assertThat(line)
                                .isEqualTo("BAD_VALUE project.conf:4 options has --project"
                                        + " | deploy itself says --project to each run"),
                        line -> assertThat(line)
                                .startsWith(
                                        "BAD_VALUE project.conf:5 schedule = \"@daily\" is no schedule | five fields"),
                        line -> assertThat(line)
                                .startsWith(
                                        "LITERAL_SECRET project.conf:6 spark.hadoop.fs.s3a.secret.key would be a secret"),
                        line -> assertThat(line).startsWith("BAD_VALUE project.conf:6 shuffle is no setting of Spark"),
                        line -> assertThat(line)
                                .isEqualTo("BAD_VALUE project.conf:7 memory = lots is no size"
                                        + " | a number and m, g or t > memory = 4g"),
                        line -> assertThat(line)
                                .isEqualTo("BAD_VALUE project.conf:8 account = \"12345\" is not allowed"
                                        + " | twelve digits > account = \"123456789012\""),
                        line -> assertThat(line)
                                .startsWith("BAD_VALUE project.conf:8 region = \"Frankfurt\" is not allowed"),
                        line -> assertThat(line)
                                .startsWith("BAD_VALUE project.conf:9 release = \"emr-7.9.0\" is not allowed"
                                        + " | there is a job jar for Spark 4"),
                        line -> assertThat(line)
                                .startsWith("BAD_VALUE project.conf:9 logs = \"/var/log\" is not allowed"),
                        line -> assertThat(line)
                                .startsWith("BAD_VALUE project.conf:9 deploy_mode = \"local\" is not known"),
                        line -> assertThat(line).startsWith("MISSING_KEY project.conf:10 security_groups is missing"),
                        line -> assertThat(line).startsWith("BAD_VALUE project.conf:10 timeout"),
                        line -> assertThat(line).startsWith("BAD_VALUE project.conf:11 secrets.SHOP_PASSWORD"),
                        line -> assertThat(line)
                                .startsWith("BAD_VALUE project.conf:11 namespace = \"ETL\" is not allowed"));
    }

    /** What {@code --env prod} lays over it. */
    @Test
    void anEnvironmentHasItsOwn() {
        TestProject project = new TestProject(folder)
                .conf("project = shop\ndeploy { aws { account = \"123456789012\", region = eu-central-1 } }\n")
                .file("conf/prod.conf", "deploy.aws.account = \"210987654321\"\n");
        DeployConfig prod = project.read(Optional.of("prod"), Map.of()).deploy().orElseThrow();
        assertThat(prod.aws().id()).contains("210987654321");
        assertThat(prod.aws().region()).contains("eu-central-1");
        List<Problem> wrong = project.problems(Optional.of("prod"), Map.of("deploy.aws.region", "nowhere"));
        assertThat(wrong).hasSize(1);
    }
}
