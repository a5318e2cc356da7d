package io.alluvium.source;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.RawTable;
import java.util.List;
import java.util.Optional;

/** Declares one table of a source; it becomes the raw table of the same name. */
public interface TableSpec {
    TableName name();

    Place place();

    /** Columns of raw that identify a row; empty where none is declared. */
    List<String> key();

    /** Columns of raw that order the versions of a row; empty where there are none. */
    default List<String> sequence() {
        return List.of();
    }

    /** What the source calls it; empty where it has no name there. */
    default Optional<String> origin() {
        return Optional.empty();
    }

    /** A problem with it, at its place in the project, marking what the source calls it. */
    default Problem problem(ErrorCode code, String message) {
        return Problem.of(code, message).at(place()).marking(origin().orElse(name().name()));
    }

    /** Why its rows cannot be compared with those of raw, in a few words; empty where they can. */
    default Optional<String> incomparable() {
        return Optional.empty();
    }

    /**
     * How the project says that a column goes on under the name that raw has for it.
     *
     * @return empty where it cannot
     */
    default Optional<String> renaming(String column, String nameInRaw) {
        return Optional.empty();
    }

    /** What is allowed but probably not meant. */
    default Optional<Problem> warning() {
        return Optional.empty();
    }

    /** What its batches hold, as it is configured. */
    Capabilities can();

    /** What models need to know of it. */
    default RawTable raw() {
        return new RawTable(name(), key(), sequence(), can().versions());
    }
}
