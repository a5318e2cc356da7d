package io.alluvium.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.config.DeployConfig;
import io.alluvium.spark.SparkLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.util.VersionInfo;

/** What Kubernetes and its tools are told: the image, who the pods are, the application. */
final class KubernetesDocuments {
    /** What a Spark distribution lacks, in the local layout's folder lib. */
    static final List<String> JARS = List.of(
            "delta-*.jar",
            "unitycatalog-*.jar",
            "mariadb-java-client-*.jar",
            "hadoop-aws-*.jar",
            "analyticsaccelerator-s3-*.jar",
            "reactive-streams-*.jar",
            "eventstream-*.jar",
            "jackson-datatype-jdk8-*.jar",
            "javax.annotation-api-*.jar");

    /** AWS's SDK is many jars with names of no pattern and one version, that of this build. */
    private static final String AWS_JARS = "*-" + VersionInfo.SDK_VERSION + ".jar";

    private final Job job;
    private final DeployConfig.Kubernetes kubernetes;
    private final List<ObjectNode> applications;

    KubernetesDocuments(Job job, List<ObjectNode> applications) {
        this.job = job;
        this.kubernetes = job.deploy().kubernetes();
        this.applications = List.copyOf(applications);
    }

    /** Of the base image where its tag says it. */
    static String sparkVersion(Job job) {
        return job.deploy()
                .kubernetes()
                .base()
                .map(image -> image.replaceFirst(".*:", "").replaceFirst("[-_].*", ""))
                .filter(tag -> tag.matches("[0-9]+\\.[0-9]+\\.[0-9]+"))
                .orElseGet(() -> release(job.line()));
    }

    private static String release(SparkLine line) {
        return switch (line) {
            case V4_0 -> "4.0.4";
            case V4_1 -> "4.1.3";
            case V4_2 -> "4.2.0";
        };
    }

    List<Document> all() {
        List<Document> documents = new ArrayList<>();
        documents.add(dockerfile());
        LeastPolicy policy = new LeastPolicy(job, Optional.empty());
        if (policy.isNeeded()) {
            documents.add(Json.file("job-policy.json", policy.document()));
        }
        documents.add(Json.yaml("account.yaml", new KubernetesSettings(job).account()));
        documents.add(Json.yaml("application.yaml", applications));
        documents.add(commands(policy.isNeeded()));
        return List.copyOf(documents);
    }

    private boolean holdsProject() {
        return job.folder().startsWith("/opt/alluvium/");
    }

    private String base() {
        return kubernetes.base().orElse("apache/spark:" + release(job.line()));
    }

    /** Built in the local layout's folder; the project lies beside it under the name {@code project}. */
    private Document dockerfile() {
        String copied = job.jar().startsWith("local:") ? job.jar().replaceFirst("^local:/+", "/") : "";
        ShellText file = new ShellText()
                .comment("Build in the folder of the local layout, which has lib: docker build -f Dockerfile -t "
                        + kubernetes.image().orElse("") + " .")
                .line("FROM " + base())
                .line("USER root");
        file.line("COPY " + String.join(" ", lib()) + " /opt/spark/jars/");
        if (!copied.isEmpty()) {
            file.line("COPY lib/" + copied.replaceFirst(".*/", "") + " " + copied);
        }
        if (holdsProject()) {
            file.line("COPY project " + job.folder());
        }
        file.line("USER " + KubernetesSettings.USER);
        return file.file("Dockerfile");
    }

    private static List<String> lib() {
        List<String> jars = new ArrayList<>(JARS);
        jars.add(AWS_JARS);
        return jars.stream().map(jar -> "lib/" + jar).toList();
    }

    private Document commands(boolean asksAws) {
        String namespace = kubernetes.namespace().orElse("");
        String image = kubernetes.image().orElse("");
        ShellText text = new ShellText();
        text.comment("At each release and each change of what it holds: the image, in the folder of the local layout.");
        if (holdsProject()) {
            text.command("rm", "-rf", "project");
            text.command("mkdir", "project");
            text.line("(cd " + ShellText.quoted(job.config().directory().toString())
                    + " && find . -name '*.conf' -o -name '*.sql' -o -name '*.pem' -o -name '*.crt' -o -name '*.cer'"
                    + " | tar cf - -T -) | tar xf - -C project");
        }
        text.command("docker", "build", "-f", "Dockerfile", "-t", image, ".");
        text.command("docker", "push", image);
        text.comment("Once: the namespace, its Secrets, and who the pods are.");
        text.command("kubectl", "create", "namespace", namespace);
        secrets(text, namespace);
        if (asksAws && kubernetes.role().isPresent()) {
            String role = kubernetes.role().get().replaceFirst(".*/", "");
            text.line("# The role " + role
                    + " trusts the cluster's OIDC provider (eksctl create iamserviceaccount makes one).");
            text.command(
                    "aws",
                    "iam",
                    "put-role-policy",
                    "--role-name",
                    role,
                    "--policy-name",
                    "alluvium-" + job.name(),
                    "--policy-document",
                    "file://job-policy.json");
        }
        text.command("kubectl", "apply", "--validate=strict", "-f", "account.yaml");
        text.comment("A run, or the schedule.");
        text.command("kubectl", "apply", "--validate=strict", "-f", "application.yaml");
        return text.file("commands.sh");
    }

    /** Each value is typed, so that it is in no file and no history. */
    private void secrets(ShellText text, String namespace) {
        kubernetes.secrets().values().stream().distinct().forEach(key -> {
            String[] parts = key.split(":", 2);
            text.line("# Type the value of " + key + ", and Ctrl-D twice, without a line break.");
            text.command(
                    "kubectl",
                    "create",
                    "secret",
                    "generic",
                    parts[0],
                    "-n",
                    namespace,
                    "--from-file=" + parts[1] + "=/dev/stdin");
        });
    }
}
