package io.alluvium.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.export.ExportSpec;
import io.alluvium.export.Exports;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.model.ModelReader;
import io.alluvium.model.RawTable;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.sources.SourceTypes;
import io.alluvium.spark.SparkLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project folder that a test writes and reads. */
public final class TestProject {
    private final Path directory;

    public TestProject(Path directory) {
        this.directory = directory;
    }

    public TestProject file(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestProject conf(String text) {
        return file("project.conf", text);
    }

    public ProjectConfig read() {
        return read(Optional.empty(), Map.of());
    }

    public ProjectConfig read(Optional<String> environment, Map<String, String> settings) {
        return ProjectReader.read(
                new ProjectReader.Request(directory, true, environment, settings), SourceTypes.all()::read);
    }

    /** The sources that the project declares. */
    public List<SourceSpec> sources() {
        return sources(Optional.empty(), Map.of());
    }

    public List<SourceSpec> sources(Optional<String> environment, Map<String, String> settings) {
        List<SourceSpec> sources = new ArrayList<>();
        ProjectReader.read(
                new ProjectReader.Request(directory, true, environment, settings),
                (folder, sections) -> sources.addAll(SourceTypes.all().read(folder, sections)));
        return sources;
    }

    /** The exports that the project declares. */
    public List<ExportSpec> exports() {
        List<ExportSpec> exports = new ArrayList<>();
        SourceTypes types = SourceTypes.all();
        ProjectReader.read(
                new ProjectReader.Request(directory, true, Optional.empty(), Map.of()),
                (folder, sections) -> types.read(folder, sections),
                (folder, sections) -> exports.addAll(Exports.read(folder, sections, types)));
        return exports;
    }

    /** What models need to know of the tables of the sources. */
    public List<RawTable> raw() {
        return sources().stream()
                .flatMap(source -> source.tables().stream())
                .map(TableSpec::raw)
                .toList();
    }

    public List<Model> models() {
        return ModelReader.read(directory, raw().stream().map(RawTable::name).toList());
    }

    public List<Problem> problems() {
        return problems(Optional.empty(), Map.of());
    }

    public List<Problem> problems(Optional<String> environment, Map<String, String> settings) {
        return catchThrowableOfType(AlluviumException.class, () -> read(environment, settings))
                .problems();
    }

    /** The only problem there is. */
    public Problem problem() {
        return only(problems());
    }

    public static Problem only(List<Problem> problems) {
        if (problems.size() != 1) {
            throw new AssertionError("one problem expected: " + problems);
        }
        return problems.get(0);
    }

    /** A problem as one line: code, place, message and what stands beside it but for the line of Spark. */
    public static String line(Problem problem) {
        return problem.code() + " " + problem.place().map(Object::toString).orElse("-") + " " + problem.message()
                + problem.label()
                        .filter(label -> !SparkLine.olderGrammar().equals(Optional.of(label)))
                        .map(label -> " | " + label)
                        .orElse("")
                + problem.suggestion()
                        .map(word -> " | did you mean " + word + "?")
                        .orElse("");
    }

    public static List<ErrorCode> codes(List<Problem> problems) {
        return problems.stream().map(Problem::code).toList();
    }
}
