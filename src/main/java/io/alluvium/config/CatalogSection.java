package io.alluvium.config;

import io.alluvium.config.ProjectConfig.CatalogSettings;
import io.alluvium.domain.Layer;
import io.alluvium.failure.ErrorCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads in which catalog the tables are registered. */
final class CatalogSection {
    private static final int METASTORE = 9083;

    static final Key<CatalogSettings.Kind> TYPE = Key.required(
            "type", Form.word(CatalogSettings.Kind.class), "`hive`: a Hive metastore. `glue`: AWS Glue's.");
    static final Key<String> URI_KEY = Key.optional(
            "uri",
            Form.text(),
            "Of `hive`: `thrift://host:9083`, or several with commas between, which are tried in turn.");
    static final Key<String> REGION =
            Key.<String>optional("region", Form.text(), "Of `glue`.").defaultsTo("AWS's usual chain");
    static final Key<String> ENDPOINT =
            Key.optional("endpoint", Form.text(), "Of `glue`: the service's URL, where it is not AWS's own.");
    static final Key<HoconSection> DATABASES = Key.<HoconSection>optional(
                    "databases", Form.section(), "The database for the tables of each layer.")
            .defaultsTo("`<project>_<layer>`");
    static final Keys KEYS = Keys.of(
            "catalog",
            "Where tables are registered after their commits, for engines that find them by name. A catalog that cannot be"
                    + " reached fails nothing; the next run mends it.",
            TYPE,
            URI_KEY,
            REGION,
            ENDPOINT,
            DATABASES);

    static final Key<String> RAW = Key.optional("raw", Form.text(), "Of raw tables.");
    static final Key<String> CURATED = Key.optional("curated", Form.text(), "Of curated tables.");
    static final Key<String> AGGREGATE = Key.optional("aggregate", Form.text(), "Of aggregate tables.");
    static final Keys DATABASE_KEYS =
            Keys.of("catalog.databases", "Names of databases; two layers may share one.", RAW, CURATED, AGGREGATE);

    private CatalogSection() {}

    /** Empty where anything was refused. */
    static Optional<CatalogSettings> read(HoconSection section, String project) {
        section.accept(KEYS);
        Optional<CatalogSettings.Kind> kind = section.read(TYPE);
        Map<Layer, String> databases = databases(section, project);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        boolean hive = kind.get() == CatalogSettings.Kind.HIVE;
        for (Key<String> key : hive ? List.of(REGION, ENDPOINT) : List.of(URI_KEY)) {
            if (section.has(key)) {
                section.refuse(section.problem(
                                key, ErrorCode.BAD_VALUE, key.name() + " belongs to type = " + (hive ? "glue" : "hive"))
                        .because("the catalog is of type " + kind.get().name().toLowerCase(Locale.ROOT)));
            }
        }
        List<URI> servers = hive ? servers(section) : List.of();
        Optional<String> endpoint =
                hive ? Optional.empty() : section.read(ENDPOINT).filter(url -> isUrl(section, url));
        return section.failed()
                ? Optional.empty()
                : Optional.of(new CatalogSettings(
                        kind.get(),
                        servers,
                        hive ? Optional.empty() : section.read(REGION),
                        endpoint,
                        databases,
                        section.place()));
    }

    private static boolean isUrl(HoconSection section, String written) {
        boolean url = written.matches("https?://[^/\\s]+/?");
        if (!url) {
            section.refuse(section.problem(ENDPOINT, ErrorCode.BAD_VALUE, "endpoint = \"" + written + "\" is not a URL")
                    .marking(written)
                    .fixedBy("endpoint = \"https://host:port\""));
        }
        return url;
    }

    private static List<URI> servers(HoconSection section) {
        Optional<String> written = section.read(URI_KEY);
        if (written.isEmpty()) {
            section.refuse(section.missing(URI_KEY, "a catalog of type hive is asked there"));
            return List.of();
        }
        List<URI> servers = new ArrayList<>();
        for (String one : written.get().split("\\s*,\\s*")) {
            if (!one.matches("thrift://[A-Za-z0-9._-]+(:[0-9]{1,5})?")) {
                section.refuse(
                        section.problem(URI_KEY, ErrorCode.BAD_VALUE, "uri = \"" + one + "\" is no metastore's address")
                                .marking(one)
                                .because("a metastore speaks Thrift, without Kerberos or TLS here")
                                .fixedBy("uri = \"thrift://host:9083\""));
                return List.of();
            }
            servers.add(URI.create(one.matches(".*:[0-9]+") ? one : one + ":" + METASTORE));
        }
        return servers;
    }

    private static Map<Layer, String> databases(HoconSection section, String project) {
        Optional<HoconSection> written = section.read(DATABASES);
        written.ifPresent(names -> names.accept(DATABASE_KEYS));
        Map<Layer, String> databases = new EnumMap<>(Layer.class);
        for (Layer layer : Layer.ofTheWarehouse()) {
            Key<String> key = layer == Layer.RAW ? RAW : layer == Layer.CURATED ? CURATED : AGGREGATE;
            String usual = project.replaceAll("[^a-z0-9_]", "_") + "_" + layer.label();
            Optional<String> named = written.flatMap(names -> names.read(key));
            named.filter(name -> !name.matches("[a-z0-9_]{1,128}"))
                    .ifPresent(name -> section.refuse(section.problem(
                                    DATABASES, ErrorCode.BAD_NAME, "\"" + name + "\" is no name of a database here")
                            .marking(name)
                            .because("lower case letters, digits and _: Hive and Glue know no others")));
            databases.put(layer, named.orElse(usual));
        }
        return databases;
    }
}
