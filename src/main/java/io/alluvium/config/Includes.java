package io.alluvium.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Includes files that lie beside the including one, and nothing from the network or the class path. */
final class Includes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final Optional<HoconText.Layer> layer;
    private final Consumer<Path> read;

    /** Of a text that may include nothing. */
    Includes() {
        this(Optional.empty(), file -> {});
    }

    /**
     * @param layer the text whose includes are followed
     * @param read is told of each file that is included
     */
    Includes(HoconText.Layer layer, Consumer<Path> read) {
        this(Optional.of(layer), read);
    }

    private Includes(Optional<HoconText.Layer> layer, Consumer<Path> read) {
        this.layer = layer;
        this.read = read;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        if (what.contains("://") || layer.isEmpty()) {
            throw refused(what).asException();
        }
        return includeFile(context, sibling(what));
    }

    private File sibling(String what) {
        Path including = Path.of(layer.orElseThrow().source());
        return including.resolveSibling(what).toFile();
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        if (layer.isEmpty()) {
            throw refused(what.getPath()).asException();
        }
        File file = what.isAbsolute() ? what : sibling(what.getPath());
        if (file.isFile()) {
            read.accept(file.toPath());
        }
        return ConfigFactory.parseFile(file, context.parseOptions()).root();
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        throw refused(what.toString()).asException();
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        throw refused(what).asException();
    }

    private Problem refused(String what) {
        Problem problem = Problem.of(ErrorCode.CONFIG_SYNTAX, "only a file of the project can be included")
                .marking(what)
                .because("expected include \"other.conf\"");
        return layer.map(text -> problem.at(placeOf(text, what))).orElse(problem);
    }

    private static Place placeOf(HoconText.Layer text, String what) {
        for (int i = 0; i < text.lines().size(); i++) {
            if (text.lines().get(i).contains(what)) {
                return new Place(text.label(), i + 1);
            }
        }
        return new Place(text.label(), 0);
    }
}
