package io.alluvium.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.catalog.Catalog;
import io.alluvium.config.ProjectConfig.CatalogSettings;
import io.alluvium.domain.Layer;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Needs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rights of AWS's IAM that a run of the project takes, and no others. */
final class LeastPolicy {
    private static final String VERSION = "2012-10-17";

    /** What Secrets Manager appends to a name. */
    private static final String UNKNOWN_END = "-??????";

    private final Job job;
    private final Optional<String> logs;
    private final ArrayNode statements = Json.array(List.of());

    /** @param logs the folder that the cluster writes by the run's role */
    LeastPolicy(Job job, Optional<String> logs) {
        this.job = job;
        this.logs = logs;
    }

    /** Whether the run asks AWS for anything. */
    boolean isNeeded() {
        return !document().get("Statement").isEmpty();
    }

    ObjectNode document() {
        statements.removeAll();
        List<String> written = new ArrayList<>();
        if (Places.isBucket(job.config().warehouse())) {
            written.add(job.config().warehouse());
        }
        List<String> read = new ArrayList<>(job.needs().folders().stream()
                .map(Needs.Folder::path)
                .filter(Places::isBucket)
                .toList());
        if (Places.isBucket(job.folder())) {
            read.add(job.folder());
        }
        allow(
                "Warehouse",
                List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"),
                written.stream().map(this::within).toList());
        allow("Read", List.of("s3:GetObject"), readable(read));
        list(written, read);
        allow("Logs", List.of("s3:PutObject"), logs.stream().map(this::within).toList());
        secrets();
        key();
        catalog();
        allow(
                "DatabaseLogins",
                List.of("rds-db:connect"),
                job.needs().logins().stream()
                        .map(login -> arn("rds-db", "dbuser:*/" + login.user()))
                        .toList());
        ObjectNode policy = Json.object().put("Version", VERSION);
        policy.set("Statement", statements);
        return policy;
    }

    private Collection<String> readable(List<String> folders) {
        TreeSet<String> readable = new TreeSet<>();
        folders.forEach(folder -> readable.add(within(folder)));
        List<String> jars = new ArrayList<>(job.deploy().jars());
        jars.add(job.jar());
        jars.stream().filter(Places::isBucket).forEach(jar -> readable.add(object(jar)));
        return readable;
    }

    private String within(String folder) {
        return object(folder) + "/*";
    }

    private String object(String place) {
        return "arn:" + partition() + ":s3:::" + literal(Places.inBucket(place));
    }

    /** In a policy a star stands for anything, unless it is written so. */
    private static String literal(String text) {
        return text.replace("*", "${*}").replace("?", "${?}");
    }

    /** Of the region: ARNs of China and of the government's regions begin otherwise. */
    String partition() {
        String region = job.deploy().aws().region().orElse("");
        return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    private String arn(String service, String resource) {
        return arn(service, job.deploy().aws().region().orElse(""), resource);
    }

    private String arn(String service, String region, String resource) {
        return "arn:%s:%s:%s:%s:%s"
                .formatted(partition(), service, region, job.deploy().aws().id().orElse(""), resource);
    }

    /** The ARN of a role of the account. */
    String role(String name) {
        return "arn:%s:iam::%s:role/%s"
                .formatted(partition(), job.deploy().aws().id().orElse(""), name);
    }

    private void list(List<String> written, List<String> read) {
        Map<String, TreeSet<String>> prefixes = new TreeMap<>();
        List<String> all = new ArrayList<>(written);
        all.addAll(read);
        all.forEach(folder -> prefixes.computeIfAbsent(Places.bucket(folder), bucket -> new TreeSet<>())
                .add(Places.prefix(folder)));
        int number = 1;
        for (Map.Entry<String, TreeSet<String>> bucket : prefixes.entrySet()) {
            list("List" + number++, bucket.getKey(), bucket.getValue());
        }
    }

    private void list(String name, String bucket, Collection<String> prefixes) {
        ObjectNode statement = allow(name, List.of("s3:ListBucket"), List.of("arn:" + partition() + ":s3:::" + bucket));
        if (!prefixes.contains("")) {
            List<String> patterns =
                    prefixes.stream().map(prefix -> literal(prefix) + "/*").toList();
            statement.putObject("Condition").putObject("StringLike").set("s3:prefix", Json.array(patterns));
        }
    }

    private void secrets() {
        List<String> secrets = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        for (SecretReference reference : job.needs().secrets()) {
            switch (reference.kind()) {
                case AWS_SECRET -> secrets.add(secret(reference.target()));
                case AWS_PARAMETER -> parameters.add(parameter(reference.target()));
                case ENV, FILE -> {
                    // The cluster holds them.
                }
            }
        }
        allow("Secrets", List.of("secretsmanager:GetSecretValue"), secrets);
        allow("Parameters", List.of("ssm:GetParameter"), parameters);
    }

    private String secret(String target) {
        if (target.startsWith("arn:")) {
            return target.matches(".*-[A-Za-z0-9]{6}") ? target : target + UNKNOWN_END;
        }
        return arn("secretsmanager", "secret:" + target + UNKNOWN_END);
    }

    private String parameter(String target) {
        if (target.startsWith("arn:")) {
            return target.replaceFirst("(:parameter/[^:]+):[^:]+$", "$1");
        }
        return arn("ssm", "parameter/" + target.replaceFirst("^/", "").replaceFirst(":[^:]+$", ""));
    }

    private void key() {
        Optional<String> key = job.config().s3().kmsKey();
        if (key.isEmpty()) {
            return;
        }
        boolean isAlias = key.get().contains("alias/");
        String resource =
                key.get().startsWith("arn:") && !isAlias ? key.get() : arn("kms", "key/" + (isAlias ? "*" : key.get()));
        ObjectNode statement = allow("WarehouseKey", List.of("kms:Decrypt", "kms:GenerateDataKey"), List.of(resource));
        if (isAlias) {
            statement
                    .putObject("Condition")
                    .putObject("ForAnyValue:StringEquals")
                    .put("kms:ResourceAliases", key.get().substring(key.get().indexOf("alias/")));
        }
    }

    /** All names of a database: tables that are taken by pattern are known to their source alone. */
    private void catalog() {
        job.config().catalog().filter(CatalogSettings::isGlue).ifPresent(glue -> {
            String region = glue.region().or(() -> job.deploy().aws().region()).orElse("");
            TreeSet<String> resources = new TreeSet<>(List.of(arn("glue", region, "catalog")));
            for (Layer layer : Layer.ofTheWarehouse()) {
                resources.add(arn("glue", region, "database/" + glue.database(layer)));
                resources.add(arn("glue", region, "table/" + glue.database(layer) + "/*"));
            }
            allow("Catalog", Catalog.GLUE_RIGHTS, resources);
        });
    }

    /** Left out where it would allow nothing. */
    private ObjectNode allow(String name, List<String> actions, Collection<String> resources) {
        ObjectNode statement = Json.object().put("Sid", name).put("Effect", "Allow");
        statement.set("Action", Json.array(actions));
        statement.set(
                "Resource", Json.array(resources.stream().distinct().sorted().toList()));
        if (!resources.isEmpty()) {
            statements.add(statement);
        }
        return statement;
    }

    /** That a service may take a role. */
    static ObjectNode trust(String service, Optional<String> account) {
        ObjectNode policy = Json.object().put("Version", VERSION);
        ObjectNode statement = policy.putArray("Statement").addObject().put("Effect", "Allow");
        statement.putObject("Principal").put("Service", service);
        statement.put("Action", "sts:AssumeRole");
        account.ifPresent(
                id -> statement.putObject("Condition").putObject("StringEquals").put("aws:SourceAccount", id));
        return policy;
    }

    /** That something may hand roles to a service. */
    static ObjectNode passing(List<String> roles, String service) {
        ObjectNode policy = Json.object().put("Version", VERSION);
        pass(policy.putArray("Statement"), roles, service);
        return policy;
    }

    /** That a schedule or a person may begin runs, which hand on these roles. */
    static ObjectNode beginning(List<String> actions, List<String> resources, Map<String, String> serviceByRole) {
        ObjectNode policy = Json.object().put("Version", VERSION);
        ArrayNode statements = policy.putArray("Statement");
        ObjectNode begin = statements.addObject().put("Effect", "Allow");
        begin.set("Action", Json.array(actions));
        begin.set("Resource", Json.array(resources));
        serviceByRole.forEach((role, service) -> pass(statements, List.of(role), service));
        return policy;
    }

    private static void pass(ArrayNode statements, List<String> roles, String service) {
        ObjectNode statement = statements.addObject().put("Effect", "Allow");
        statement.set("Action", Json.array(List.of("iam:PassRole")));
        statement.set("Resource", Json.array(roles));
        statement.putObject("Condition").putObject("StringEquals").put("iam:PassedToService", service);
    }
}
