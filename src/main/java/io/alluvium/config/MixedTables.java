package io.alluvium.config;

import io.alluvium.config.HoconOutline.Kind;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses {@code tables} that one source has as a list and as sections, in one text or in several that lie upon each
 * other: the later would stand alone, and whole schemas would no longer be read without a word.
 */
final class MixedTables {
    private static final String TABLES = "tables";
    private static final int TABLES_DEPTH = 3;

    private MixedTables() {}

    static List<Problem> problems(WrittenKeys written) {
        Map<String, Map<Kind, Place>> seen = new LinkedHashMap<>();
        for (WrittenKeys.At key : written.keys()) {
            List<String> path = key.path();
            if (path.size() >= TABLES_DEPTH
                    && path.get(0).equals("sources")
                    && path.get(2).equals(TABLES)) {
                seen.computeIfAbsent(path.get(1), name -> new LinkedHashMap<>()).putIfAbsent(kind(key), key.place());
            }
        }
        List<Problem> problems = new ArrayList<>();
        seen.forEach((source, places) -> problem(source, places).ifPresent(problems::add));
        return problems;
    }

    private static Kind kind(WrittenKeys.At key) {
        if (key.path().size() > TABLES_DEPTH) {
            return Kind.SECTION;
        }
        return key.kind() == Kind.APPENDED ? Kind.LIST : key.kind();
    }

    private static Optional<Problem> problem(String source, Map<Kind, Place> places) {
        Optional<Place> list = Optional.ofNullable(places.get(Kind.LIST));
        Optional<Place> sections = Optional.ofNullable(places.get(Kind.SECTION));
        return list.flatMap(place -> sections.map(other -> Problem.of(
                        ErrorCode.BAD_VALUE, "tables of " + source + " are a list here and sections at " + other)
                .at(place)
                .marking(TABLES)
                .because("only the later would count")
                .fixedBy("call the list patterns: patterns = [ … ] and tables { … } go together")));
    }
}
