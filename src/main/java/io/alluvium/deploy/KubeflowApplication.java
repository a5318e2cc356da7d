package io.alluvium.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.config.CronSchedule;
import io.alluvium.config.DeployConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What Kubeflow's operator is told: one application, or one at each time of a schedule. */
final class KubeflowApplication {
    private static final String VERSION = "sparkoperator.k8s.io/v1beta2";
    private static final int RETRY_SECONDS = 60;

    private final Job job;
    private final DeployConfig.Kubernetes kubernetes;
    private final KubernetesSettings settings;

    KubeflowApplication(Job job) {
        this.job = job;
        this.kubernetes = job.deploy().kubernetes();
        this.settings = new KubernetesSettings(job);
    }

    List<ObjectNode> documents() {
        Optional<CronSchedule> schedule = job.deploy().schedule();
        return List.of(schedule.map(this::scheduled).orElseGet(this::once));
    }

    private ObjectNode once() {
        ObjectNode application = Json.object().put("apiVersion", VERSION).put("kind", "SparkApplication");
        application.set("metadata", settings.metadata(job.name()));
        application.set("spec", specification(job.arguments()));
        return application;
    }

    /** Without a key: the operator tells no run its time. It begins none while another one is at work. */
    private ObjectNode scheduled(CronSchedule times) {
        ObjectNode application = Json.object().put("apiVersion", VERSION).put("kind", "ScheduledSparkApplication");
        application.set("metadata", settings.metadata(job.name()));
        ObjectNode specification = application
                .putObject("spec")
                .put("schedule", times.toString())
                .put("timeZone", "UTC")
                .put("concurrencyPolicy", "Forbid")
                .put("successfulRunHistoryLimit", 3)
                .put("failedRunHistoryLimit", 3);
        specification.set("template", specification(job.arguments(Optional.empty(), Optional.empty())));
        return application;
    }

    private ObjectNode specification(List<String> arguments) {
        ObjectNode specification = Json.object()
                .put("type", "Java")
                .put("mode", "cluster")
                .put("image", kubernetes.image().orElse(""))
                .put("sparkVersion", KubernetesDocuments.sparkVersion(job))
                .put("mainClass", Job.MAIN)
                .put("mainApplicationFile", job.jar());
        specification.set("arguments", Json.array(arguments));
        Map<String, String> spark = new TreeMap<>(settings.secretsAndVolumes());
        spark.putAll(job.deploy().spark());
        specification.set("sparkConf", KubernetesSettings.texts(settings.withJars(spark)));
        specification.set("restartPolicy", restarts());
        ObjectNode driver = sized(job.deploy().driver());
        driver.put("serviceAccount", kubernetes.serviceAccount());
        specification.set("driver", driver);
        ObjectNode executor = sized(job.deploy().executors().size());
        executor.put("instances", job.deploy().executors().instances());
        specification.set("executor", executor);
        return specification;
    }

    private ObjectNode restarts() {
        ObjectNode policy = Json.object();
        if (kubernetes.retries().isEmpty()) {
            return policy.put("type", "Never");
        }
        int times = kubernetes.retries().getAsInt();
        return policy.put("type", "OnFailure")
                .put("onFailureRetries", times)
                .put("onFailureRetryInterval", RETRY_SECONDS)
                .put("onSubmissionFailureRetries", times)
                .put("onSubmissionFailureRetryInterval", RETRY_SECONDS);
    }

    private static ObjectNode sized(DeployConfig.Size size) {
        ObjectNode pod = Json.object().put("cores", size.cores()).put("memory", size.memory());
        pod.set("securityContext", KubernetesSettings.restricted());
        return pod;
    }
}
