package io.alluvium.source.target;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Objects;

/**
 * One table that is brought into a database, as a project declares it.
 *
 * @param name of the export, in the layer of exports
 * @param from the table of the warehouse
 * @param to the table's name as the database keeps it, see {@link TargetType#table}
 * @param key columns that tell its rows apart; empty where those of the warehouse's table are to be taken
 * @param adopt whether a table that was not made by this project is taken over
 */
public record TargetTable(TableName name, Place place, TableName from, String to, List<String> key, boolean adopt) {
    public TargetTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        key = List.copyOf(key);
    }

    /** The same with a key, where the project says none here. */
    public TargetTable keyedBy(List<String> columns) {
        return key.isEmpty() ? new TargetTable(name, place, from, to, columns, adopt) : this;
    }

    /** A problem with it, at its place in the project. */
    public Problem problem(ErrorCode code, String message) {
        return Problem.of(code, message).at(place).marking(to);
    }
}
