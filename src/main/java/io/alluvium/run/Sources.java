package io.alluvium.run;

import io.alluvium.config.FilesSource;
import io.alluvium.config.PostgresSource;
import io.alluvium.config.SourceConfig;
import io.alluvium.extract.Extractor;
import io.alluvium.extract.files.FilesExtractor;
import io.alluvium.extract.postgres.PatternTables;
import io.alluvium.extract.postgres.PostgresExtractor;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The connected sources of one run or plan; one extractor each, made anew when it broke. Safe for many threads. */
final class Sources implements AutoCloseable {
    private final Map<String, SourceConfig> configs = new LinkedHashMap<>();
    private final Map<String, Extractor> connected = new HashMap<>();
    private final Map<String, Problem> unreachable = new HashMap<>();
    private final List<Extractor> retired = new ArrayList<>();

    /**
     * Connects to every source, and asks those whose tables are not all named which they have.
     *
     * @throws AlluviumException with what is wrong with users, passwords and patterns, of all sources at once; where a
     *     source cannot be reached that would have to tell its tables, nothing is known of what reads them
     */
    static Sources connect(List<SourceConfig> configs) {
        Sources sources = new Sources();
        List<Problem> refused = new ArrayList<>();
        for (SourceConfig config : configs) {
            sources.configs.put(config.name(), config);
            try {
                sources.configs.put(config.name(), named(config));
                sources.renew(config.name());
            } catch (AlluviumException e) {
                if (e.kind() == Kind.USER || config.isOpen()) {
                    refused.addAll(e.problems());
                } else {
                    sources.unreachable.put(config.name(), e.problems().get(0));
                }
            }
        }
        if (!refused.isEmpty()) {
            sources.close();
            throw new AlluviumException(refused);
        }
        return sources;
    }

    private static SourceConfig named(SourceConfig config) {
        return config instanceof PostgresSource postgres ? PatternTables.resolved(postgres) : config;
    }

    /** All sources in order, with every table named. */
    List<SourceConfig> configs() {
        return List.copyOf(configs.values());
    }

    /** Why the source could not be reached when the run began. */
    synchronized Optional<Problem> unreachable(String source) {
        return Optional.ofNullable(unreachable.get(source));
    }

    /** @throws AlluviumException of kind SOURCE when the source cannot be reached now either */
    synchronized Extractor get(String source) {
        Extractor extractor = connected.get(source);
        return extractor == null ? renew(source) : extractor;
    }

    /** Forgets an extractor that failed, so that the next {@link #get} connects again. */
    synchronized void giveUp(String source, Extractor broken) {
        if (connected.remove(source, broken)) {
            retired.add(broken);
        }
    }

    private Extractor renew(String source) {
        Extractor extractor = extractor(Objects.requireNonNull(configs.get(source)));
        try {
            extractor.connect();
        } catch (RuntimeException e) {
            extractor.close();
            throw e;
        }
        unreachable.remove(source);
        connected.put(source, extractor);
        return extractor;
    }

    private static Extractor extractor(SourceConfig config) {
        return config instanceof PostgresSource postgres
                ? new PostgresExtractor(postgres)
                : new FilesExtractor((FilesSource) config);
    }

    @Override
    public synchronized void close() {
        connected.values().forEach(Extractor::close);
        retired.forEach(Extractor::close);
    }
}
