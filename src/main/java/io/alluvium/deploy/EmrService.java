package io.alluvium.deploy;

import io.alluvium.config.DeployConfig;
import io.alluvium.report.ExitStatus;
import java.util.Optional;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.AddJobFlowStepsRequest;
import software.amazon.awssdk.services.emr.model.ClusterStateChangeReasonCode;
import software.amazon.awssdk.services.emr.model.ClusterStatus;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.emr.model.StepState;
import software.amazon.awssdk.services.emr.model.StepStatus;
import software.amazon.awssdk.services.emr.model.StepSummary;

/** Amazon EMR on EC2: a step of a cluster that is up, or a cluster that ends with its step. */
final class EmrService implements RunService {
    private final Job job;
    private final DeployConfig.Emr emr;
    private final AwsAnswers answers;
    private final EmrClient client;
    private String cluster = "";
    private String step = "";

    private EmrService(Job job, AwsAnswers answers, EmrClient client) {
        this.job = job;
        this.emr = job.deploy().emr();
        this.answers = answers;
        this.client = client;
    }

    static EmrService of(Job job) {
        AwsAnswers answers = new AwsAnswers("EMR", new AwsCommands(job).region());
        try {
            return new EmrService(job, answers, answers.client(EmrClient::builder));
        } catch (NoClassDefFoundError e) {
            throw AwsAnswers.noLibraries(e);
        }
    }

    @Override
    public String submit() {
        EmrDocuments documents = new EmrDocuments(job);
        if (emr.cluster().isPresent()) {
            AddJobFlowStepsRequest request = AwsRequest.into(AddJobFlowStepsRequest.builder(), documents.step())
                    .build();
            step = answers.to(() -> client.addJobFlowSteps(request)).stepIds().get(0);
            cluster = emr.cluster().get();
        } else {
            RunJobFlowRequest request = AwsRequest.into(RunJobFlowRequest.builder(), documents.cluster())
                    .build();
            cluster = answers.to(() -> client.runJobFlow(request)).jobFlowId();
            step = onlyStep();
        }
        return "cluster " + cluster + (step.isEmpty() ? "" : ", step " + step);
    }

    private String onlyStep() {
        return answers.to(() -> client.listSteps(request -> request.clusterId(cluster))).steps().stream()
                .map(StepSummary::id)
                .findFirst()
                .orElse("");
    }

    @Override
    public RunState state() {
        if (step.isEmpty()) {
            step = onlyStep();
        }
        if (!step.isEmpty()) {
            StepStatus status = answers.to(() -> client.describeStep(
                            request -> request.clusterId(cluster).stepId(step)))
                    .step()
                    .status();
            RunState state = ofStep(status);
            if (state.exit().isPresent()) {
                return status.state() == StepState.CANCELLED || status.state() == StepState.INTERRUPTED
                        ? ofCluster().filter(known -> known.exit().isPresent()).orElse(state)
                        : state;
            }
            return ofCluster().orElse(state);
        }
        return ofCluster().orElse(RunState.going("STARTING"));
    }

    private static RunState ofStep(StepStatus status) {
        String word = status.stateAsString();
        Optional<String> reason = Optional.ofNullable(status.failureDetails())
                .map(details -> details.message() == null ? details.reason() : details.message())
                .or(() -> Optional.ofNullable(status.stateChangeReason()).map(change -> change.message()));
        return switch (status.state()) {
            case PENDING, RUNNING, CANCEL_PENDING, UNKNOWN_TO_SDK_VERSION -> RunState.going(word);
            case COMPLETED -> RunState.ended(word, ExitStatus.OK, reason);
            case FAILED -> RunState.ended(word, ExitStatus.FAILED, reason);
            case CANCELLED -> RunState.ended(word, ExitStatus.INTERRUPTED, reason);
            // The cluster went away under it.
            case INTERRUPTED -> RunState.ended(word, ExitStatus.UNREACHABLE, reason);
        };
    }

    /** What the cluster says where it ended before its step could; empty while it has nothing to say. */
    private Optional<RunState> ofCluster() {
        ClusterStatus status = answers.to(() -> client.describeCluster(request -> request.clusterId(cluster)))
                .cluster()
                .status();
        Optional<String> reason =
                Optional.ofNullable(status.stateChangeReason()).map(change -> change.message());
        String word = "cluster " + status.stateAsString();
        return switch (status.state()) {
            case TERMINATED, TERMINATED_WITH_ERRORS ->
                Optional.of(RunState.ended(
                        word,
                        Optional.ofNullable(status.stateChangeReason())
                                .map(change -> change.code())
                                .map(EmrService::exit)
                                .orElse(ExitStatus.FAILED),
                        reason));
            case STARTING, BOOTSTRAPPING -> Optional.of(RunState.going(word));
            case RUNNING, WAITING, TERMINATING, UNKNOWN_TO_SDK_VERSION -> Optional.empty();
        };
    }

    private static ExitStatus exit(ClusterStateChangeReasonCode code) {
        return switch (code) {
            case VALIDATION_ERROR -> ExitStatus.REFUSED;
            case INTERNAL_ERROR, INSTANCE_FAILURE, INSTANCE_FLEET_TIMEOUT -> ExitStatus.UNREACHABLE;
            case USER_REQUEST -> ExitStatus.INTERRUPTED;
            case BOOTSTRAP_FAILURE, STEP_FAILURE, ALL_STEPS_COMPLETED, UNKNOWN_TO_SDK_VERSION -> ExitStatus.FAILED;
        };
    }

    @Override
    public String logs() {
        if (emr.logs().isEmpty()) {
            return "the cluster keeps none: deploy.emr.logs names a folder";
        }
        String folder = emr.logs().get() + "/" + cluster + "/";
        return emr.client() && !step.isEmpty() ? folder + "steps/" + step + "/stderr.gz" : folder + "containers/";
    }

    @Override
    public void close() {
        client.close();
    }
}
