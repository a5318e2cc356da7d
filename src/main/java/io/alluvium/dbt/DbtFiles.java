package io.alluvium.dbt;

import io.alluvium.dbt.jinja.Macro;
import io.alluvium.dbt.jinja.Template;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The files of a dbt project, by kind, as its {@code dbt_project.yml} says where they lie. */
final class DbtFiles {
    static final String PROJECT_FILE = "dbt_project.yml";

    private final Path folder;
    private final YamlNode project;
    private final List<Remark> remarks = new ArrayList<>();
    private final Properties properties = new Properties(remarks);
    private final Map<String, String> docs = new LinkedHashMap<>();
    private final Map<String, Macro> macros = new LinkedHashMap<>();

    private DbtFiles(Path folder, YamlNode project) {
        this.folder = folder;
        this.project = project;
    }

    /** @throws io.alluvium.failure.AlluviumException USAGE, CONFIG_SYNTAX for the project's own file */
    static DbtFiles of(Path folder) {
        Path file = folder.resolve(PROJECT_FILE);
        if (!Files.isRegularFile(file)) {
            throw Problem.of(ErrorCode.USAGE, "there is no " + PROJECT_FILE + " in " + folder)
                    .fixedBy("name the folder of a dbt project: alluvium init --from-dbt DIR FOLDER")
                    .asException();
        }
        try {
            YamlNode project = YamlNode.read(PROJECT_FILE, Files.readString(file))
                    .orElseThrow(() ->
                            unreadable(file, "it is empty", Optional.empty()).asException());
            DbtFiles files = new DbtFiles(folder, project);
            files.readProperties();
            files.readMacros();
            return files;
        } catch (YamlNode.Fault e) {
            throw unreadable(
                            file,
                            String.valueOf(e.getMessage()),
                            Optional.of(e.remark().place()))
                    .asException(e);
        } catch (IOException e) {
            throw unreadable(file, "it is no text in UTF-8", Optional.empty()).asException(e);
        }
    }

    private static Problem unreadable(Path file, String why, Optional<Place> place) {
        return Problem.of(ErrorCode.CONFIG_SYNTAX, file + " cannot be read: " + why)
                .at(place.orElse(new Place(PROJECT_FILE, 0)))
                .fixedBy("dbt parse says what is wrong with it");
    }

    String name() {
        return project.text("name").orElse("");
    }

    YamlNode project() {
        return project;
    }

    Path folder() {
        return folder;
    }

    Properties properties() {
        return properties;
    }

    Map<String, String> docs() {
        return docs;
    }

    Map<String, Macro> macros() {
        return macros;
    }

    List<Remark> remarks() {
        return remarks;
    }

    List<DbtFile> models() {
        List<DbtFile> models = new ArrayList<>();
        each("model-paths", "models", path -> {
            if (ends(path, ".sql")) {
                read(path, "model-paths", "models").ifPresent(models::add);
            } else if (ends(path, ".py")) {
                remarks.add(Remark.left(new Place(label(path), 0), "a model in Python"));
            }
        });
        return models;
    }

    List<DbtFile> snapshots() {
        return sql("snapshot-paths", "snapshots");
    }

    /** Tests that are a file of SQL each. */
    List<DbtFile> tests() {
        return sql("test-paths", "tests").stream()
                .filter(file -> !file.folders().contains("generic"))
                .toList();
    }

    /** Seeds by name, as paths within the project. */
    Map<String, Path> seeds() {
        Map<String, Path> seeds = new LinkedHashMap<>();
        each("seed-paths", "seeds", path -> {
            if (ends(path, ".csv")) {
                seeds.putIfAbsent(stem(path), path);
            }
        });
        return seeds;
    }

    private List<DbtFile> sql(String key, String usual) {
        List<DbtFile> files = new ArrayList<>();
        each(key, usual, path -> {
            if (ends(path, ".sql")) {
                read(path, key, usual).ifPresent(files::add);
            }
        });
        return files;
    }

    private void readProperties() {
        for (String[] kind :
                new String[][] {{"model-paths", "models"}, {"seed-paths", "seeds"}, {"snapshot-paths", "snapshots"}}) {
            each(kind[0], kind[1], path -> {
                if (ends(path, ".yml") || ends(path, ".yaml")) {
                    read(path, kind[0], kind[1]).ifPresent(this::addProperties);
                } else if (ends(path, ".md")) {
                    read(path, kind[0], kind[1]).ifPresent(this::addDocs);
                }
            });
        }
    }

    private void addProperties(DbtFile file) {
        try {
            YamlNode.read(file.label(), file.text()).ifPresent(properties::add);
        } catch (YamlNode.Fault e) {
            remarks.add(e.remark());
        }
    }

    private void addDocs(DbtFile file) {
        for (Template.Block block : file.template().blocks("docs")) {
            docs.putIfAbsent(block.name(), block.body().plain().strip());
        }
    }

    private void readMacros() {
        each("macro-paths", "macros", path -> {
            if (ends(path, ".sql")) {
                read(path, "macro-paths", "macros")
                        .ifPresent(file ->
                                file.template().macros().forEach(macro -> macros.putIfAbsent(macro.name(), macro)));
            }
        });
    }

    private List<String> paths(String key, String usual) {
        List<String> written = project.texts(key);
        if (written.isEmpty() && key.equals("model-paths")) {
            written = project.texts("source-paths");
        }
        if (written.isEmpty() && key.equals("seed-paths")) {
            written = project.texts("data-paths");
        }
        return written.isEmpty() ? List.of(usual) : written;
    }

    private void each(String key, String usual, Consumer<Path> taker) {
        for (String path : paths(key, usual)) {
            Path root = folder.resolve(path);
            if (!Files.isDirectory(root)) {
                continue;
            }
            List<Path> found;
            try (Stream<Path> all = Files.walk(root)) {
                found = all.filter(Files::isRegularFile).sorted().toList();
            } catch (IOException e) {
                throw Problem.of(ErrorCode.USAGE, "the folder " + root + " cannot be read")
                        .asException(e);
            }
            found.forEach(taker);
        }
    }

    private Optional<DbtFile> read(Path path, String key, String usual) {
        try {
            List<String> folders = new ArrayList<>();
            for (String root : paths(key, usual)) {
                Path start = folder.resolve(root);
                if (path.startsWith(start) && path.getParent() != null && folders.isEmpty()) {
                    start.relativize(path.getParent()).forEach(part -> folders.add(part.toString()));
                }
            }
            folders.removeIf(String::isEmpty);
            return Optional.of(new DbtFile(label(path), folders, stem(path), Files.readString(path)));
        } catch (MalformedInputException e) {
            remarks.add(Remark.left(new Place(label(path), 0), "it is no text in UTF-8"));
        } catch (IOException e) {
            remarks.add(Remark.left(new Place(label(path), 0), "it cannot be read"));
        }
        return Optional.empty();
    }

    String label(Path path) {
        return folder.relativize(path).toString();
    }

    private static boolean ends(Path path, String ending) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private static String stem(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.substring(0, name.lastIndexOf('.'));
    }
}
