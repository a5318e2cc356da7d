package io.alluvium.deploy;

import io.alluvium.config.DeployConfig;
import io.alluvium.config.ProjectConfig.CatalogSettings;
import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Needs;
import io.alluvium.source.SourceSpec;
import io.alluvium.spark.SparkLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Holds a project to what a cluster can reach, and says everything that it cannot at once. */
final class JobCheck {
    private static final String IMAGE_FOLDER = "/opt/alluvium";

    private final Deployment.Asked asked;
    private final Target target;
    private final DeployConfig deploy;
    private final Needs needs;
    private final List<Problem> problems = new ArrayList<>();

    private JobCheck(Deployment.Asked asked, DeployConfig deploy) {
        this.asked = asked;
        this.target = asked.target();
        this.deploy = deploy;
        this.needs = Stream.concat(
                        asked.sources().stream().map(SourceSpec::needs),
                        asked.exports().stream().map(export -> export.target().needs()))
                .reduce(Needs.NOTHING, Needs::and);
    }

    static Job of(Deployment.Asked asked) {
        DeployConfig deploy = asked.config()
                .deploy()
                .orElseThrow(() -> Problem.of(ErrorCode.MISSING_KEY, "the project does not say where it is deployed")
                        .because("it has no section deploy")
                        .fixedBy("deploy { job_jar = \"s3://bucket/" + SparkLine.V4_0.jobJar()
                                + "\", project = \"s3://bucket/projects/"
                                + asked.config().name()
                                + "\" }; docs/deploy.md has all of it")
                        .asException());
        return new JobCheck(asked, deploy).job();
    }

    private Job job() {
        String jar = jar();
        String folder = folder();
        warehouse();
        needs.folders().forEach(this::reachable);
        needs.files().forEach(this::comesAlong);
        needs.secrets().forEach(this::resolvable);
        account();
        if (target.isKubernetes()) {
            required(deploy.kubernetes().namespace(), deploy.kubernetes().place(), "kubernetes.namespace", "etl");
            required(
                    deploy.kubernetes().image(),
                    deploy.kubernetes().place(),
                    "kubernetes.image",
                    "registry.example/shop:1");
        }
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
        return new Job(asked, deploy, jar, folder, needs);
    }

    private void refuse(Problem problem) {
        problems.add(problem);
    }

    private void required(Optional<String> value, Place place, String key, String example) {
        if (value.isEmpty()) {
            refuse(Problem.of(ErrorCode.MISSING_KEY, "deploy." + key + " is missing for " + target.word())
                    .at(place)
                    .marking("deploy")
                    .fixedBy(key.replaceFirst("^(.*)\\.(.*)$", "$1 { $2") + " = \"" + example + "\""
                            + (key.contains(".") ? " }" : "")));
        }
    }

    private String jar() {
        if (target.isKubernetes()) {
            return deploy.jobJar()
                    .orElse("local://" + IMAGE_FOLDER + "/" + SparkLine.built().jobJar());
        }
        required(deploy.jobJar(), deploy.place(), "job_jar", "s3://bucket/" + SparkLine.V4_0.jobJar());
        String jar = deploy.jobJar().orElse("");
        if (target.isAws() && !jar.isEmpty()) {
            if (!Places.isBucket(jar)) {
                elsewhere("job_jar = \"" + jar + "\"", deploy.place(), jar);
            }
            String release = target == Target.EMR
                    ? deploy.emr().release()
                    : deploy.serverless().release();
            if (release.matches("emr-(spark-)?8\\.0\\..*") && Job.line(jar) != SparkLine.V4_0) {
                refuse(Problem.of(
                                ErrorCode.BAD_VALUE,
                                "job_jar is for Spark %s, and %s has Spark 4.0".formatted(Job.line(jar), release))
                        .at(deploy.place())
                        .because("each line of Spark has a jar of its own")
                        .fixedBy("take " + SparkLine.V4_0.jobJar()));
            }
        }
        return target.isAws() ? Places.ofAws(jar) : jar;
    }

    private String folder() {
        Optional<String> written = deploy.project().or(asked::origin);
        if (target.isKubernetes()) {
            return written.map(JobCheck::ofHadoop).orElse(IMAGE_FOLDER + "/project");
        }
        required(
                written,
                deploy.place(),
                "project",
                (target.isAws() ? "s3://bucket" : "hdfs://service") + "/projects/"
                        + asked.config().name());
        String folder = written.orElse("");
        if (target.isAws() && !folder.isEmpty() && !Places.isBucket(folder)) {
            elsewhere("project = \"" + folder + "\"", deploy.place(), folder);
        }
        return ofHadoop(folder);
    }

    /** Where S3A is Hadoop's only one. */
    private static String ofHadoop(String place) {
        return place.replaceFirst("(?i)^s3n?:", "s3a:");
    }

    private void elsewhere(String what, Place place, String marked) {
        refuse(Problem.of(ErrorCode.BAD_VALUE, what + " is not where " + target.word() + " can read it")
                .at(place)
                .marking(marked)
                .because("it reads folders of S3")
                .fixedBy("copy it to a bucket and name that: s3://bucket/folder"));
    }

    private void warehouse() {
        String warehouse = asked.config().warehouse();
        boolean lost = target == Target.EMR_SERVERLESS
                || target == Target.EMR && deploy.emr().cluster().isEmpty();
        if (warehouse.startsWith("hdfs:") && lost) {
            refuse(Problem.of(ErrorCode.WAREHOUSE_REFUSED, "the warehouse would end with the cluster's HDFS")
                    .because("warehouse.path is " + warehouse)
                    .fixedBy("warehouse { path = \"s3a://bucket/warehouse\" }"));
        }
        if (Places.isLocal(warehouse)) {
            local("warehouse.path = " + warehouse, warehouse, Optional.empty());
        }
    }

    private void reachable(Needs.Folder folder) {
        if (Places.isLocal(folder.path())) {
            local("the folder " + folder.path(), folder.path(), Optional.of(folder.place()));
        }
    }

    /** On YARN each machine may well have it. */
    private void local(String what, String path, Optional<Place> place) {
        boolean mounted = deploy.kubernetes().volumes().keySet().stream()
                .anyMatch(volume -> path.equals(volume) || path.startsWith(volume + "/"));
        if (target == Target.YARN || target.isKubernetes() && mounted) {
            return;
        }
        Problem problem = Problem.of(ErrorCode.BAD_VALUE, what + " is a folder of this machine")
                .because(target.word() + " has no such folder")
                .fixedBy(
                        target.isKubernetes()
                                ? "name a bucket, or mount it: deploy.kubernetes.volumes { \"" + path
                                        + "\" = \"claim\" }"
                                : "name a bucket: s3a://bucket/folder");
        refuse(place.map(problem::at).orElse(problem));
    }

    /** Certificates within the project are brought with it. */
    private void comesAlong(Needs.Folder file) {
        String own = asked.config().directory().toString();
        if (target.isAws() && !file.path().startsWith(own + "/")) {
            refuse(Problem.of(ErrorCode.BAD_VALUE, file.path() + " is a file of this machine")
                    .at(file.place())
                    .because(target.word() + " has only what lies in the project")
                    .fixedBy("put it into the project's folder certs"));
        }
    }

    private void resolvable(SecretReference secret) {
        switch (secret.kind()) {
            case AWS_SECRET, AWS_PARAMETER -> {
                // The run's role reads them.
            }
            case ENV -> held(secret, target.isKubernetes(), "the value would stand in the application's settings");
            case FILE -> held(secret, target.isKubernetes() || target == Target.YARN, "it has no such file");
        }
    }

    private void held(SecretReference secret, boolean canHold, String reason) {
        boolean isHeld = !target.isKubernetes() || deploy.kubernetes().secrets().containsKey(secret.target());
        if (canHold && isHeld) {
            return;
        }
        Problem problem = Problem.of(ErrorCode.SECRET_MISSING, target.word() + " cannot resolve " + secret)
                .at(secret.place())
                .marking(secret.toString());
        refuse(
                target.isKubernetes()
                        ? problem.because("no Secret is named for it")
                                .fixedBy("deploy.kubernetes.secrets { \"" + secret.target() + "\" = \"secret:key\" }")
                        : problem.because(reason)
                                .fixedBy("let AWS keep it: \"aws-sm:NAME\" or \"aws-ssm:NAME\""
                                        + (target == Target.YARN ? ", or a file of each node: \"file:/path\"" : "")));
    }

    /** ARNs need both; who names every secret by its ARN on Kubernetes needs neither. */
    private void account() {
        boolean byName = !needs.logins().isEmpty()
                || asked.config().catalog().filter(CatalogSettings::isGlue).isPresent()
                || asked.config()
                        .s3()
                        .kmsKey()
                        .filter(key -> !key.startsWith("arn:"))
                        .isPresent()
                || needs.secrets().stream().anyMatch(secret -> switch (secret.kind()) {
                    case AWS_SECRET, AWS_PARAMETER -> !secret.target().startsWith("arn:");
                    case ENV, FILE -> false;
                });
        if (target.isAws() || byName && target.isKubernetes()) {
            required(deploy.aws().id(), deploy.aws().place(), "aws.account", "123456789012");
            required(deploy.aws().region(), deploy.aws().place(), "aws.region", "eu-central-1");
        }
    }
}
