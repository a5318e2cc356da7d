package io.alluvium.config;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.storage.S3Settings;
import io.alluvium.storage.Storage;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A project as written, after overlays and {@code --set}.
 *
 * @param name {@code project}; also the owner mark of its tables
 * @param directory the folder of {@code project.conf}, absolute
 * @param environment the {@code --env} that was applied
 * @param warehouse where the tables lie: an absolute local path, or a URI with the scheme {@code s3a} or {@code hdfs}
 * @param s3 how the store of such a URI is reached
 * @param variables {@code vars}, in order: values are {@code String}, {@code Long}, {@code BigDecimal} or
 *     {@code Boolean}
 * @param catalog where the tables are registered by name; empty where nowhere
 * @param run limits of the run
 * @param deploy where runs of it shall be made
 * @param files every file that it was read from, included ones too
 */
public record ProjectConfig(
        String name,
        Path directory,
        Optional<String> environment,
        String warehouse,
        S3Settings s3,
        Map<String, Object> variables,
        Optional<CatalogSettings> catalog,
        RunLimits run,
        Optional<DeployConfig> deploy,
        List<Path> files) {
    public ProjectConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(warehouse, "warehouse");
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        Objects.requireNonNull(catalog, "catalog");
        Objects.requireNonNull(run, "run");
        files = List.copyOf(files);
    }

    /** The warehouse's folder, opened; see {@link Storage#at(URI)} for what is refused. */
    public Storage storage() {
        if (warehouse.startsWith("hdfs:")) {
            return Storage.at(URI.create(warehouse));
        }
        return warehouse.startsWith("s3a:")
                ? Storage.at(BucketPath.uri(warehouse), s3.hadoop())
                : Storage.local(warehouse);
    }

    /**
     * Says in which catalog a project's tables are found by name.
     *
     * @param servers of Hive's metastore, which are tried in order; none for Glue
     * @param region of Glue; empty where AWS's usual chain says it
     * @param endpoint of Glue, where it is not AWS's own
     * @param databases by layer
     */
    public record CatalogSettings(
            Kind kind,
            List<URI> servers,
            Optional<String> region,
            Optional<String> endpoint,
            Map<Layer, String> databases,
            Place place) {
        public CatalogSettings {
            servers = List.copyOf(servers);
            databases = Map.copyOf(databases);
        }

        /** Which catalog. */
        public enum Kind {
            HIVE,
            GLUE
        }

        public boolean isGlue() {
            return kind == Kind.GLUE;
        }

        public String database(Layer layer) {
            return Optional.ofNullable(databases.get(layer)).orElseThrow();
        }

        /** How engines call a table there. */
        public String name(TableName table) {
            return database(table.layer()) + "." + table.name();
        }

        /** What tells it from other catalogs, and what people call it. */
        @Override
        public String toString() {
            return kind == Kind.HIVE
                    ? "hive "
                            + servers.stream()
                                    .map(URI::toString)
                                    .reduce((a, b) -> a + "," + b)
                                    .orElse("")
                    : "glue" + region.map(name -> " " + name).orElse("")
                            + endpoint.map(url -> " " + url).orElse("");
        }
    }
}
