package io.alluvium.source.fault;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableSpec;
import java.io.Serializable;

/**
 * A table as it was written, for errors on whichever machine they come up.
 *
 * @param from what the source calls it
 */
public record NamedTable(String from, Place place) implements Serializable {

    public static NamedTable of(TableSpec table) {
        return new NamedTable(table.origin().orElse(table.name().name()), table.place());
    }

    /** A problem with it. */
    public Problem problem(ErrorCode code, String message) {
        return Problem.of(code, message).at(place).marking(from);
    }
}
