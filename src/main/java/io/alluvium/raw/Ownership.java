package io.alluvium.raw;

import java.util.Map;
import java.util.Optional;

/** The table properties that say whose a table is, and whether it only grows. */
public final class Ownership {
    /** The property with the project's name. */
    public static final String PROJECT = "alluvium.project";

    private static final String APPEND_ONLY = "delta.appendOnly";

    private Ownership() {}

    /** The properties of a table whose rows may be replaced. */
    public static Map<String, String> of(String project) {
        return Map.of(PROJECT, project);
    }

    /** The properties of a table that only grows; Delta refuses all other changes. */
    public static Map<String, String> ofLog(String project) {
        return Map.of(PROJECT, project, APPEND_ONLY, "true");
    }

    /** The project that the table belongs to; empty for a table that Alluvium did not make. */
    public static Optional<String> project(Map<String, String> properties) {
        return Optional.ofNullable(properties.get(PROJECT));
    }

    /** Whether the table only grows. */
    public static boolean isLog(Map<String, String> properties) {
        return "true".equals(properties.get(APPEND_ONLY));
    }
}
