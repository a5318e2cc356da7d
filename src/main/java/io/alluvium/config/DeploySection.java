package io.alluvium.config;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads what holds for every place where runs are made; {@link DeployTargets} reads what holds for one of them. */
final class DeploySection {
    static final Key<String> JOB_JAR = Key.optional(
            "job_jar",
            Form.text(),
            "Where the cluster finds the job jar, `s3://bucket/alluvium.jar`; on Kubernetes by default in the image.");
    static final Key<String> PROJECT = Key.optional(
            "project",
            Form.text(),
            "Where the cluster finds the project, `s3://bucket/projects/shop`; by default where `--project` found it in a"
                    + " store, on Kubernetes in the image.");
    static final Key<List<String>> JARS = Key.of(
            "jars",
            Form.texts(),
            List.of(),
            "from Maven Central",
            "Delta and what it needs, where the cluster finds them, for a cluster without a way to Maven Central.");
    static final Key<List<String>> OPTIONS = Key.of(
            "options", Form.texts(), List.of(), "none", "Further options of `alluvium run`, such as `--events`.");
    static final Key<Map<String, String>> SPARK = Key.of(
            "spark",
            Form.settings(),
            Map.of(),
            "none",
            "Settings of Spark, `spark.sql.shuffle.partitions = 16`; never secrets, which all may read there.");
    static final Key<String> SCHEDULE = Key.optional(
            "schedule",
            Form.text(),
            "When runs begin, as cron writes it, in UTC: `\"0 2 * * *\"` is each night at two.");
    static final Key<HoconSection> DRIVER = Key.optional("driver", Form.section(), "What the driver has.");
    static final Key<HoconSection> EXECUTORS =
            Key.optional("executors", Form.section(), "How many, and what each has.");
    static final Key<HoconSection> AWS =
            Key.optional("aws", Form.section(), "The account that runs, secrets and keys belong to.");
    static final Key<HoconSection> EMR = Key.optional("emr", Form.section(), "Amazon EMR on EC2.");
    static final Key<HoconSection> SERVERLESS =
            Key.optional("emr_serverless", Form.section(), "Amazon EMR Serverless.");
    static final Key<HoconSection> KUBERNETES =
            Key.optional("kubernetes", Form.section(), "A namespace with one of the two operators.");
    static final Key<HoconSection> YARN = Key.optional("yarn", Form.section(), "A cluster with YARN.");
    static final Keys KEYS = Keys.of(
            "deploy",
            "Where `alluvium deploy` has runs made, and with what. Nothing else reads it.",
            JOB_JAR,
            PROJECT,
            JARS,
            OPTIONS,
            SPARK,
            SCHEDULE,
            DRIVER,
            EXECUTORS,
            AWS,
            EMR,
            SERVERLESS,
            KUBERNETES,
            YARN);

    static final Key<Integer> INSTANCES = Key.of("instances", Form.integer(1, 10_000), 2, "`2`", "How many there are.");
    static final Key<Integer> CORES = Key.of("cores", Form.integer(1, 1024), 2, "`2`", "Cores of each.");
    static final Key<String> MEMORY =
            Key.of("memory", Form.text(), "4g", "`4g`", "Memory of each, as Spark writes it: `512m`, `4g`.");
    static final Keys DRIVER_KEYS = Keys.of("deploy.driver", "What the driver has.", CORES, MEMORY);
    static final Keys EXECUTOR_KEYS =
            Keys.of("deploy.executors", "How many executors, and what each has.", INSTANCES, CORES, MEMORY);

    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]*[mgt]");
    private static final Pattern SETTING = Pattern.compile("spark(\\.[A-Za-z0-9_-]+)+");
    private static final Pattern SECRET_SETTING =
            Pattern.compile("(?i).*(password|passwd|secret[._-]?key|access[._-]?key|token)");
    private static final List<String> OWN = List.of("--project", "--env", "--key", "--at", "--json", "--set");

    private DeploySection() {}

    /** What was refused is with the section. */
    static DeployConfig read(HoconSection section) {
        section.accept(KEYS);
        DeployTargets targets = new DeployTargets(section);
        return new DeployConfig(
                section.place(),
                section.read(JOB_JAR),
                section.read(PROJECT),
                section.read(JARS).orElse(List.of()),
                options(section),
                settings(section),
                schedule(section),
                driver(section),
                executors(section),
                targets.account(),
                targets.emr(),
                targets.serverless(),
                targets.kubernetes(),
                targets.queue());
    }

    private static List<String> options(HoconSection section) {
        List<String> options = section.read(OPTIONS).orElse(List.of());
        for (String option : options) {
            String name = option.split("=", 2)[0];
            if (OWN.contains(name)) {
                section.refuse(section.problem(OPTIONS, ErrorCode.BAD_VALUE, "options has " + name)
                        .marking(name)
                        .because("deploy itself says " + name + " to each run"));
            }
        }
        return options;
    }

    private static Map<String, String> settings(HoconSection section) {
        Map<String, String> settings = section.read(SPARK).orElse(Map.of());
        for (String key : settings.keySet()) {
            if (!SETTING.matcher(key).matches()) {
                section.refuse(section.problem(SPARK, ErrorCode.BAD_VALUE, key + " is no setting of Spark")
                        .marking(key)
                        .because("they begin with spark."));
            } else if (SECRET_SETTING.matcher(key).matches() && !key.contains(".secretKeyRef.")) {
                section.refuse(section.problem(SPARK, ErrorCode.LITERAL_SECRET, key + " would be a secret")
                        .marking(key.substring(key.lastIndexOf('.') + 1))
                        .because("settings of an application are shown to all who may look at it")
                        .fixedBy("let the run's role read it; docs/clusters.md says how each cluster gets secrets"));
            }
        }
        return settings;
    }

    private static Optional<CronSchedule> schedule(HoconSection section) {
        Optional<String> written = section.read(SCHEDULE);
        Optional<String> fault = written.flatMap(CronSchedule::fault);
        fault.ifPresent(reason -> section.refuse(section.problem(
                        SCHEDULE, ErrorCode.BAD_VALUE, "schedule = \"" + written.orElse("") + "\" is no schedule")
                .because(reason)
                .fixedBy("schedule = \"0 2 * * *\"")));
        return fault.isPresent() ? Optional.empty() : written.map(CronSchedule::of);
    }

    private static DeployConfig.Size driver(HoconSection section) {
        Optional<HoconSection> driver = section.read(DRIVER);
        driver.ifPresent(known -> known.accept(DRIVER_KEYS));
        return size(driver);
    }

    private static DeployConfig.Executors executors(HoconSection section) {
        Optional<HoconSection> executors = section.read(EXECUTORS);
        executors.ifPresent(known -> known.accept(EXECUTOR_KEYS));
        return new DeployConfig.Executors(or(executors, INSTANCES), size(executors));
    }

    private static DeployConfig.Size size(Optional<HoconSection> section) {
        String memory = or(section, MEMORY);
        if (!SIZE.matcher(memory).matches()) {
            section.ifPresent(known ->
                    known.refuse(known.problem(MEMORY, ErrorCode.BAD_VALUE, "memory = " + memory + " is no size")
                            .marking(memory)
                            .because("a number and m, g or t")
                            .fixedBy("memory = 4g")));
        }
        return new DeployConfig.Size(or(section, CORES), memory);
    }

    /** The value that is written, or the key's default. */
    static <T> T or(Optional<HoconSection> section, Key<T> key) {
        return section.flatMap(known -> known.read(key)).or(key::fallback).orElseThrow();
    }

    /** The text, where it is what it should be; refused where it is not. */
    static Optional<String> checked(
            Optional<HoconSection> section,
            Key<String> key,
            Predicate<String> good,
            Function<Problem, Problem> reason) {
        return section.flatMap(known -> known.read(key).filter(written -> {
            if (!good.test(written)) {
                known.refuse(reason.apply(
                        known.problem(key, ErrorCode.BAD_VALUE, key.name() + " = \"" + written + "\" is not allowed")
                                .marking(written)));
            }
            return good.test(written);
        }));
    }
}
