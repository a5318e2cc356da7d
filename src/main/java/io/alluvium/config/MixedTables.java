package io.alluvium.config;

import io.alluvium.config.HoconOutline.Kind;
import io.alluvium.config.HoconOutline.Written;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses {@code tables} that one source has as a list and as sections, in one text or in several that lie upon each
 * other: the later would stand alone, and whole schemas would no longer be read without a word.
 */
final class MixedTables {
    private static final String TABLES = "tables";
    private static final int TABLES_DEPTH = 3;

    private final HoconText text;
    private final Map<String, Map<Kind, Place>> seen = new LinkedHashMap<>();
    private final Set<Path> included = new HashSet<>();

    private MixedTables(HoconText text) {
        this.text = text;
    }

    /** @param settings of the command line, by path */
    static List<Problem> problems(HoconText text, Map<String, String> settings) {
        MixedTables mixed = new MixedTables(text);
        text.layers().forEach(layer -> mixed.look(layer, List.of()));
        settings.forEach((path, value) -> mixed.look(
                new HoconText.Layer(HoconText.SETTING, HoconText.SETTING, List.of(path + " = " + value)), List.of()));
        List<Problem> problems = new ArrayList<>();
        mixed.seen.forEach((source, places) -> problem(source, places).ifPresent(problems::add));
        return problems;
    }

    private void look(HoconText.Layer layer, List<String> prefix) {
        for (Written written : HoconOutline.of(layer.lines(), prefix)) {
            List<String> path = written.path();
            if (written.kind() == Kind.INCLUDED) {
                include(layer, path);
            } else if (path.size() >= TABLES_DEPTH
                    && path.get(0).equals("sources")
                    && path.get(2).equals(TABLES)) {
                Kind kind = path.size() > TABLES_DEPTH ? Kind.SECTION : written.kind();
                int line = layer.label().equals(HoconText.SETTING) ? 0 : written.line();
                seen.computeIfAbsent(path.get(1), name -> new LinkedHashMap<>())
                        .putIfAbsent(kind, new Place(layer.label(), line));
            }
        }
    }

    private void include(HoconText.Layer layer, List<String> path) {
        try {
            Path file = Path.of(layer.source()).resolveSibling(path.get(path.size() - 1));
            if (Files.isRegularFile(file) && included.add(file.toRealPath())) {
                look(
                        new HoconText.Layer(file.toString(), text.label(file.toString()), Files.readAllLines(file)),
                        path.subList(0, path.size() - 1));
            }
        } catch (IOException | InvalidPathException e) {
            // Who reads the file says so.
            return;
        }
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
