package io.alluvium.deploy;

import io.alluvium.config.DeployConfig;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.ExitStatus;
import java.util.Optional;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.JobRun;
import software.amazon.awssdk.services.emrserverless.model.StartJobRunRequest;

/** Amazon EMR Serverless: a run of a job of an application. */
final class ServerlessService implements RunService {
    private final Job job;
    private final DeployConfig.Serverless serverless;
    private final String application;
    private final AwsAnswers answers;
    private final EmrServerlessClient client;
    private String run = "";

    private ServerlessService(Job job, String application, AwsAnswers answers, EmrServerlessClient client) {
        this.job = job;
        this.serverless = job.deploy().serverless();
        this.application = application;
        this.answers = answers;
        this.client = client;
    }

    static ServerlessService of(Job job) {
        DeployConfig.Serverless serverless = job.deploy().serverless();
        String application = serverless
                .application()
                .orElseThrow(() -> Problem.of(
                                ErrorCode.MISSING_KEY, "deploy.emr_serverless.application is missing to submit a run")
                        .at(serverless.place())
                        .fixedBy("make it once, as commands.sh of deploy --print says, and write its id")
                        .asException());
        AwsAnswers answers = new AwsAnswers("EMR Serverless", new AwsCommands(job).region());
        try {
            return new ServerlessService(job, application, answers, answers.client(EmrServerlessClient::builder));
        } catch (NoClassDefFoundError e) {
            throw AwsAnswers.noLibraries(e);
        }
    }

    @Override
    public String submit() {
        StartJobRunRequest request = AwsRequest.into(StartJobRunRequest.builder(), new ServerlessDocuments(job).run())
                .build();
        run = answers.to(() -> client.startJobRun(request)).jobRunId();
        return "application " + application + ", run " + run;
    }

    @Override
    public RunState state() {
        JobRun known = answers.to(() -> client.getJobRun(
                        request -> request.applicationId(application).jobRunId(run)))
                .jobRun();
        String word = known.stateAsString();
        Optional<String> reason = Optional.ofNullable(known.stateDetails());
        return switch (known.state()) {
            case SUBMITTED, PENDING, SCHEDULED, RUNNING, QUEUED, CANCELLING, UNKNOWN_TO_SDK_VERSION ->
                RunState.going(word);
            case SUCCESS -> RunState.ended(word, ExitStatus.OK, reason);
            case FAILED -> RunState.ended(word, ExitStatus.FAILED, reason);
            case CANCELLED -> RunState.ended(word, ExitStatus.INTERRUPTED, reason);
        };
    }

    @Override
    public String logs() {
        return serverless
                .logs()
                .map(folder -> folder + "/applications/" + application + "/jobs/" + run + "/SPARK_DRIVER/stderr.gz")
                .orElse("AWS keeps them for 30 days: aws emr-serverless get-dashboard-for-job-run --application-id "
                        + application + " --job-run-id " + run);
    }

    @Override
    public void close() {
        client.close();
    }
}
