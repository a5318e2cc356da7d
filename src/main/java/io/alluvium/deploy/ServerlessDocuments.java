package io.alluvium.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.config.CronSchedule;
import io.alluvium.config.DeployConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What Amazon EMR Serverless is told. */
final class ServerlessDocuments {
    private static final String SERVICE = "emr-serverless.amazonaws.com";

    private final Job job;
    private final DeployConfig.Serverless serverless;
    private final LeastPolicy policy;
    private final String jobRole;

    ServerlessDocuments(Job job) {
        this.job = job;
        this.serverless = job.deploy().serverless();
        this.policy = new LeastPolicy(job, serverless.logs());
        this.jobRole = job.role(serverless.jobRole());
    }

    List<Document> all() {
        List<Document> documents = new ArrayList<>();
        documents.add(Json.file("job-policy.json", policy.document()));
        documents.add(Json.file(
                "job-trust.json", LeastPolicy.trust(SERVICE, job.deploy().aws().id())));
        documents.add(Json.file("application.json", application()));
        documents.add(Json.file("job.json", run()));
        documents.add(Json.file(
                "submit-policy.json",
                beginning(List.of("emr-serverless:StartJobRun", "emr-serverless:GetJobRun"), "/jobruns/*")));
        Optional<CronSchedule> schedule = job.deploy().schedule().filter(times -> isMade());
        schedule.ifPresent(times -> documents.addAll(nightly(times)));
        documents.add(commands(schedule.isPresent()));
        return List.copyOf(documents);
    }

    private boolean isMade() {
        return serverless.application().isPresent();
    }

    private ObjectNode application() {
        ObjectNode application = Json.object()
                .put("name", "alluvium-" + job.name())
                .put("releaseLabel", serverless.release())
                .put("type", "SPARK");
        application.putObject("autoStartConfiguration").put("enabled", true);
        application.putObject("autoStopConfiguration").put("enabled", true).put("idleTimeoutMinutes", 15);
        if (!serverless.subnets().isEmpty()) {
            ObjectNode network = application.putObject("networkConfiguration");
            network.set("subnetIds", Json.array(serverless.subnets()));
            network.set("securityGroupIds", Json.array(serverless.securityGroups()));
        }
        return application;
    }

    /** Without an application until one was made. */
    ObjectNode run() {
        return run(job.arguments());
    }

    private ObjectNode run(List<String> arguments) {
        ObjectNode run = Json.object();
        serverless.application().ifPresent(id -> run.put("applicationId", id));
        run.put("executionRoleArn", policy.role(jobRole)).put("name", "alluvium-" + job.name());
        ObjectNode driver = run.putObject("jobDriver").putObject("sparkSubmit").put("entryPoint", job.jar());
        driver.set("entryPointArguments", Json.array(arguments));
        driver.put(
                "sparkSubmitParameters",
                job.submitOptions().stream().map(ServerlessDocuments::word).collect(Collectors.joining(" ")));
        serverless
                .logs()
                .ifPresent(folder -> run.putObject("configurationOverrides")
                        .putObject("monitoringConfiguration")
                        .putObject("s3MonitoringConfiguration")
                        .put("logUri", folder + "/"));
        run.put("executionTimeoutMinutes", serverless.timeout().toMinutes());
        return run;
    }

    private static String word(String option) {
        return option.matches("\\S+") ? option : "\"" + option.replace("\"", "\\\"") + "\"";
    }

    private List<Document> nightly(CronSchedule schedule) {
        Nightly nightly = new Nightly(job);
        ObjectNode request = run(nightly.arguments());
        request.put("clientToken", "<aws.scheduler.execution-id>");
        return nightly.documents(
                schedule,
                "emrserverless:startJobRun",
                (ObjectNode) Nightly.capitalised(request),
                beginning(List.of("emr-serverless:StartJobRun"), ""));
    }

    /** @param within the application, what else the rights are for */
    private ObjectNode beginning(List<String> actions, String within) {
        String application = policy.role("")
                .replaceFirst(
                        ":iam::(.*):role/$",
                        ":emr-serverless:" + new AwsCommands(job).region() + ":$1:/applications/"
                                + serverless.application().orElse("*"));
        List<String> resources = within.isEmpty() ? List.of(application) : List.of(application, application + within);
        return LeastPolicy.beginning(actions, resources, Map.of(policy.role(jobRole), SERVICE));
    }

    private Document commands(boolean scheduled) {
        AwsCommands commands = new AwsCommands(job).begin(serverless.logs().stream());
        ShellText text = commands.text();
        text.comment("Once: the role of runs.");
        commands.role(jobRole, "job-trust.json", "alluvium-" + job.name(), "job-policy.json");
        if (isMade()) {
            text.comment("A run, followed to its end; and the same by AWS's own command line, which does not wait.");
            text.command(job.ownCommand());
            text.command("aws", "emr-serverless", "start-job-run", "--cli-input-json", "file://job.json");
        } else {
            text.comment("Once: the application. Write its id into the project: deploy.emr_serverless.application.");
            text.command("aws", "emr-serverless", "create-application", "--cli-input-json", "file://application.json");
            text.comment("Then print this again, for job.json has no application yet.");
        }
        if (scheduled) {
            new Nightly(job).commands(commands);
        }
        return text.file("commands.sh");
    }
}
