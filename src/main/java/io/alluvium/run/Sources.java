package io.alluvium.run;

import io.alluvium.config.FilesSource;
import io.alluvium.config.PostgresSource;
import io.alluvium.config.SourceConfig;
import io.alluvium.config.SourceTable;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.source.Extractor;
import io.alluvium.source.Known;
import io.alluvium.source.SourceFact;
import io.alluvium.sources.objects.FilesExtractor;
import io.alluvium.sources.postgres.PostgresExtractor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The connected sources of one run or plan; one extractor each, made anew when it broke. A source that cannot be reached
 * a number of times in a row is left alone: its tables do not wait for it one after the other. Safe for many threads.
 */
final class Sources implements AutoCloseable {
    private final Map<String, SourceConfig> configs = new LinkedHashMap<>();
    private final Map<String, Extractor> connected = new HashMap<>();
    private final Map<String, Problem> unreachable = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final List<Extractor> retired = new ArrayList<>();
    private final int tries;

    private Sources(int tries) {
        this.tries = tries;
    }

    /**
     * Connects to every source, and asks those whose tables are not all named which they have.
     *
     * @param tries how often in a row a source is tried that cannot be reached, at least once
     * @throws AlluviumException with what is wrong with users, passwords and patterns, of all sources at once; where a
     *     source cannot be reached that would have to tell its tables, nothing is known of what reads them
     */
    static Sources connect(List<SourceConfig> configs, int tries) {
        Sources sources = new Sources(tries);
        List<Problem> refused = new ArrayList<>();
        for (SourceConfig config : configs) {
            sources.configs.put(config.name(), config);
            try {
                sources.renew(config.name());
            } catch (AlluviumException e) {
                if (e.kind() == Kind.USER || config.isOpen()) {
                    refused.addAll(e.problems());
                }
            }
        }
        if (!refused.isEmpty()) {
            sources.close();
            throw new AlluviumException(refused);
        }
        return sources;
    }

    /** All sources in order, with every table named. */
    synchronized List<SourceConfig> configs() {
        return List.copyOf(configs.values());
    }

    /** Why the source could not be reached when it was last tried. */
    synchronized Optional<Problem> unreachable(String source) {
        return Optional.ofNullable(unreachable.get(source));
    }

    /** Whether the source was tried in vain as often as may be. */
    synchronized boolean isLost(String source) {
        return failures.getOrDefault(source, 0) >= tries;
    }

    /** @throws AlluviumException of kind SOURCE when the source cannot be reached now either, or is not tried any more */
    synchronized Extractor get(String source) {
        Extractor extractor = connected.get(source);
        if (extractor != null) {
            return extractor;
        }
        if (isLost(source)) {
            throw Objects.requireNonNull(unreachable.get(source)).asException();
        }
        return renew(source);
    }

    /** Looks at a table; an extractor that breaks at it is given up, so that the next table finds a new one. */
    SourceFact survey(String source, SourceTable table, Known known) {
        Extractor extractor = get(source);
        try {
            return extractor.survey(table, known);
        } catch (AlluviumException e) {
            if (e.kind() == Kind.SOURCE) {
                giveUp(source, extractor);
            }
            throw e;
        }
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
            configs.put(source, extractor.connect());
        } catch (RuntimeException e) {
            extractor.close();
            if (e instanceof AlluviumException fault && fault.kind() != Kind.USER) {
                unreachable.put(source, fault.problems().get(0));
                failures.merge(source, 1, Integer::sum);
            }
            throw e;
        }
        unreachable.remove(source);
        failures.remove(source);
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
