package io.alluvium.dbt.jinja;

import java.util.Optional;

/** What a template can mention beside what it defines itself. */
public interface Names {
    /**
     * What a name without brackets stands for; a function stands for itself.
     *
     * @param name with dots where it has several parts
     * @throws Refused where it has no meaning here
     */
    Value value(String name);

    /**
     * The answer of a function.
     *
     * @param name with dots where it has several parts
     * @throws Refused where it has no meaning here
     */
    Value call(String name, Arguments arguments);

    /** A macro that the project defines, with the name of its file. */
    default Optional<Macro> macro(String name) {
        return Optional.empty();
    }
}
