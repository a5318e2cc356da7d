package io.alluvium.deploy;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.RunKey;
import io.alluvium.export.ExportSpec;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.SourceSpec;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What one kind of cluster has to be told so that a project's runs are made there. */
public final class Deployment {
    private final Job job;

    private Deployment(Job job) {
        this.job = job;
    }

    /**
     * What shall be made where.
     *
     * @param origin the place in a store that the project was read from
     * @param passed options that make the project what it is: {@code --env}, {@code --set}
     * @param options further options of the run
     */
    public record Asked(
            ProjectConfig config,
            List<SourceSpec> sources,
            List<ExportSpec> exports,
            Optional<String> origin,
            Target target,
            List<String> passed,
            List<String> options,
            Optional<RunKey> key,
            Optional<Instant> at) {
        public Asked {
            Objects.requireNonNull(config, "config");
            sources = List.copyOf(sources);
            exports = List.copyOf(exports);
            Objects.requireNonNull(target, "target");
            passed = List.copyOf(passed);
            options = List.copyOf(options);
        }
    }

    /**
     * Looks at what the project says of the cluster, and at what it takes there.
     *
     * @throws io.alluvium.failure.AlluviumException with everything that the cluster could not find
     */
    public static Deployment of(Asked asked) {
        return new Deployment(JobCheck.of(asked));
    }

    /** In the order in which they are used; the commands stand in {@code commands.sh}. */
    public List<Document> documents() {
        return switch (job.asked().target()) {
            case EMR -> new EmrDocuments(job).all();
            case EMR_SERVERLESS -> new ServerlessDocuments(job).all();
            case K8S_KUBEFLOW -> new KubernetesDocuments(job, new KubeflowApplication(job).documents()).all();
            case K8S_APACHE -> new KubernetesDocuments(job, List.of(new ApacheApplication(job).document())).all();
            case YARN -> new YarnDocuments(job).all();
        };
    }

    /**
     * The run, ready to be submitted.
     *
     * @throws io.alluvium.failure.AlluviumException USAGE where it is not submitted by us; UNSUPPORTED_RUNTIME without AWS's SDK;
     *     MISSING_KEY without an application of EMR Serverless
     */
    public Submission submission() {
        return switch (job.asked().target()) {
            case EMR -> new Submission(EmrService.of(job));
            case EMR_SERVERLESS -> new Submission(ServerlessService.of(job));
            case K8S_KUBEFLOW, K8S_APACHE, YARN ->
                throw Problem.of(
                                ErrorCode.USAGE,
                                "--submit is for emr and emr-serverless, not for "
                                        + job.asked().target().word())
                        .fixedBy("print its documents, and look at its commands.sh: alluvium deploy --target "
                                + job.asked().target().word() + " --print")
                        .asException();
        };
    }
}
