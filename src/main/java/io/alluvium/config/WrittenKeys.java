package io.alluvium.config;

import io.alluvium.config.HoconOutline.Kind;
import io.alluvium.config.HoconOutline.Written;
import io.alluvium.domain.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All keys of a configuration as they were written, before HOCON's parser makes one of those that are alike. */
final class WrittenKeys {
    private final HoconText text;
    private final List<At> keys = new ArrayList<>();
    private final Set<Path> included = new HashSet<>();

    /**
     * One key.
     *
     * @param layer the text that it belongs to with all that this one includes: 0 for the base, then overlays, then
     *     settings, each of which may say again what lies under it
     */
    record At(int layer, List<String> path, Kind kind, Place place) {}

    private WrittenKeys(HoconText text) {
        this.text = text;
    }

    /** @param settings of the command line, by path */
    static WrittenKeys of(HoconText text, Map<String, String> settings) {
        WrittenKeys written = new WrittenKeys(text);
        int number = 0;
        for (HoconText.Layer layer : text.layers()) {
            written.look(number++, layer, List.of());
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            List<String> line = List.of(setting.getKey() + " = " + setting.getValue());
            written.look(number++, new HoconText.Layer(HoconText.SETTING, HoconText.SETTING, line), List.of());
        }
        return written;
    }

    /** Of one text that includes nothing. */
    static WrittenKeys of(HoconText text, HoconText.Layer layer) {
        WrittenKeys written = new WrittenKeys(text);
        HoconOutline.of(layer.lines(), List.of()).forEach(key -> written.add(0, layer, key));
        return written;
    }

    /** In the order of writing. */
    List<At> keys() {
        return List.copyOf(keys);
    }

    private void look(int number, HoconText.Layer layer, List<String> prefix) {
        for (Written written : HoconOutline.of(layer.lines(), prefix)) {
            if (written.kind() == Kind.INCLUDED) {
                include(number, layer, written.path());
            } else {
                add(number, layer, written);
            }
        }
    }

    private void add(int number, HoconText.Layer layer, Written written) {
        int line = layer.label().equals(HoconText.SETTING) ? 0 : written.line();
        keys.add(new At(number, written.path(), written.kind(), new Place(layer.label(), line)));
    }

    private void include(int number, HoconText.Layer layer, List<String> path) {
        try {
            Path file = Path.of(layer.source()).resolveSibling(path.get(path.size() - 1));
            if (Files.isRegularFile(file) && included.add(file.toRealPath())) {
                look(
                        number,
                        new HoconText.Layer(file.toString(), text.label(file.toString()), Files.readAllLines(file)),
                        path.subList(0, path.size() - 1));
            }
        } catch (IOException | InvalidPathException e) {
            // Who reads the file says so.
            return;
        }
    }
}
