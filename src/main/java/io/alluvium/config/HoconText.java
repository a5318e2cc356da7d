package io.alluvium.config;

import com.typesafe.config.ConfigOrigin;
import io.alluvium.domain.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The texts that a configuration was read from, to tell where a value was written. */
final class HoconText {
    static final String SETTING = "--set";

    private static final Pattern ORIGIN = Pattern.compile("(?<source>.+?)(?:: (?<line>\\d+)(?<range>-\\d+)?)?");

    /** Stands for a text in an origin; no file is called so. */
    private static final String LAYER = "\u0000";

    private final Path directory;
    private final Optional<String> origin;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Path> included = new ArrayList<>();

    /**
     * One text.
     *
     * @param source what Typesafe calls it: an absolute path or a label
     * @param label what messages call it
     */
    record Layer(String source, String label, List<String> lines) {}

    /** @param directory the project's; files inside it are named relative to it */
    HoconText(Path directory) {
        this(directory, Optional.empty());
    }

    /** @param origin what is called so, where the project is a copy of one in a store */
    HoconText(Path directory, Optional<String> origin) {
        this.directory = directory;
        this.origin = origin;
    }

    Optional<String> origin() {
        return origin;
    }

    /** Adds a text; the first is the one that others lie upon. */
    Layer add(String source, String text) {
        Layer layer = new Layer(source, label(source), text.lines().toList());
        layers.add(layer);
        return layer;
    }

    /** Notes a file that another one includes. */
    void included(Path file) {
        included.add(file.toAbsolutePath().normalize());
    }

    /** Every file that was read, in order. */
    List<Path> files() {
        Set<Path> files = new LinkedHashSet<>();
        layers.forEach(layer -> files.add(Path.of(layer.source())));
        files.addAll(included);
        return List.copyOf(files);
    }

    /** The base first. */
    List<Layer> layers() {
        return List.copyOf(layers);
    }

    /** What messages call a text. */
    String label(String source) {
        Path path = Path.of(source);
        return path.isAbsolute() && path.startsWith(directory)
                ? directory.relativize(path).toString()
                : source;
    }

    /** Empty for what was not written in a file: environment variables. */
    Optional<Place> place(ConfigOrigin origin) {
        List<Place> places = new ArrayList<>();
        // Names of files may hold what Typesafe separates them by.
        String description = origin.description().replaceFirst("^merge of ", "");
        for (int i = 0; i < layers.size(); i++) {
            description = description.replace(layers.get(i).source(), LAYER + i);
        }
        for (String part : description.split(",", -1)) {
            Matcher matcher = ORIGIN.matcher(part.strip());
            if (matcher.matches()) {
                place(matcher.group("source"), matcher.group("line")).ifPresent(places::add);
            }
        }
        return places.stream().min((a, b) -> Integer.compare(rank(a), rank(b)));
    }

    /** Whether the origin is one line, not several that were joined to one value. */
    static boolean isOneLine(ConfigOrigin origin) {
        return !origin.description().matches(".*: \\d+-\\d+");
    }

    private Optional<Place> place(String source, @Nullable String line) {
        if (source.equals(SETTING)) {
            return Optional.of(new Place(SETTING, 0));
        }
        int number = line == null ? 0 : Integer.parseInt(line);
        if (source.startsWith(LAYER)) {
            Layer layer = layers.get(Integer.parseInt(source.substring(LAYER.length())));
            return Optional.of(new Place(layer.label(), number));
        }
        return source.startsWith("/") ? Optional.of(new Place(label(source), number)) : Optional.empty();
    }

    /** The order of texts: the base first, then overlays, then included files, settings last. */
    int rank(Place place) {
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).label().equals(place.file())) {
                return i;
            }
        }
        return place.file().equals(SETTING) ? Integer.MAX_VALUE : layers.size();
    }

    Optional<String> line(Place place) {
        return layer(place)
                .filter(layer ->
                        place.line() >= 1 && place.line() <= layer.lines().size())
                .map(layer -> layer.lines().get(place.line() - 1));
    }

    private Optional<Layer> layer(Place place) {
        return layers.stream()
                .filter(layer -> layer.label().equals(place.file()))
                .findFirst();
    }

    /** The first line from {@code from} on that writes the key; {@code from} itself where none does. */
    Place lineOfKey(String key, Place from) {
        Pattern written = Pattern.compile("(^|[\\s{,.\"])" + Pattern.quote(key) + "\"?\\s*(\\+?=|:|\\{)");
        List<String> lines = layer(from).map(Layer::lines).orElse(List.of());
        for (int line = Math.max(1, from.line()); line <= lines.size(); line++) {
            if (written.matcher(lines.get(line - 1)).find()) {
                return new Place(from.file(), line);
            }
        }
        return from;
    }

    int columnOf(String key, Place place) {
        return line(place).map(line -> line.indexOf(key)).orElse(0);
    }
}
