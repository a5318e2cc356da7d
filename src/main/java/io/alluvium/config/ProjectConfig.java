package io.alluvium.config;

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
}
