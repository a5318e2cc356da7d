package io.alluvium.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.config.DeployConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What both operators are told in Spark's own words: secrets, volumes, who the pods are. */
final class KubernetesSettings {
    static final String PREFIX = "spark.kubernetes.";

    /** The user of Apache's image. */
    static final int USER = 185;

    private final Job job;
    private final DeployConfig.Kubernetes kubernetes;

    KubernetesSettings(Job job) {
        this.job = job;
        this.kubernetes = job.deploy().kubernetes();
    }

    /** Variables of the driver, each a key of a Secret; files are whole Secrets under the folder of theirs. */
    Map<String, String> secretsAndVolumes() {
        Map<String, String> settings = new LinkedHashMap<>();
        kubernetes.secrets().forEach((held, key) -> {
            if (held.startsWith("/")) {
                settings.put(
                        PREFIX + "driver.secrets." + key.split(":", 2)[0], held.substring(0, held.lastIndexOf('/')));
            } else {
                settings.put(PREFIX + "driver.secretKeyRef." + held, key);
            }
        });
        int number = 1;
        for (Map.Entry<String, String> volume : kubernetes.volumes().entrySet()) {
            String name = "volume-" + number++;
            for (String who : List.of("driver", "executor")) {
                String claim = PREFIX + who + ".volumes.persistentVolumeClaim." + name;
                settings.put(claim + ".options.claimName", volume.getValue());
                settings.put(claim + ".mount.path", volume.getKey());
            }
        }
        return settings;
    }

    /** The same and all else, where nothing but Spark's settings says it. */
    Map<String, String> all() {
        Map<String, String> settings = new LinkedHashMap<>(job.settings());
        settings.put(PREFIX + "namespace", kubernetes.namespace().orElse(""));
        settings.put(PREFIX + "container.image", kubernetes.image().orElse(""));
        settings.put(PREFIX + "authenticate.driver.serviceAccountName", kubernetes.serviceAccount());
        settings.putAll(secretsAndVolumes());
        settings.putAll(job.deploy().spark());
        return settings;
    }

    /** Jars that a bucket or a share has; those of the image are on its class path. */
    Map<String, String> withJars(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        if (!job.deploy().jars().isEmpty()) {
            all.putIfAbsent("spark.jars", String.join(",", job.deploy().jars()));
        }
        return all;
    }

    static ObjectNode texts(Map<String, String> settings) {
        ObjectNode texts = Json.object();
        new TreeMap<>(settings).forEach(texts::put);
        return texts;
    }

    /** No user's name, no rights to become another. */
    static ObjectNode restricted() {
        ObjectNode context = Json.object()
                .put("runAsNonRoot", true)
                .put("runAsUser", USER)
                .put("runAsGroup", USER)
                .put("allowPrivilegeEscalation", false);
        context.putObject("capabilities").set("drop", Json.array(List.of("ALL")));
        context.putObject("seccompProfile").put("type", "RuntimeDefault");
        return context;
    }

    ObjectNode metadata(String name) {
        return Json.object()
                .put("name", name)
                .put("namespace", kubernetes.namespace().orElse(""));
    }

    /** Who the driver is, and that it may make executors. */
    List<ObjectNode> account() {
        String name = kubernetes.serviceAccount();
        ObjectNode account = Json.object().put("apiVersion", "v1").put("kind", "ServiceAccount");
        ObjectNode metadata = metadata(name);
        kubernetes.role().ifPresent(role -> metadata.putObject("annotations").put("eks.amazonaws.com/role-arn", role));
        account.set("metadata", metadata);

        ObjectNode role =
                Json.object().put("apiVersion", "rbac.authorization.k8s.io/v1").put("kind", "Role");
        role.set("metadata", metadata(name));
        ObjectNode rule = role.putArray("rules").addObject();
        rule.set("apiGroups", Json.array(List.of("")));
        rule.set("resources", Json.array(List.of("pods", "services", "configmaps", "persistentvolumeclaims")));
        rule.set(
                "verbs",
                Json.array(List.of("create", "get", "list", "watch", "update", "patch", "delete", "deletecollection")));

        ObjectNode binding =
                Json.object().put("apiVersion", "rbac.authorization.k8s.io/v1").put("kind", "RoleBinding");
        binding.set("metadata", metadata(name));
        binding.putObject("roleRef")
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("kind", "Role")
                .put("name", name);
        ArrayNode subjects = binding.putArray("subjects");
        subjects.addObject()
                .put("kind", "ServiceAccount")
                .put("name", name)
                .put("namespace", kubernetes.namespace().orElse(""));
        return new ArrayList<>(List.of(account, role, binding));
    }
}
