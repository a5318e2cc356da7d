package io.alluvium.dbt.jinja;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A macro that a project defines. */
public final class Macro {
    private final String file;
    private final String name;
    private final Map<String, String> parameters;
    private final List<Node> body;

    Macro(String file, Node.Definition definition) {
        this.file = file;
        this.name = definition.name();
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(definition.parameters()));
        this.body = definition.body();
    }

    public String name() {
        return name;
    }

    String file() {
        return file;
    }

    Map<String, String> parameters() {
        return parameters;
    }

    List<Node> body() {
        return body;
    }
}
