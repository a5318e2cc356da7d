package io.alluvium.config;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    public String database(Layer layer) {
        return Optional.ofNullable(databases.get(layer)).orElseThrow();
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
