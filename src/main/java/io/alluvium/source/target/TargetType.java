package io.alluvium.source.target;

import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Describes one kind of database that tables can be brought into. */
public interface TargetType {
    /** The value of {@code type}. */
    String word();

    /** What it is, in a few words for the reference page. */
    String what();

    /** The keys that say how one is reached, those of a source of the kind. */
    List<Key<?>> targetKeys();

    /**
     * A table's name as the database keeps it.
     *
     * @param written as its SQL writes it, with its schema
     * @return equal for names of one table; empty where the text is no such name
     */
    Optional<String> table(String written);

    /**
     * Reads how one is reached. Reaches for nothing.
     *
     * @param section whose keys are accepted already
     * @param directory that relative paths are taken from
     * @return empty where anything was refused; the problems are with the section
     */
    Optional<? extends Target> readTarget(HoconSection section, Path directory);
}
