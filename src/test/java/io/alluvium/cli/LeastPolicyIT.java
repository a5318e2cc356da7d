package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.fixture.AwsSettings;
import io.alluvium.fixture.GlueServer;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.StoreProxy;
import io.alluvium.fixture.StoreProxy.Request;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the rights that are printed for a run are enough for it: each request of one is held to them. */
class LeastPolicyIT {
    private static final Pattern PREFIX = Pattern.compile("[?&]prefix=([^&]*)");

    @TempDir
    private Path folder;

    private final S3Fixture bucket = S3Fixture.fresh();

    private final GlueServer glue = GlueServer.start();

    @AfterEach
    void stop() {
        glue.close();
    }

    private String conf(String endpoint) {
        return """
                project = shop
                warehouse { path = "s3a://%1$s/lake/shop", s3 { endpoint = "%2$s", region = us-east-1, path_style = true } }
                sources { landing {
                  type = files, path = "s3a://%1$s/landing/in", s3 { endpoint = "%2$s", region = us-east-1, path_style = true }
                  tables { visits { glob = "visits/*.csv", format = csv, key = [id] } }
                } }
                catalog { type = glue, endpoint = "%3$s", databases { raw = shop_raw, curated = shop, aggregate = shop } }
                deploy {
                  aws { account = "123456789012", region = eu-central-1 }
                  job_jar = "s3://%1$s/jars/alluvium-0.1.0-spark-4.0.jar", project = "s3://%1$s/projects/shop"
                }
                """.formatted(bucket.bucket(), endpoint, glue.url());
    }

    /** The right that AWS asks for such a request, and what for. */
    private record Right(String action, String resource, String prefix) {
        static Right of(Request request) {
            String target = URLDecoder.decode(request.target(), StandardCharsets.UTF_8);
            String resource = "arn:aws:s3:::" + target.replaceFirst("^/", "").replaceFirst("\\?.*", "");
            if (request.lists()) {
                Matcher prefix = PREFIX.matcher(target);
                return new Right(
                        "s3:ListBucket", resource.replaceFirst("/$", ""), prefix.find() ? prefix.group(1) : "");
            }
            return new Right(
                    switch (request.method()) {
                        case "GET", "HEAD" -> "s3:GetObject";
                        case "PUT" -> "s3:PutObject";
                        case "POST" -> target.contains("?delete") ? "s3:DeleteObject" : "s3:PutObject";
                        case "DELETE" -> target.contains("uploadId=") ? "s3:AbortMultipartUpload" : "s3:DeleteObject";
                        default -> request.method();
                    },
                    resource,
                    "");
        }

        /** AWS asks for the same action on all that a request touches. */
        static List<Right> of(GlueServer.Request request) {
            String glue = "arn:aws:glue:eu-central-1:123456789012:";
            List<String> resources = new ArrayList<>(List.of("catalog", "database/" + request.database()));
            if (!request.table().isEmpty()) {
                resources.add("table/" + request.database() + "/" + request.table());
            }
            return resources.stream()
                    .map(resource -> new Right("glue:" + request.operation(), glue + resource, ""))
                    .toList();
        }

        boolean isAllowed(JsonNode policy) {
            for (JsonNode statement : policy.get("Statement")) {
                JsonNode prefixes = statement.at("/Condition/StringLike/s3:prefix");
                if (has(statement.get("Action"), action)
                        && has(statement.get("Resource"), resource)
                        && (prefixes.isMissingNode() || has(prefixes, prefix))) {
                    return true;
                }
            }
            return false;
        }

        private static boolean has(JsonNode patterns, String text) {
            for (JsonNode pattern : patterns) {
                String expression = Pattern.quote(pattern.asText()).replace("*", "\\E.*\\Q");
                if (text.matches(expression)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void theRightsThatArePrintedAreEnoughForARunFromABucket() throws IOException {
        try (StoreProxy proxy = StoreProxy.start(S3Fixture.endpoint());
                AwsSettings settings = AwsSettings.of(proxy.endpoint(), S3Fixture.ACCESS_KEY, S3Fixture.SECRET_KEY)
                        .with("spark.hadoop.fs.s3a.endpoint", proxy.endpoint())
                        .with("spark.hadoop.fs.s3a.endpoint.region", "us-east-1")
                        .with("spark.hadoop.fs.s3a.path.style.access", "true")) {
            Path project = Files.createDirectories(folder.resolve("shop"));
            Files.writeString(project.resolve("project.conf"), conf(proxy.endpoint()));
            bucket.copy(project, "projects/shop/");
            Path landing = folder.resolve("landing");
            Path visits = Files.createDirectories(landing.resolve("visits"));
            Files.writeString(visits.resolve("1.csv"), "id,name\n1,a\n");
            bucket.copy(landing, "landing/in/");

            Program here = new Program(project);
            JsonNode policy = here.json("deploy", "--target", "emr", "--only", "job-policy.json", "--json");
            JsonNode allowed =
                    new ObjectMapper().readTree(policy.at("/files/0/text").asText());
            assertThat(proxy.taken()).isEmpty();
            assertThat(glue.asked()).isEmpty();

            String place = "s3a://" + bucket.bucket() + "/projects/shop";
            Program there = new Program(folder);
            there.succeeds("run", "--project", place, "--key", "night:1", "--events");
            // With a column more, so that the catalog's entry is altered.
            Files.writeString(visits.resolve("2.csv"), "id,name,city\n2,b,c\n");
            bucket.copy(landing, "landing/in/");
            there.succeeds("run", "--project", place, "--key", "night:2");
            there.succeeds("status", "--project", place, "--key", "night:2", "--exit-code");

            List<Right> taken =
                    new ArrayList<>(proxy.taken().stream().map(Right::of).toList());
            glue.asked().forEach(request -> taken.addAll(Right.of(request)));
            assertThat(taken).allMatch(right -> right.isAllowed(allowed));
            Set<String> used = taken.stream().map(Right::action).collect(Collectors.toCollection(TreeSet::new));
            assertThat(used).contains("s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject");
            assertThat(used.stream().filter(action -> action.startsWith("glue:")))
                    .as("no right to the catalog is left unused")
                    .containsExactlyInAnyOrderElementsOf(actions(allowed, "Catalog"));
        }
    }

    private static List<String> actions(JsonNode policy, String statement) {
        List<String> actions = new ArrayList<>();
        for (JsonNode one : policy.get("Statement")) {
            if (one.get("Sid").asText().equals(statement)) {
                one.get("Action").forEach(action -> actions.add(action.asText()));
            }
        }
        return actions;
    }
}
