package io.alluvium.deploy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where runs can be made. */
public enum Target {
    EMR("emr"),
    EMR_SERVERLESS("emr-serverless"),
    K8S_KUBEFLOW("k8s-kubeflow"),
    K8S_APACHE("k8s-apache"),
    YARN("yarn");

    private final String word;

    Target(String word) {
        this.word = word;
    }

    /** As the command line has it. */
    public String word() {
        return word;
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Target::word).toList();
    }

    public static Optional<Target> named(String word) {
        return Arrays.stream(values())
                .filter(target -> target.word.equals(word))
                .findFirst();
    }

    boolean isAws() {
        return this == EMR || this == EMR_SERVERLESS;
    }

    boolean isKubernetes() {
        return this == K8S_KUBEFLOW || this == K8S_APACHE;
    }
}
