package io.alluvium.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.config.DeployConfig;

/** What Apache's operator is told. It has no schedules. */
final class ApacheApplication {
    private static final long RETRY_MILLIS = 60_000;

    private final Job job;
    private final DeployConfig.Kubernetes kubernetes;
    private final KubernetesSettings settings;

    ApacheApplication(Job job) {
        this.job = job;
        this.kubernetes = job.deploy().kubernetes();
        this.settings = new KubernetesSettings(job);
    }

    ObjectNode document() {
        ObjectNode application =
                Json.object().put("apiVersion", "spark.apache.org/v1").put("kind", "SparkApplication");
        application.set("metadata", settings.metadata(job.name()));
        ObjectNode specification =
                application.putObject("spec").put("mainClass", Job.MAIN).put("jars", job.jar());
        specification.set("driverArgs", Json.array(job.arguments()));
        specification.set("sparkConf", KubernetesSettings.texts(settings.withJars(settings.all())));
        specification
                .putObject("runtimeVersions")
                .put("sparkVersion", KubernetesDocuments.sparkVersion(job))
                .put("scalaVersion", "2.13");
        ObjectNode tolerations =
                specification.putObject("applicationTolerations").put("resourceRetainPolicy", "OnFailure");
        ObjectNode restarts = tolerations.putObject("restartConfig");
        if (kubernetes.retries().isEmpty()) {
            restarts.put("restartPolicy", "Never");
        } else {
            restarts.put("restartPolicy", "OnFailure")
                    .put("maxRestartAttempts", kubernetes.retries().getAsInt())
                    .put("restartBackoffMillis", RETRY_MILLIS);
        }
        specification.set("driverSpec", pod("spark-kubernetes-driver"));
        specification.set("executorSpec", pod("spark-kubernetes-executor"));
        return application;
    }

    /** The name is that which Spark gives the container: what stands here is merged into it. */
    private static ObjectNode pod(String container) {
        ObjectNode pod = Json.object();
        ArrayNode containers =
                pod.putObject("podTemplateSpec").putObject("spec").putArray("containers");
        ObjectNode one = containers.addObject().put("name", container);
        one.set("securityContext", KubernetesSettings.restricted());
        return pod;
    }
}
