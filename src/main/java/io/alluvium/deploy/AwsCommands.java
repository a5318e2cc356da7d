package io.alluvium.deploy;

import io.alluvium.secret.SecretReference;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is done once in an account of AWS, whichever service makes the runs. */
final class AwsCommands {
    private final Job job;
    private final ShellText text = new ShellText();

    AwsCommands(Job job) {
        this.job = job;
    }

    ShellText text() {
        return text;
    }

    String region() {
        return job.deploy().aws().region().orElse("");
    }

    /** Region, buckets, the job jar, the project and its secrets. */
    AwsCommands begin(Stream<String> folders) {
        text.line("export AWS_REGION=" + region());
        TreeSet<String> buckets = new TreeSet<>();
        Stream.concat(Stream.of(job.config().warehouse(), job.jar(), job.folder()), folders)
                .filter(Places::isBucket)
                .forEach(place -> buckets.add(Places.bucket(place)));
        text.comment("Once: buckets, as far as there are none.");
        buckets.forEach(bucket -> text.command("aws", "s3", "mb", "s3://" + bucket));
        text.comment("At each release: the job jar. It lies in the local layout's folder lib.");
        text.command("aws", "s3", "cp", job.jar().replaceFirst(".*/", ""), job.jar());
        text.comment("At each change: the project, without data that lies beside it.");
        if (job.asked().origin().isEmpty()) {
            text.command(synchronising());
        }
        secrets();
        return this;
    }

    private List<String> synchronising() {
        return List.of(
                "aws",
                "s3",
                "sync",
                job.config().directory().toString(),
                Places.ofAws(job.folder()),
                "--delete",
                "--exclude",
                "*",
                "--include",
                "*.conf",
                "--include",
                "*.sql",
                "--include",
                "*.pem",
                "--include",
                "*.crt",
                "--include",
                "*.cer");
    }

    /** Each value is typed, so that it is in no file and no history. */
    private void secrets() {
        for (SecretReference secret : job.needs().secrets()) {
            String name = secret.target();
            boolean byName = !name.startsWith("arn:");
            switch (secret.kind()) {
                case AWS_SECRET -> {
                    if (byName) {
                        text.comment("Once: " + secret + ". Type its value, and Ctrl-D twice, without a line break.");
                        text.command(
                                "aws",
                                "secretsmanager",
                                "create-secret",
                                "--name",
                                name,
                                "--secret-string",
                                "file:///dev/stdin");
                    }
                }
                case AWS_PARAMETER -> {
                    if (byName) {
                        text.comment("Once: " + secret + ". Type its value, and Ctrl-D twice, without a line break.");
                        text.command(
                                "aws",
                                "ssm",
                                "put-parameter",
                                "--name",
                                name.replaceFirst(":[^:]+$", ""),
                                "--type",
                                "SecureString",
                                "--value",
                                "file:///dev/stdin");
                    }
                }
                case ENV, FILE -> {
                    // Refused before.
                }
            }
        }
    }

    void role(String name, String trust, String policyName, String policy) {
        text.command(
                "aws", "iam", "create-role", "--role-name", name, "--assume-role-policy-document", "file://" + trust);
        rights(name, policyName, policy);
    }

    void rights(String role, String policyName, String policy) {
        text.command(
                "aws",
                "iam",
                "put-role-policy",
                "--role-name",
                role,
                "--policy-name",
                policyName,
                "--policy-document",
                "file://" + policy);
    }
}
