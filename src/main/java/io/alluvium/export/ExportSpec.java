package io.alluvium.export;

import io.alluvium.domain.Digest;
import io.alluvium.domain.Place;
import io.alluvium.model.Definition;
import io.alluvium.source.target.Target;
import io.alluvium.source.target.TargetTable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Declares a database that tables are brought into.
 *
 * @param name of the section under {@code exports}
 * @param tables in order of writing
 */
public record ExportSpec(String name, Place place, Target target, List<TargetTable> tables) {
    public ExportSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(target, "target");
        tables = List.copyOf(tables);
    }

    /**
     * What decides what the database gets beside the rows: where it changes, a table is brought anew.
     *
     * @param table with its key
     */
    public Definition definition(TargetTable table) {
        Map<String, String> decides = new TreeMap<>();
        decides.put("database", target.database());
        decides.put("to", table.to());
        decides.put("from", table.from().toString());
        decides.put("key", table.key().toString());
        return new Definition(decides, Map.of());
    }

    /** Changes with what the project says of a table of it. */
    public String digest(TargetTable table) {
        return Digest.of(new TreeMap<>(definition(table).decides()) + " adopt=" + table.adopt());
    }
}
