package io.alluvium.deploy;

import static io.alluvium.deploy.DeployProject.json;
import static io.alluvium.deploy.DeployProject.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.config.TestProject;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsRequest;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emrserverless.model.CreateApplicationRequest;
import software.amazon.awssdk.services.emrserverless.model.StartJobRunRequest;

/** What clusters are told, read as they read it. */
class DeploymentTest {
    private static final String EMR =
            "emr { logs = \"s3://acme-logs/emr\", subnet = subnet-0a }, schedule = \"0 2 * * *\"\n";
    private static final String SERVERLESS = """
            emr_serverless { application = 00fabc, logs = "s3://acme-logs/emr", subnets = [subnet-0a], security_groups = [sg-0a] }
            schedule = "0 2 * * *"
            """;
    private static final String KUBERNETES = """
            spark { spark.sql.shuffle.partitions = 4 }
            kubernetes {
              namespace = etl, image = "registry.example/shop:1", role = "arn:aws:iam::123456789012:role/shop"
              secrets { API_TOKEN = "api:token", "/etc/secrets/shop/password" = "shop-db:password" }
              volumes { "/mnt/landing" = landing }
            }
            """;

    @TempDir
    private Path folder;

    private DeployProject shop(String deploy) {
        return DeployProject.shop(folder, deploy);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** What is allowed: each action with each resource, and with what it is bound to. */
    private static Map<String, TreeSet<String>> allowed(String policy) {
        Map<String, TreeSet<String>> allowed = new TreeMap<>();
        for (JsonNode statement : json(policy).get("Statement")) {
            assertThat(statement.get("Effect").asText()).isEqualTo("Allow");
            String bound = statement.has("Condition") ? " if " + statement.get("Condition") : "";
            for (String action : texts(statement.get("Action"))) {
                for (String resource : texts(statement.get("Resource"))) {
                    allowed.computeIfAbsent(action, name -> new TreeSet<>()).add(resource + bound);
                }
            }
        }
        return allowed;
    }

    @ParameterizedTest
    @EnumSource(
            value = Target.class,
            names = {"EMR", "EMR_SERVERLESS"})
    void theRoleMayDoWhatTheRunDoesAndNoMore(Target target) {
        String secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-??????";
        String lists = " if {\"StringLike\":{\"s3:prefix\":[\"%s/*\"]}}";
        assertThat(allowed(shop(target == Target.EMR ? EMR : SERVERLESS)
                        .files(target)
                        .get("job-policy.json")))
                .isEqualTo(Map.of(
                        "s3:GetObject",
                        new TreeSet<>(List.of(
                                "arn:aws:s3:::acme-lake/shop/*",
                                "arn:aws:s3:::acme-landing/in/shop/*",
                                "arn:aws:s3:::acme-etl/projects/shop/*",
                                "arn:aws:s3:::acme-etl/alluvium-0.1.0-spark-4.0.jar")),
                        "s3:PutObject",
                        new TreeSet<>(List.of("arn:aws:s3:::acme-lake/shop/*", "arn:aws:s3:::acme-logs/emr/*")),
                        "s3:DeleteObject",
                        new TreeSet<>(List.of("arn:aws:s3:::acme-lake/shop/*")),
                        "s3:AbortMultipartUpload",
                        new TreeSet<>(List.of("arn:aws:s3:::acme-lake/shop/*")),
                        "s3:ListBucket",
                        new TreeSet<>(List.of(
                                "arn:aws:s3:::acme-lake" + lists.formatted("shop"),
                                "arn:aws:s3:::acme-landing" + lists.formatted("in/shop"),
                                "arn:aws:s3:::acme-etl" + lists.formatted("projects/shop"))),
                        "secretsmanager:GetSecretValue",
                        new TreeSet<>(List.of(secret)),
                        "ssm:GetParameter",
                        new TreeSet<>(List.of("arn:aws:ssm:eu-central-1:123456789012:parameter/shop/mask")),
                        "kms:Decrypt",
                        new TreeSet<>(List.of(key())),
                        "kms:GenerateDataKey",
                        new TreeSet<>(List.of(key())),
                        "rds-db:connect",
                        new TreeSet<>(List.of("arn:aws:rds-db:eu-central-1:123456789012:dbuser:*/crm_reader"))));
    }

    @Test
    void gluesRightsEndWithTheDatabasesOfTheLayers() {
        DeployProject project = new DeployProject(folder, """
                project = shop
                warehouse { path = "/mnt/warehouse" }
                catalog { type = glue, region = eu-west-1, databases { raw = shop_raw, curated = shop, aggregate = shop } }
                deploy {
                  aws { account = "123456789012", region = eu-central-1 }
                  kubernetes { namespace = etl, image = "registry.example/shop:1", volumes { "/mnt" = claim } }
                }
                """);
        String glue = "arn:aws:glue:eu-west-1:123456789012:";
        TreeSet<String> tables = new TreeSet<>(List.of(
                glue + "catalog",
                glue + "database/shop",
                glue + "database/shop_raw",
                glue + "table/shop/*",
                glue + "table/shop_raw/*"));
        assertThat(allowed(project.files(Target.K8S_KUBEFLOW).get("job-policy.json")))
                .isEqualTo(Map.of(
                        "glue:GetDatabase",
                        tables,
                        "glue:CreateDatabase",
                        tables,
                        "glue:GetTable",
                        tables,
                        "glue:CreateTable",
                        tables,
                        "glue:UpdateTable",
                        tables));
    }

    @Test
    void gluesRightsWantAnAccountAndARegion() {
        DeployProject project = new DeployProject(folder, """
                project = shop
                warehouse { path = "/mnt/warehouse" }
                catalog { type = glue }
                deploy { kubernetes { namespace = etl, image = "registry.example/shop:1", volumes { "/mnt" = claim } } }
                """);
        assertThatThrownBy(() -> project.files(Target.K8S_KUBEFLOW))
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems())
                                .extracting(Problem::message)
                                .containsExactly(
                                        "deploy.aws.account is missing for k8s-kubeflow",
                                        "deploy.aws.region is missing for k8s-kubeflow"));
    }

    private static String key() {
        return "arn:aws:kms:eu-central-1:123456789012:key/*"
                + " if {\"ForAnyValue:StringEquals\":{\"kms:ResourceAliases\":\"alias/lake\"}}";
    }

    @Test
    void emrGetsAClusterThatEndsWithItsStep() {
        DeployProject.Printed files = shop(EMR).files(Target.EMR);
        assertThat(files.names())
                .containsExactly(
                        "job-policy.json",
                        "job-trust.json",
                        "service-trust.json",
                        "service-policy.json",
                        "cluster.json",
                        "submit-policy.json",
                        "schedule-trust.json",
                        "schedule-policy.json",
                        "schedule.json",
                        "commands.sh");
        RunJobFlowRequest request = AwsRequest.into(RunJobFlowRequest.builder(), json(files.get("cluster.json")))
                .build();
        assertThat(request.releaseLabel()).isEqualTo("emr-spark-8.0.0");
        assertThat(request.logUri()).isEqualTo("s3://acme-logs/emr/");
        assertThat(request.instances().keepJobFlowAliveWhenNoSteps()).isFalse();
        assertThat(request.instances().ec2SubnetId()).isEqualTo("subnet-0a");
        assertThat(request.instances().instanceGroups())
                .extracting(group -> group.instanceRoleAsString() + " " + group.instanceCount())
                .containsExactly("MASTER 1", "CORE 2");
        assertThat(request.steps()).hasSize(1);
        assertThat(request.steps().get(0).actionOnFailureAsString()).isEqualTo("TERMINATE_CLUSTER");
        List<String> words = request.steps().get(0).hadoopJarStep().args();
        assertThat(words)
                .startsWith("spark-submit", "--deploy-mode", "client", "--class", "io.alluvium.Main")
                .containsSubsequence("--packages", "io.delta:delta-spark_4.0_2.13:4.4.0")
                .endsWith(
                        "s3://acme-etl/alluvium-0.1.0-spark-4.0.jar",
                        "run",
                        "--project",
                        "s3a://acme-etl/projects/shop",
                        "--env",
                        "prod",
                        "--key",
                        "night:1",
                        "--at",
                        "2026-11-03T02:00:00Z");
        assertThat(json(files.get("schedule.json")).at("/ScheduleExpression").asText())
                .isEqualTo("cron(0 2 * * ? *)");
        JsonNode nightly =
                json(json(files.get("schedule.json")).at("/Target/Input").asText());
        RunJobFlowRequest each =
                AwsRequest.into(RunJobFlowRequest.builder(), nightly).build();
        assertThat(each.steps().get(0).hadoopJarStep().args())
                .containsSubsequence(
                        "--key", "scheduled.<aws.scheduler.scheduled-time>", "--at", "<aws.scheduler.scheduled-time>");
    }

    @Test
    void emrTakesAStepForAClusterThatIsUp() {
        DeployProject.Printed files = shop("emr { cluster = j-ABC }\n").files(Target.EMR);
        assertThat(files.names()).containsExactly("job-policy.json", "step.json", "submit-policy.json", "commands.sh");
        assertThat(files.get("commands.sh"))
                .contains("put-role-policy --role-name alluvium-shop ")
                .doesNotContain("create-role");
        AddJobFlowStepsRequest request = AwsRequest.into(AddJobFlowStepsRequest.builder(), json(files.get("step.json")))
                .build();
        assertThat(request.jobFlowId()).isEqualTo("j-ABC");
        assertThat(request.steps().get(0).actionOnFailureAsString()).isEqualTo("CONTINUE");
    }

    @Test
    void serverlessGetsAnApplicationAndARun() {
        DeployProject.Printed files = shop(SERVERLESS).files(Target.EMR_SERVERLESS);
        CreateApplicationRequest application = AwsRequest.into(
                        CreateApplicationRequest.builder(), json(files.get("application.json")))
                .build();
        assertThat(application.networkConfiguration().subnetIds()).containsExactly("subnet-0a");
        StartJobRunRequest run = AwsRequest.into(StartJobRunRequest.builder(), json(files.get("job.json")))
                .build();
        assertThat(run.applicationId()).isEqualTo("00fabc");
        assertThat(run.executionRoleArn()).isEqualTo("arn:aws:iam::123456789012:role/alluvium-shop");
        assertThat(run.executionTimeoutMinutes()).isEqualTo(720);
        assertThat(run.jobDriver().sparkSubmit().entryPointArguments())
                .startsWith("run", "--project", "s3a://acme-etl/projects/shop");
        assertThat(run.jobDriver().sparkSubmit().sparkSubmitParameters())
                .startsWith("--class io.alluvium.Main --packages io.delta:delta-spark_4.0_2.13:4.4.0 --conf ")
                .contains(" --conf spark.executor.memory=4g");
        assertThat(run.configurationOverrides()
                        .monitoringConfiguration()
                        .s3MonitoringConfiguration()
                        .logUri())
                .isEqualTo("s3://acme-logs/emr/");
        JsonNode nightly =
                json(json(files.get("schedule.json")).at("/Target/Input").asText());
        assertThat(nightly.at("/JobDriver/SparkSubmit/EntryPoint").asText())
                .isEqualTo("s3://acme-etl/alluvium-0.1.0-spark-4.0.jar");
        assertThat(nightly.at("/ClientToken").asText()).isEqualTo("<aws.scheduler.execution-id>");
    }

    /** Whoever begins a run hands on its roles, and no others, to their services alone. */
    @Test
    void whoBeginsARunMayDoJustThat() {
        String passing = "arn:aws:iam::123456789012:role/%s if {\"StringEquals\":{\"iam:PassedToService\":\"%s\"}}";
        DeployProject.Printed emr = shop(EMR).files(Target.EMR);
        TreeSet<String> everything = new TreeSet<>(List.of("*"));
        TreeSet<String> roles = new TreeSet<>(List.of(
                passing.formatted("alluvium-shop", "ec2.amazonaws.com"),
                passing.formatted("alluvium-emr", "elasticmapreduce.amazonaws.com")));
        assertThat(allowed(emr.get("schedule-policy.json")))
                .isEqualTo(Map.of(
                        "elasticmapreduce:RunJobFlow", everything,
                        "elasticmapreduce:AddTags", everything,
                        "iam:PassRole", roles));
        assertThat(allowed(emr.get("submit-policy.json")))
                .containsOnlyKeys(
                        "elasticmapreduce:RunJobFlow",
                        "elasticmapreduce:AddTags",
                        "elasticmapreduce:DescribeCluster",
                        "elasticmapreduce:DescribeStep",
                        "elasticmapreduce:ListSteps",
                        "iam:PassRole");
        String application = "arn:aws:emr-serverless:eu-central-1:123456789012:/applications/00fabc";
        assertThat(allowed(shop(SERVERLESS).files(Target.EMR_SERVERLESS).get("submit-policy.json")))
                .isEqualTo(Map.of(
                        "emr-serverless:StartJobRun",
                        new TreeSet<>(List.of(application, application + "/jobruns/*")),
                        "emr-serverless:GetJobRun",
                        new TreeSet<>(List.of(application, application + "/jobruns/*")),
                        "iam:PassRole",
                        new TreeSet<>(List.of(passing.formatted("alluvium-shop", "emr-serverless.amazonaws.com")))));
        assertThat(allowed(shop("emr { cluster = j-ABC }\n").files(Target.EMR).get("submit-policy.json")))
                .containsEntry(
                        "elasticmapreduce:AddJobFlowSteps",
                        new TreeSet<>(List.of("arn:aws:elasticmapreduce:eu-central-1:123456789012:cluster/j-ABC")))
                .doesNotContainKey("iam:PassRole");
    }

    /** Nothing that AWS's own description does not know would be sent. */
    @Test
    void aNameThatAwsDoesNotKnowIsADefect() {
        ObjectNode document = (ObjectNode) json(shop(EMR).files(Target.EMR).get("cluster.json"));
        ((ObjectNode) document.get("Instances")).put("Ec2SubnetID", "subnet-0a");
        assertThatThrownBy(() -> AwsRequest.into(RunJobFlowRequest.builder(), document))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("AWS knows no Ec2SubnetID in JobFlowInstancesConfig");
    }

    @Test
    void kubeflowsOperatorGetsAnApplication() {
        DeployProject.Printed files = shop(KUBERNETES).files(Target.K8S_KUBEFLOW);
        assertThat(files.names())
                .containsExactly("Dockerfile", "job-policy.json", "account.yaml", "application.yaml", "commands.sh");
        JsonNode application = yaml(files.get("application.yaml")).get(0);
        assertThat(application.at("/kind").asText()).isEqualTo("SparkApplication");
        assertThat(application.at("/metadata/namespace").asText()).isEqualTo("etl");
        JsonNode spec = application.get("spec");
        assertThat(spec.at("/mainApplicationFile").asText()).startsWith("local:///opt/alluvium/alluvium-");
        assertThat(texts(spec.get("arguments"))).startsWith("run", "--project", "/opt/alluvium/project");
        assertThat(spec.at("/sparkVersion").isTextual()).isTrue();
        assertThat(spec.at("/restartPolicy/type").asText()).isEqualTo("Never");
        assertThat(spec.at("/driver/memory").asText()).isEqualTo("4g");
        assertThat(spec.at("/driver/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(spec.at("/executor/instances").asInt()).isEqualTo(2);
        JsonNode settings = spec.get("sparkConf");
        assertThat(settings.get("spark.kubernetes.driver.secretKeyRef.API_TOKEN")
                        .asText())
                .isEqualTo("api:token");
        assertThat(settings.get("spark.kubernetes.driver.secrets.shop-db").asText())
                .isEqualTo("/etc/secrets/shop");
        assertThat(settings.get("spark.kubernetes.executor.volumes.persistentVolumeClaim.volume-1.mount.path")
                        .asText())
                .isEqualTo("/mnt/landing");
        assertThat(settings.get("spark.sql.shuffle.partitions").asText()).isEqualTo("4");
        assertThat(settings).allSatisfy(value -> assertThat(value.isTextual()).isTrue());
        assertThat(yaml(files.get("account.yaml")))
                .extracting(document -> document.get("kind").asText())
                .containsExactly("ServiceAccount", "Role", "RoleBinding");
    }

    @Test
    void kubeflowsOperatorHasSchedulesOfItsOwn() {
        JsonNode scheduled = yaml(shop(KUBERNETES + "schedule = \"0 2 * * *\"\n")
                        .files(Target.K8S_KUBEFLOW)
                        .get("application.yaml"))
                .get(0);
        assertThat(scheduled.at("/kind").asText()).isEqualTo("ScheduledSparkApplication");
        assertThat(scheduled.at("/spec/schedule").asText()).isEqualTo("0 2 * * *");
        assertThat(scheduled.at("/spec/concurrencyPolicy").asText()).isEqualTo("Forbid");
        assertThat(texts(scheduled.at("/spec/template/arguments"))).doesNotContain("--key", "--at");
    }

    @Test
    void apachesOperatorGetsAllInSparksWords() {
        JsonNode application = yaml(shop(KUBERNETES).files(Target.K8S_APACHE).get("application.yaml"))
                .get(0);
        assertThat(application.at("/apiVersion").asText()).isEqualTo("spark.apache.org/v1");
        JsonNode spec = application.get("spec");
        assertThat(spec.at("/mainClass").asText()).isEqualTo("io.alluvium.Main");
        assertThat(spec.at("/sparkConf/spark.kubernetes.container.image").asText())
                .isEqualTo("registry.example/shop:1");
        assertThat(spec.at("/sparkConf/spark.kubernetes.authenticate.driver.serviceAccountName")
                        .asText())
                .isEqualTo("alluvium");
        assertThat(spec.at("/sparkConf/spark.executor.instances").asText()).isEqualTo("2");
        assertThat(spec.at("/applicationTolerations/restartConfig/restartPolicy")
                        .asText())
                .isEqualTo("Never");
    }

    @Test
    void theImageHasNoRootAndWhatSparkLacks() throws Exception {
        List<String> lines = shop(KUBERNETES)
                .files(Target.K8S_KUBEFLOW)
                .get("Dockerfile")
                .lines()
                .toList();
        assertThat(lines)
                .contains("FROM apache/spark:4.2.0", "COPY project /opt/alluvium/project")
                .endsWith("USER 185");
        List<String> libraries = Arrays.stream(Files.readString(Path.of("target/test-classpath.txt"))
                        .strip()
                        .split(":"))
                .map(jar -> Path.of(jar).getFileName().toString())
                .toList();
        for (String pattern : KubernetesDocuments.JARS) {
            assertThat(libraries)
                    .as(pattern)
                    .anyMatch(jar -> jar.matches(pattern.replace(".", "\\.").replace("*", ".*")));
        }
    }

    /** A warehouse or data beside the project stay where they are. */
    @Test
    void theImageGetsTheProjectsFilesAlone() throws Exception {
        String line = shop(KUBERNETES)
                .files(Target.K8S_KUBEFLOW)
                .get("commands.sh")
                .lines()
                .filter(command -> command.contains("tar xf"))
                .findFirst()
                .orElseThrow();
        new TestProject(folder)
                .file("curated/orders.sql", "select 1 as id")
                .file("conf/prod.conf", "")
                .file("warehouse/raw/orders/part.parquet", "rows");
        Path context = folder.resolve("image");
        Path image = Files.createDirectories(context.resolve("project"));
        Process copying =
                new ProcessBuilder("sh", "-c", line).directory(context.toFile()).start();
        assertThat(copying.waitFor()).isZero();
        try (var files = Files.walk(image)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> image.relativize(file).toString()))
                    .containsExactlyInAnyOrder("project.conf", "curated/orders.sql", "conf/prod.conf");
        }
    }

    /** The base image of each line is of the release that the line is built and tested with. */
    @Test
    void theBaseImageHasTheTestedRelease() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        for (String jar : List.of("alluvium-1.jar", "alluvium-1-spark-4.1.jar", "alluvium-1-spark-4.0.jar")) {
            String conf = KUBERNETES + "job_jar = \"local:///opt/alluvium/" + jar + "\"\n";
            String release = yaml(shop(conf).files(Target.K8S_APACHE).get("application.yaml"))
                    .get(0)
                    .at("/spec/runtimeVersions/sparkVersion")
                    .asText();
            assertThat(pom).contains("<spark.version>" + release + "</spark.version>");
        }
    }

    @Test
    void yarnGetsTheWordsOfSparkSubmit() {
        String commands = new DeployProject(folder, """
                project = shop
                warehouse { path = "hdfs://lake/shop" }
                sources { db { type = postgres, host = h, database = d, user = u, password = "file:/etc/secrets/shop"
                  tables { t { from = "public.t", key = [id] } } } }
                deploy {
                  job_jar = "hdfs://lake/alluvium-1.jar", project = "hdfs://lake/projects/shop", jars = ["hdfs://lake/lib/a b.jar"]
                  yarn { queue = etl }
                }
                """).files(Target.YARN).get("commands.sh");
        assertThat(commands)
                .contains("spark-submit --master yarn --deploy-mode cluster --queue etl --class io.alluvium.Main --jars"
                        + " 'hdfs://lake/lib/a b.jar' --conf ")
                .contains(
                        "hdfs://lake/alluvium-1.jar run --project hdfs://lake/projects/shop --env prod --key night:1");
    }

    private static String lines(AlluviumException refused) {
        return String.join(
                "\n",
                refused.problems().stream().map(TestProject::line).sorted().toList());
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void whatAClusterCannotReachIsSaidAllAtOnce(Target target) {
        DeployProject project = new DeployProject(folder, """
                project = shop
                sources {
                  db {
                    type = postgres, host = h, database = d, user = u, password = "env:SHOP_PASSWORD", ca = "/etc/ssl/shop.pem"
                    tables { t { from = "public.t", key = [id] } }
                  }
                  landing { type = files, path = "/data/landing"
                    tables { visits { glob = "*.csv", format = csv, key = [id] } } }
                }
                deploy { emr {} }
                """);
        String said = lines(
                catchThrowableOfType(AlluviumException.class, () -> project.deployment(target, Optional.empty())));
        String secret = "SECRET_MISSING project.conf:4 " + target.word() + " cannot resolve env:SHOP_PASSWORD";
        assertThat(said).contains(secret);
        if (target != Target.YARN) {
            assertThat(said)
                    .contains("BAD_VALUE project.conf:7 the folder /data/landing is a folder of this machine")
                    .contains("BAD_VALUE - warehouse.path = " + folder.resolve("warehouse")
                            + " is a folder of this machine");
        }
        if (target.isAws()) {
            assertThat(said)
                    .contains("BAD_VALUE project.conf:3 /etc/ssl/shop.pem is a file of this machine")
                    .contains("MISSING_KEY project.conf:10 deploy.aws.account is missing for " + target.word())
                    .contains("MISSING_KEY project.conf:10 deploy.aws.region is missing")
                    .contains("MISSING_KEY project.conf:10 deploy.job_jar is missing")
                    .contains("MISSING_KEY project.conf:10 deploy.project is missing");
        }
        if (target.isKubernetes()) {
            assertThat(said)
                    .contains("MISSING_KEY project.conf:10 deploy.kubernetes.namespace is missing")
                    .contains("MISSING_KEY project.conf:10 deploy.kubernetes.image is missing");
        }
    }

    @Test
    void aJarForAnotherLineThanEmrsIsRefused() {
        DeployProject project =
                shop("job_jar = \"s3://acme-etl/alluvium-0.1.0.jar\", project = \"s3://acme-etl/projects/shop\"\n");
        assertThatThrownBy(() -> project.deployment(Target.EMR))
                .hasMessage("ALV-1007: job_jar is for Spark 4.2, and emr-spark-8.0.0 has Spark 4.0");
    }

    /** No value of a secret is known to it, so that none can be printed: only who reads it. */
    @ParameterizedTest
    @EnumSource(Target.class)
    void commandsAreAShellsAndSecretsAreTyped(Target target) throws Exception {
        String deploy = switch (target) {
            case EMR -> EMR;
            case EMR_SERVERLESS -> SERVERLESS;
            case K8S_KUBEFLOW, K8S_APACHE -> KUBERNETES;
            case YARN -> "";
        };
        Path commands = folder.resolve("commands.sh");
        Files.writeString(commands, shop(deploy).files(target).get("commands.sh"));
        Process shell = new ProcessBuilder("sh", "-n", commands.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(shell.waitFor()).isZero();
        assertThat(commands).content().doesNotContain("SecretString", "--literal");
    }

    @Test
    void theSecretOfAnExportIsNeededToo() {
        DeployProject project = new DeployProject(folder, """
                project = shop
                warehouse { path = "s3a://acme-lake/shop" }
                exports {
                  crm {
                    type = postgres, host = db.example, database = crm, user = w, password = "aws-sm:crm/writer#password"
                    tables { orders { from = curated.orders, to = "public.orders" } }
                  }
                }
                deploy {
                  aws { account = "123456789012", region = eu-central-1 }
                  job_jar = "s3://acme-etl/alluvium-0.1.0-spark-4.0.jar", project = "s3://acme-etl/projects/shop"
                }
                """);
        assertThat(project.job(Target.EMR).needs().secrets())
                .extracting(Object::toString)
                .containsExactly("aws-sm:crm/writer#password");
    }
}
