package io.alluvium.config;

import io.alluvium.domain.Place;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Says where runs of a project shall be made, and with what; only {@code deploy} reads it.
 *
 * @param place of the section; of the project's file where it has none
 * @param jobJar where the cluster finds the job jar
 * @param project where the cluster finds the project
 * @param jars Delta and what it needs, where the cluster finds them; without any they come from Maven Central
 * @param options further arguments of {@code alluvium run}
 * @param spark settings of Spark, by key
 * @param schedule five fields as cron has them, in UTC
 */
public record DeployConfig(
        Place place,
        Optional<String> jobJar,
        Optional<String> project,
        List<String> jars,
        List<String> options,
        Map<String, String> spark,
        Optional<CronSchedule> schedule,
        Size driver,
        Executors executors,
        Account aws,
        Emr emr,
        Serverless serverless,
        Kubernetes kubernetes,
        Optional<String> queue) {
    public DeployConfig {
        Objects.requireNonNull(place, "place");
        jars = List.copyOf(jars);
        options = List.copyOf(options);
        spark = Collections.unmodifiableMap(new LinkedHashMap<>(spark));
        Objects.requireNonNull(driver, "driver");
        Objects.requireNonNull(executors, "executors");
        Objects.requireNonNull(aws, "aws");
        Objects.requireNonNull(emr, "emr");
        Objects.requireNonNull(serverless, "serverless");
        Objects.requireNonNull(kubernetes, "kubernetes");
    }

    /**
     * What one process has.
     *
     * @param memory as Spark writes it, {@code 4g}
     */
    public record Size(int cores, String memory) {}

    /** How many executors there are, and what each has. */
    public record Executors(int instances, Size size) {}

    /** The account of AWS that the run, its secrets and its keys belong to. */
    public record Account(Place place, Optional<String> id, Optional<String> region) {}

    /**
     * A cluster of EMR on EC2.
     *
     * @param release the label of EMR
     * @param jobRole of the run; otherwise one of the project's own
     * @param cluster a running one that takes the step; without it each run has a cluster of its own
     * @param client whether the driver runs on the cluster's primary node
     */
    public record Emr(
            Place place,
            String release,
            Optional<String> logs,
            Optional<String> subnet,
            String instanceType,
            String serviceRole,
            Optional<String> jobRole,
            Optional<String> cluster,
            boolean client) {}

    /**
     * An application of EMR Serverless.
     *
     * @param application its id, once it was made
     * @param timeout after which a run is stopped
     */
    public record Serverless(
            Place place,
            String release,
            Optional<String> application,
            Optional<String> logs,
            List<String> subnets,
            List<String> securityGroups,
            Optional<String> jobRole,
            Duration timeout) {
        public Serverless {
            subnets = List.copyOf(subnets);
            securityGroups = List.copyOf(securityGroups);
        }
    }

    /**
     * A namespace of Kubernetes, whichever operator looks after it.
     *
     * @param image with Spark, the job jar and what else the Dockerfile puts there
     * @param role of AWS's IAM that the service account stands for
     * @param secrets keys of Secrets, {@code name:key}, by the variable or the file that shall hold their value
     * @param volumes claims of volumes by the folder that they are mounted at, in the driver and in executors
     * @param retries how often the operator makes a run again that failed
     */
    public record Kubernetes(
            Place place,
            Optional<String> namespace,
            Optional<String> image,
            Optional<String> base,
            String serviceAccount,
            Optional<String> role,
            Map<String, String> secrets,
            Map<String, String> volumes,
            OptionalInt retries) {
        public Kubernetes {
            secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
            volumes = Collections.unmodifiableMap(new LinkedHashMap<>(volumes));
        }
    }
}
