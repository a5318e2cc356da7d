package io.alluvium.config;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads what {@code deploy} says of single clusters and of the account of AWS. */
final class DeployTargets {
    static final Key<String> ACCOUNT =
            Key.optional("account", Form.text(), "Its number of twelve digits, which secrets and roles are named by.");
    static final Key<String> REGION = Key.optional("region", Form.text(), "Region of runs and secrets.");
    static final Keys AWS_KEYS =
            Keys.of("deploy.aws", "The account that runs, secrets and keys belong to.", ACCOUNT, REGION);

    static final Key<String> RELEASE = Key.of(
            "release",
            Form.text(),
            "emr-spark-8.0.0",
            "`emr-spark-8.0.0`",
            "Label of EMR's release, which has Spark 4.0.");
    static final Key<String> LOGS = Key.optional("logs", Form.text(), "Where EMR puts logs: `s3://bucket/logs`.");
    static final Key<String> CLUSTER = Key.optional(
            "cluster", Form.text(), "Id of a cluster that is up and takes the step; otherwise each run has its own.");
    static final Key<String> SUBNET = Key.optional("subnet", Form.text(), "Subnet of the cluster's machines.");
    static final Key<String> INSTANCE_TYPE =
            Key.of("instance_type", Form.text(), "m6g.xlarge", "`m6g.xlarge`", "Type of the cluster's machines.");
    static final Key<String> SERVICE_ROLE =
            Key.of("service_role", Form.text(), "alluvium-emr", "`alluvium-emr`", "Role by which EMR makes machines.");
    static final Key<String> JOB_ROLE = Key.optional(
                    "job_role",
                    Form.text(),
                    "Role of the run, which the printed policy is for; with `cluster` that of its machines.")
            .defaultsTo("`alluvium-` and the project's name");
    static final Key<String> MODE = Key.of(
            "deploy_mode",
            Form.oneOf(List.of("client", "cluster"), List.of()),
            "client",
            "`client`",
            "Where the driver runs: on the primary node, with its log in the step's; or within YARN.");
    static final Keys EMR_KEYS = Keys.of(
            "deploy.emr",
            "Amazon EMR on EC2: a step on a cluster of its own, or on one that is up.",
            RELEASE,
            LOGS,
            CLUSTER,
            SUBNET,
            INSTANCE_TYPE,
            SERVICE_ROLE,
            JOB_ROLE,
            MODE);

    static final Key<String> APPLICATION =
            Key.optional("application", Form.text(), "Id of the application, which is made once.");
    static final Key<List<String>> SUBNETS =
            Key.of("subnets", Form.texts(), List.of(), "none", "Subnets with a way to the sources.");
    static final Key<List<String>> GROUPS =
            Key.of("security_groups", Form.texts(), List.of(), "none", "Security groups that sources let in.");
    static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            Form.duration(Duration.ofMinutes(5), Duration.ofDays(7)),
            Duration.ofHours(12),
            "`12 hours`",
            "When AWS stops a run.");
    static final Keys SERVERLESS_KEYS = Keys.of(
            "deploy.emr_serverless",
            "Amazon EMR Serverless.",
            RELEASE,
            LOGS,
            APPLICATION,
            SUBNETS,
            GROUPS,
            JOB_ROLE,
            TIMEOUT);

    static final Key<String> NAMESPACE = Key.optional("namespace", Form.text(), "Namespace of the application.");
    static final Key<String> IMAGE =
            Key.optional("image", Form.text(), "The image that was built from the printed Dockerfile.");
    static final Key<String> BASE = Key.optional(
                    "base_image", Form.text(), "The image with Spark that it is built from.")
            .defaultsTo("`apache/spark` of the job jar's line");
    static final Key<String> ACCOUNT_OF_PODS = Key.of(
            "service_account",
            Form.text(),
            "alluvium",
            "`alluvium`",
            "Service account of the driver, which makes executors.");
    static final Key<String> ROLE = Key.optional(
            "role", Form.text(), "ARN of the role of AWS's IAM that the service account stands for, on EKS.");
    static final Key<Map<String, String>> SECRETS = Key.of(
            "secrets",
            Form.textByName(),
            Map.of(),
            "none",
            "Keys of Secrets by what the project names: `SHOP_PASSWORD = \"shop-db:password\"` for `env:SHOP_PASSWORD`,"
                    + " `\"/etc/secrets/shop/password\" = \"shop-db:password\"` for `file:/etc/secrets/shop/password`.");
    static final Key<Map<String, String>> VOLUMES = Key.of(
            "volumes", Form.textByName(), Map.of(), "none", "Claims of volumes by the folder they are mounted at.");
    static final Key<Integer> RETRIES =
            Key.of("retries", Form.integer(0, 10), 0, "`0`", "How often the operator makes a run again that failed.");
    static final Keys KUBERNETES_KEYS = Keys.of(
            "deploy.kubernetes",
            "Kubernetes with Kubeflow's or Apache's operator of Spark.",
            NAMESPACE,
            IMAGE,
            BASE,
            ACCOUNT_OF_PODS,
            ROLE,
            SECRETS,
            VOLUMES,
            RETRIES);

    static final Key<String> QUEUE = Key.optional("queue", Form.text(), "The queue of YARN.");
    static final Keys YARN_KEYS = Keys.of("deploy.yarn", "A cluster with YARN.", QUEUE);

    private static final Pattern BUCKET_FOLDER = Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^\\s]*)?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern ROLE_NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");
    private static final Pattern SECRET_KEY = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?:[A-Za-z0-9._-]+");
    private static final Pattern HELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*|/[^\\s:]+/[^\\s/:]+");
    private static final Pattern FOLDER = Pattern.compile("(/[^\\s:/]+)+");

    private final HoconSection deploy;
    private final Place place;

    DeployTargets(HoconSection deploy) {
        this.deploy = deploy;
        this.place = deploy.place();
    }

    private Optional<HoconSection> section(Key<HoconSection> key, Keys keys) {
        Optional<HoconSection> section = deploy.read(key);
        section.ifPresent(known -> known.accept(keys));
        return section;
    }

    private Place placeOf(Optional<HoconSection> section) {
        return section.map(HoconSection::place).orElse(place);
    }

    private static Optional<String> text(
            Optional<HoconSection> section, Key<String> key, Pattern form, String reason, String example) {
        return DeploySection.checked(
                section,
                key,
                written -> form.matcher(written).matches(),
                problem -> problem.because(reason).fixedBy(key.name() + " = \"" + example + "\""));
    }

    private static String textOr(
            Optional<HoconSection> section, Key<String> key, Pattern form, String reason, String example) {
        return text(section, key, form, reason, example).or(key::fallback).orElseThrow();
    }

    DeployConfig.Account account() {
        Optional<HoconSection> aws = section(DeploySection.AWS, AWS_KEYS);
        return new DeployConfig.Account(
                placeOf(aws),
                text(aws, ACCOUNT, Pattern.compile("[0-9]{12}"), "twelve digits", "123456789012"),
                text(aws, REGION, Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]"), "as AWS writes it", "eu-central-1"));
    }

    private static String release(Optional<HoconSection> section) {
        return textOr(
                section,
                RELEASE,
                Pattern.compile("emr-(spark-)?(?![1-7]\\.)[0-9]+\\.[0-9]+\\.[0-9]+(-[a-z0-9-]+)?"),
                "there is a job jar for Spark 4, which EMR has from its release 8 on",
                "emr-spark-8.0.0");
    }

    private static Optional<String> logs(Optional<HoconSection> section) {
        return text(section, LOGS, BUCKET_FOLDER, "a folder of a bucket", "s3://bucket/logs")
                .map(folder -> folder.replaceFirst("/+$", ""));
    }

    private static Optional<String> role(Optional<HoconSection> section, Key<String> key) {
        return text(section, key, ROLE_NAME, "the name of a role, without its path", "alluvium-shop")
                .or(key::fallback);
    }

    DeployConfig.Emr emr() {
        Optional<HoconSection> emr = section(DeploySection.EMR, EMR_KEYS);
        return new DeployConfig.Emr(
                placeOf(emr),
                release(emr),
                logs(emr),
                text(
                        emr,
                        SUBNET,
                        Pattern.compile("subnet-[0-9a-f]+"),
                        "the id of a subnet",
                        "subnet-0123456789abcdef0"),
                textOr(emr, INSTANCE_TYPE, Pattern.compile("[a-z0-9-]+\\.[a-z0-9-]+"), "a type of EC2", "m6g.xlarge"),
                role(emr, SERVICE_ROLE).orElseThrow(),
                role(emr, JOB_ROLE),
                text(emr, CLUSTER, Pattern.compile("j-[0-9A-Z]+"), "the id of a cluster", "j-2AXXXXXXGAPLF"),
                DeploySection.or(emr, MODE).equals("client"));
    }

    DeployConfig.Serverless serverless() {
        Optional<HoconSection> serverless = section(DeploySection.SERVERLESS, SERVERLESS_KEYS);
        List<String> subnets = DeploySection.or(serverless, SUBNETS);
        List<String> groups = DeploySection.or(serverless, GROUPS);
        if (subnets.isEmpty() != groups.isEmpty()) {
            serverless.ifPresent(known -> known.refuse(known.missing(
                    subnets.isEmpty() ? SUBNETS : GROUPS, "subnets and security_groups belong together")));
        }
        return new DeployConfig.Serverless(
                placeOf(serverless),
                release(serverless),
                text(
                        serverless,
                        APPLICATION,
                        Pattern.compile("[0-9a-z]{1,64}"),
                        "the id of an application",
                        "00f1abcdefgh1234"),
                logs(serverless),
                subnets,
                groups,
                role(serverless, JOB_ROLE),
                DeploySection.or(serverless, TIMEOUT));
    }

    DeployConfig.Kubernetes kubernetes() {
        Optional<HoconSection> section = section(DeploySection.KUBERNETES, KUBERNETES_KEYS);
        Map<String, String> secrets = DeploySection.or(section, SECRETS);
        Map<String, String> volumes = DeploySection.or(section, VOLUMES);
        section.ifPresent(known -> {
            secrets.forEach((held, key) ->
                    pair(known, SECRETS, held, HELD, key, SECRET_KEY, "SHOP_PASSWORD = \"shop-db:password\""));
            volumes.forEach((folder, claim) ->
                    pair(known, VOLUMES, folder, FOLDER, claim, NAME, "\"/mnt/warehouse\" = \"warehouse\""));
        });
        int retries = DeploySection.or(section, RETRIES);
        return new DeployConfig.Kubernetes(
                placeOf(section),
                text(section, NAMESPACE, NAME, "lower case letters, digits and -", "etl"),
                text(section, IMAGE, Pattern.compile("[^\\s\"]+"), "as docker names it", "registry.example/shop:1"),
                text(section, BASE, Pattern.compile("[^\\s\"]+"), "as docker names it", "apache/spark:4.2.0"),
                textOr(section, ACCOUNT_OF_PODS, NAME, "lower case letters, digits and -", "alluvium"),
                text(
                        section,
                        ROLE,
                        Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/\\S+"),
                        "the ARN of a role",
                        "arn:aws:iam::123456789012:role/alluvium-run"),
                secrets,
                volumes,
                retries == 0 ? OptionalInt.empty() : OptionalInt.of(retries));
    }

    private static void pair(
            HoconSection section,
            Key<Map<String, String>> key,
            String name,
            Pattern goodName,
            String value,
            Pattern goodValue,
            String example) {
        if (!goodName.matcher(name).matches() || !goodValue.matcher(value).matches()) {
            section.refuse(section.problem(
                            key,
                            ErrorCode.BAD_VALUE,
                            "%s.%s = \"%s\" is not allowed".formatted(key.name(), name, value))
                    .marking(name)
                    .because(key.meaning())
                    .fixedBy(key.name() + " { " + example + " }"));
        }
    }

    Optional<String> queue() {
        return section(DeploySection.YARN, YARN_KEYS).flatMap(yarn -> yarn.read(QUEUE));
    }
}
