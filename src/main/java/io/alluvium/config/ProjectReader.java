package io.alluvium.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a project's configuration; everything that is wrong with it is said at once. */
public final class ProjectReader {
    private ProjectReader() {}

    /**
     * What to read.
     *
     * @param start the project's folder or file when {@code explicit}; else where the search upwards begins
     * @param environment {@code --env}: the overlay {@code conf/<env>.conf}
     * @param settings {@code --set}: HOCON values by path, which win over the files
     * @param origin of a copy: what its user calls the folder in a store
     */
    public record Request(
            Path start,
            boolean explicit,
            Optional<String> environment,
            Map<String, String> settings,
            Optional<String> origin) {
        public Request {
            start = start.toAbsolutePath().normalize();
            settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }

        /** Of a project that lies on this machine. */
        public Request(Path start, boolean explicit, Optional<String> environment, Map<String, String> settings) {
            this(start, explicit, environment, settings, Optional.empty());
        }
    }

    /** Reads what stands under {@code sources}, or under {@code exports}; only these themselves know their keys. */
    @FunctionalInterface
    public interface Sections {
        /**
         * Called once. What it refuses in the sections is told together with all that is wrong elsewhere.
         *
         * @param directory the project's folder, which relative paths are taken from
         */
        void read(Path directory, List<HoconSection> sections);
    }

    /**
     * Finds, reads and checks a project.
     *
     * @throws AlluviumException with every problem found; all are the user's
     */
    public static ProjectConfig read(Request request, Sections sources) {
        return read(request, sources, (directory, exports) -> {});
    }

    /**
     * The same with what is read of exports, after the sources.
     *
     * @throws AlluviumException with every problem found; all are the user's
     */
    public static ProjectConfig read(Request request, Sections sources, Sections exports) {
        ProjectFiles files = ProjectFiles.find(request);
        List<Problem> problems = new ArrayList<>();
        HoconText text = new HoconText(files.directory(), request.origin());
        Optional<Config> written = merged(request, files, text, problems);
        if (problems.isEmpty()) {
            WrittenKeys keys = WrittenKeys.of(text, request.settings());
            problems.addAll(MixedTables.problems(keys));
            problems.addAll(WrittenTwice.inProject(keys));
            Optional<ProjectConfig> project = written.flatMap(
                            config -> new Substitutions(text, problems).resolve(config))
                    .flatMap(config -> bind(
                            config,
                            files,
                            text,
                            problems,
                            new ProjectSection(files.directory(), request.environment(), sources, exports)));
            if (problems.isEmpty()) {
                return project.orElseThrow(() -> new AlluviumException(
                        Problem.of(ErrorCode.DEFECT, "the configuration was refused without a reason")));
            }
        }
        problems.sort(Comparator.comparing(problem -> problem.place()
                .map(place -> text.rank(place) * 1_000_000L + place.line())
                .orElse(Long.MAX_VALUE)));
        throw new AlluviumException(problems);
    }

    private static Optional<ProjectConfig> bind(
            Config config, ProjectFiles files, HoconText text, List<Problem> problems, ProjectSection outermost) {
        problems.addAll(Substitutions.quoted(config.root(), text));
        Place place = new Place(files.label(), 0);
        HoconSection root = new HoconSection("", place, config.root(), text, problems);
        return outermost.read(root);
    }

    private static Optional<Config> merged(
            Request request, ProjectFiles files, HoconText text, List<Problem> problems) {
        Optional<Config> merged = parse(files.file(), text, problems);
        if (files.overlay().isPresent()) {
            Optional<Config> overlay = parse(files.overlay().orElseThrow(), text, problems);
            merged = merged.flatMap(base -> overlay.map(upper -> upper.withFallback(base)));
        }
        for (Map.Entry<String, String> setting : request.settings().entrySet()) {
            Optional<Config> upper = parseSetting(setting.getKey(), setting.getValue(), problems);
            merged = merged.flatMap(base -> upper.map(top -> top.withFallback(base)));
        }
        return merged;
    }

    private static Optional<Config> parse(Path file, HoconText text, List<Problem> problems) {
        HoconText.Layer layer;
        try {
            layer = text.add(file.toString(), Files.readString(file));
        } catch (IOException e) {
            problems.add(Problem.of(ErrorCode.CONFIG_SYNTAX, file + " cannot be read as UTF-8 text"));
            return Optional.empty();
        }
        HoconSyntax syntax = new HoconSyntax(ErrorCode.CONFIG_SYNTAX);
        List<Problem> comments = syntax.commentsByMistake(layer);
        problems.addAll(comments);
        try {
            return Optional.of(ConfigFactory.parseFile(
                    file.toFile(),
                    ConfigParseOptions.defaults()
                            .setSyntax(ConfigSyntax.CONF)
                            .setAllowMissing(false)
                            .setIncluder(new Includes(layer, text::included))));
        } catch (AlluviumException e) {
            problems.addAll(e.problems());
        } catch (ConfigException e) {
            Place place = Optional.ofNullable(e.origin()).flatMap(text::place).orElse(new Place(layer.label(), 0));
            if (comments.isEmpty()) {
                problems.add(syntax.explain(e, place));
            }
        }
        return Optional.empty();
    }

    private static Optional<Config> parseSetting(String path, String value, List<Problem> problems) {
        Place place = new Place(HoconText.SETTING, 0);
        HoconSyntax syntax = new HoconSyntax(ErrorCode.CONFIG_SYNTAX);
        String line = path + " = " + value;
        HoconText.Layer layer = new HoconText.Layer(HoconText.SETTING, HoconText.SETTING, List.of(line));
        List<Problem> comments = syntax.commentsByMistake(layer);
        Problem wrong;
        try {
            if (comments.isEmpty()) {
                return Optional.of(ConfigFactory.parseString(
                        line,
                        ConfigParseOptions.defaults()
                                .setSyntax(ConfigSyntax.CONF)
                                .setIncluder(new Includes())
                                .setOriginDescription(HoconText.SETTING)));
            }
            wrong = comments.get(0).at(place);
        } catch (AlluviumException e) {
            wrong = e.problems().get(0).at(place);
        } catch (ConfigException e) {
            wrong = syntax.explain(e, place);
        }
        problems.add(Problem.of(ErrorCode.CONFIG_SYNTAX, "--set " + path + ": " + wrong.message())
                .at(place)
                .fixedBy("--set '" + path + "=\"…\"'"));
        return Optional.empty();
    }
}
