package io.alluvium.dbt;

import io.alluvium.domain.Place;
import java.util.Comparator;
import java.util.Objects;

/**
 * What a person should know of one place of a dbt project.
 *
 * @param place in the dbt project, the file relative to its folder
 */
public record Remark(Place place, Kind kind, String text) implements Comparable<Remark> {
    public Remark {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }

    public enum Kind {
        /** It was not taken over. */
        LEFT,
        /** It was, in a way that should be looked at. */
        NOTE
    }

    static Remark left(Place place, String text) {
        return new Remark(place, Kind.LEFT, text);
    }

    static Remark note(Place place, String text) {
        return new Remark(place, Kind.NOTE, text);
    }

    @Override
    public int compareTo(Remark other) {
        return Comparator.comparing((Remark remark) -> remark.kind())
                .thenComparing(remark -> remark.place().file())
                .thenComparing(remark -> remark.place().line())
                .thenComparing(Remark::text)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return place + ": " + text;
    }
}
