package io.alluvium.source;

import io.alluvium.config.Keys;
import io.alluvium.storage.Storage;
import java.util.List;
import java.util.Optional;

/**
 * Describes a kind of source: how a project declares one and what its positions mean. Those of Alluvium are in one list; those of
 * a user's jar are found by {@link java.util.ServiceLoader} and need a public constructor without parameters.
 */
public interface SourceType {

    /** What a project writes as {@code type}, and the journal beside each position. */
    String word();

    /** The keys of a source and of its tables, for the reference page. */
    List<Keys> keys();

    /**
     * Reads a source and its tables.
     *
     * @return empty where anything was refused; the problems are with the section
     */
    Optional<? extends SourceSpec> read(SourceSection section);

    Positions positions();

    /** What looks at such a source before a project declares it; empty where nothing does. */
    default Optional<Inspection> inspection() {
        return Optional.empty();
    }

    /**
     * The rows that lie in a folder, whoever wrote them there.
     *
     * @return empty where there are none in a format that such a source reads for this
     * @throws io.alluvium.failure.AlluviumException where the folder cannot be listed, or a file not be read
     */
    default Optional<LandedTable> landed(Storage folder) {
        return Optional.empty();
    }

    /** What each incremental mode finds, for the capability table. */
    List<Capabilities> modes();
}
