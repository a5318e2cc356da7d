package io.alluvium.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.alluvium.config.TestProject;
import io.alluvium.domain.RunKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A project that a test deploys. */
final class DeployProject {
    static final Instant NIGHT = Instant.parse("2026-11-03T02:00:00Z");

    private static final String PLACES = """
            job_jar = "s3://acme-etl/alluvium-0.1.0-spark-4.0.jar", project = "s3://acme-etl/projects/shop"
            """;

    private final TestProject project;

    DeployProject(Path folder, String conf) {
        this.project = new TestProject(folder).conf(conf);
    }

    /** A shop whose data lies in three buckets, and whose secrets AWS keeps. */
    static DeployProject shop(Path folder, String deploy) {
        return new DeployProject(
                folder,
                """
                project = shop
                warehouse { path = "s3a://acme-lake/shop", s3 { kms_key = "alias/lake" } }
                sources {
                  db {
                    type = postgres, host = db.example, database = shop, user = etl, password = "aws-sm:shop/db#password"
                    tables { orders { from = "public.orders", key = [id] } }
                  }
                  rds {
                    type = postgres, host = "r.abc.eu-central-1.rds.amazonaws.com", database = crm, user = crm_reader
                    password = rds-iam
                    tables { people { from = "public.people", key = [id] } }
                  }
                  landing {
                    type = files, path = "s3://acme-landing/in/shop", mask_secret = "aws-ssm:/shop/mask"
                    tables { visits { glob = "visits/*.csv", format = csv, key = [id], mask { name = hash } } }
                  }
                }
                deploy {
                  aws { account = "123456789012", region = eu-central-1 }
                """ + (deploy.contains("kubernetes {") || deploy.contains("job_jar") ? "" : PLACES) + deploy + "}\n");
    }

    Deployment deployment(Target target) {
        return deployment(target, Optional.of(new RunKey("night:1")));
    }

    Deployment deployment(Target target, Optional<RunKey> key) {
        return Deployment.of(asked(target, key));
    }

    private Deployment.Asked asked(Target target, Optional<RunKey> key) {
        return new Deployment.Asked(
                project.read(),
                project.sources(),
                project.exports(),
                Optional.empty(),
                target,
                List.of("--env", "prod"),
                List.of(),
                key,
                key.map(known -> NIGHT));
    }

    Job job(Target target) {
        return JobCheck.of(asked(target, Optional.of(new RunKey("night:1"))));
    }

    /** What was printed, in its order. */
    record Printed(Map<String, String> texts) {
        List<String> names() {
            return List.copyOf(texts.keySet());
        }

        String get(String name) {
            return Objects.requireNonNull(texts.get(name), name);
        }
    }

    Printed files(Target target) {
        Map<String, String> files = new LinkedHashMap<>();
        deployment(target).documents().forEach(file -> files.put(file.name(), file.text()));
        return new Printed(files);
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> yaml(String text) {
        try (var documents =
                new ObjectMapper(new YAMLFactory()).readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
