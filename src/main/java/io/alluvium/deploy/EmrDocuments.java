package io.alluvium.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.config.CronSchedule;
import io.alluvium.config.DeployConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Amazon EMR on EC2 is told. */
final class EmrDocuments {
    private static final String EC2 = "ec2.amazonaws.com";
    private static final String SERVICE = "elasticmapreduce.amazonaws.com";

    /** Amazon's policy for EMR holds for what has this tag. */
    private static final String TAG = "for-use-with-amazon-emr-managed-policies";

    private static final List<String> FOLLOWING =
            List.of("elasticmapreduce:DescribeCluster", "elasticmapreduce:DescribeStep", "elasticmapreduce:ListSteps");

    private final Job job;
    private final DeployConfig.Emr emr;
    private final LeastPolicy policy;
    private final String jobRole;

    EmrDocuments(Job job) {
        this.job = job;
        this.emr = job.deploy().emr();
        this.policy = new LeastPolicy(job, emr.logs());
        this.jobRole = job.role(emr.jobRole());
    }

    List<Document> all() {
        List<Document> documents = new ArrayList<>();
        documents.add(Json.file("job-policy.json", policy.document()));
        if (emr.cluster().isPresent()) {
            documents.add(Json.file("step.json", step()));
        } else {
            documents.add(Json.file("job-trust.json", LeastPolicy.trust(EC2, Optional.empty())));
            documents.add(Json.file(
                    "service-trust.json",
                    LeastPolicy.trust(SERVICE, job.deploy().aws().id())));
            documents.add(Json.file("service-policy.json", LeastPolicy.passing(List.of(policy.role(jobRole)), EC2)));
            documents.add(Json.file("cluster.json", cluster()));
        }
        documents.add(Json.file("submit-policy.json", beginning(FOLLOWING)));
        Optional<CronSchedule> schedule = job.deploy().schedule();
        schedule.ifPresent(times -> documents.addAll(nightly(times)));
        documents.add(commands());
        return List.copyOf(documents);
    }

    /** A cluster that ends with its only step. */
    ObjectNode cluster() {
        return cluster(job.arguments());
    }

    private ObjectNode cluster(List<String> arguments) {
        ObjectNode cluster = Json.object().put("Name", "alluvium-" + job.name()).put("ReleaseLabel", emr.release());
        emr.logs().ifPresent(folder -> cluster.put("LogUri", folder + "/"));
        cluster.putArray("Applications").addObject().put("Name", "Spark");
        ObjectNode instances = cluster.putObject("Instances");
        ArrayNode groups = instances.putArray("InstanceGroups");
        group(groups, "MASTER", 1);
        group(groups, "CORE", job.deploy().executors().instances());
        emr.subnet().ifPresent(subnet -> instances.put("Ec2SubnetId", subnet));
        instances.put("KeepJobFlowAliveWhenNoSteps", false).put("TerminationProtected", false);
        cluster.putArray("Steps").add(step("TERMINATE_CLUSTER", arguments));
        cluster.put("JobFlowRole", jobRole).put("ServiceRole", policy.role(emr.serviceRole()));
        cluster.putArray("Tags").addObject().put("Key", TAG).put("Value", "true");
        return cluster;
    }

    private void group(ArrayNode groups, String role, int count) {
        groups.addObject()
                .put("Name", role)
                .put("InstanceRole", role)
                .put("InstanceType", emr.instanceType())
                .put("InstanceCount", count);
    }

    /** A step of the cluster that is up. */
    ObjectNode step() {
        return step(job.arguments());
    }

    private ObjectNode step(List<String> arguments) {
        ObjectNode request = Json.object().put("JobFlowId", emr.cluster().orElse(""));
        request.putArray("Steps").add(step("CONTINUE", arguments));
        return request;
    }

    private ObjectNode step(String onFailure, List<String> arguments) {
        ObjectNode step = Json.object().put("Name", "alluvium-" + job.name()).put("ActionOnFailure", onFailure);
        List<String> words =
                new ArrayList<>(List.of("spark-submit", "--deploy-mode", emr.client() ? "client" : "cluster"));
        words.addAll(job.submitOptions());
        words.add(job.jar());
        words.addAll(arguments);
        step.putObject("HadoopJarStep").put("Jar", "command-runner.jar").set("Args", Json.array(words));
        return step;
    }

    private List<Document> nightly(CronSchedule schedule) {
        Nightly nightly = new Nightly(job);
        List<String> arguments = nightly.arguments();
        return emr.cluster().isPresent()
                ? nightly.documents(schedule, "emr:addJobFlowSteps", step(arguments), beginning(List.of()))
                : nightly.documents(schedule, "emr:runJobFlow", cluster(arguments), beginning(List.of()));
    }

    /** @param more what else whoever begins a run may do, so that it can be followed */
    private ObjectNode beginning(List<String> more) {
        boolean isUp = emr.cluster().isPresent();
        List<String> actions = new ArrayList<>(
                isUp
                        ? List.of("elasticmapreduce:AddJobFlowSteps")
                        : List.of("elasticmapreduce:RunJobFlow", "elasticmapreduce:AddTags"));
        actions.addAll(more);
        return LeastPolicy.beginning(
                actions,
                List.of(emr.cluster().map(this::clusters).orElse("*")),
                isUp ? Map.of() : Map.of(policy.role(jobRole), EC2, policy.role(emr.serviceRole()), SERVICE));
    }

    private String clusters(String id) {
        return policy.role("")
                .replaceFirst(
                        ":iam::(.*):role/$",
                        ":elasticmapreduce:" + new AwsCommands(job).region() + ":$1:cluster/" + id);
    }

    private Document commands() {
        AwsCommands commands = new AwsCommands(job).begin(emr.logs().stream());
        ShellText text = commands.text();
        if (emr.cluster().isPresent()) {
            text.comment("Once: rights for the role that the cluster's machines have.");
            commands.rights(jobRole, "alluvium-" + job.name(), "job-policy.json");
        } else {
            roles(commands);
        }
        text.comment("A run. AWS's own command line takes neither document; its SDKs and Terraform do.");
        text.command(job.ownCommand());
        if (job.deploy().schedule().isPresent()) {
            new Nightly(job).commands(commands);
        }
        return text.file("commands.sh");
    }

    private void roles(AwsCommands commands) {
        ShellText text = commands.text();
        text.comment("Once: the role of runs, and the service's own.");
        commands.role(jobRole, "job-trust.json", "alluvium-" + job.name(), "job-policy.json");
        text.command("aws", "iam", "create-instance-profile", "--instance-profile-name", jobRole);
        text.command(
                "aws",
                "iam",
                "add-role-to-instance-profile",
                "--instance-profile-name",
                jobRole,
                "--role-name",
                jobRole);
        commands.role(emr.serviceRole(), "service-trust.json", "pass-" + jobRole, "service-policy.json");
        text.command(
                "aws",
                "iam",
                "attach-role-policy",
                "--role-name",
                emr.serviceRole(),
                "--policy-arn",
                "arn:" + policy.partition() + ":iam::aws:policy/service-role/AmazonEMRServicePolicy_v2");
        emr.subnet()
                .ifPresent(subnet -> text.command(
                        "aws", "ec2", "create-tags", "--resources", subnet, "--tags", "Key=" + TAG + ",Value=true"));
    }
}
