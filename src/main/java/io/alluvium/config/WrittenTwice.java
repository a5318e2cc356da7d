package io.alluvium.config;

import io.alluvium.config.HoconOutline.Kind;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses what is written twice where it is meant once. HOCON would make one of the two, and of what both say the first
 * would be lost without a word. An overlay may say again what lies under it, and a value may take in the one before.
 */
final class WrittenTwice {
    private final ErrorCode code;
    private final Map<String, Place> sections = new HashMap<>();
    private final Map<String, Place> values = new HashMap<>();
    private final List<List<String>> repeated = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private WrittenTwice(ErrorCode code) {
        this.code = code;
    }

    /** In a project: sources, exports and their tables, and any value of one file. */
    static List<Problem> inProject(WrittenKeys written) {
        WrittenTwice twice = new WrittenTwice(ErrorCode.BAD_VALUE);
        for (WrittenKeys.At key : written.keys()) {
            twice.value(key);
            if (isTable(key.path())) {
                // Whichever file of a layer it stands in.
                twice.section(key, Integer.toString(key.layer()));
            } else if (isSource(key.path())) {
                // Its tables may lie in files of their own.
                twice.section(key, key.layer() + key.place().file());
            }
        }
        return twice.problems;
    }

    /**
     * In a text by itself: sections that a section names, and any value.
     *
     * @param code of the problems
     */
    static List<Problem> inText(WrittenKeys written, ErrorCode code) {
        WrittenTwice twice = new WrittenTwice(code);
        for (WrittenKeys.At key : written.keys()) {
            twice.value(key);
            if (key.path().size() == 2) {
                twice.section(key, "");
            }
        }
        return twice.problems;
    }

    private static boolean isSource(List<String> path) {
        return path.size() == 2 && (path.get(0).equals("sources") || path.get(0).equals("exports"));
    }

    private static boolean isTable(List<String> path) {
        return path.size() == 4 && isSource(path.subList(0, 2)) && path.get(2).equals("tables");
    }

    private void section(WrittenKeys.At key, String within) {
        if (key.kind() == Kind.SECTION && !isWithinRepeated(key.path())) {
            Optional<Place> first = seen(sections, within, key);
            first.ifPresent(place -> {
                repeated.add(key.path());
                problems.add(problem(key, place));
            });
        }
    }

    private Problem problem(WrittenKeys.At key, Place first) {
        String name = last(key);
        boolean table = isTable(key.path());
        String what = table ? "table " + name : isSource(key.path()) ? kind(key) + name : name;
        return Problem.of(table ? ErrorCode.DUPLICATE_TABLE : code, what + " is written twice, first at " + first)
                .at(key.place())
                .marking(name)
                .because("one would be made of the two, and of what both say the first would be lost")
                .fixedBy("give one of them another name, or take it away");
    }

    private static String kind(WrittenKeys.At key) {
        return key.path().get(0).equals("exports") ? "export " : "source ";
    }

    private void value(WrittenKeys.At key) {
        boolean plain = key.kind() == Kind.OTHER || key.kind() == Kind.LIST;
        if (!plain && key.kind() != Kind.SUBSTITUTION) {
            return;
        }
        Optional<Place> first = seen(values, key.place().file() + key.layer(), key);
        if (plain && first.isPresent() && !isWithinRepeated(key.path())) {
            problems.add(Problem.of(code, last(key) + " is written twice, first at " + first.get())
                    .at(key.place())
                    .marking(last(key))
                    .because("the first value would be lost")
                    .fixedBy("take one of the two away"));
        }
    }

    /** What a section that is refused as a whole says needs no refusal of its own. */
    private boolean isWithinRepeated(List<String> path) {
        return repeated.stream()
                .anyMatch(section -> path.size() > section.size()
                        && path.subList(0, section.size()).equals(section));
    }

    private static Optional<Place> seen(Map<String, Place> places, String within, WrittenKeys.At key) {
        return Optional.ofNullable(places.putIfAbsent(within + '\n' + String.join("\n", key.path()), key.place()));
    }

    private static String last(WrittenKeys.At key) {
        return key.path().get(key.path().size() - 1);
    }
}
