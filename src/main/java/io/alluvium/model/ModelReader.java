package io.alluvium.model;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.SqlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the SQL files of a project; everything that is wrong with them is said at once. Needs no Spark session. */
public final class ModelReader {
    private static final String ENDING = ".sql";

    private final Path directory;
    private final Set<TableName> known = new HashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private ModelReader(Path directory) {
        this.directory = directory;
    }

    /**
     * Every model of the project, by file.
     *
     * @param directory the project's folder
     * @param raw the raw tables that are declared by name
     * @throws AlluviumException with every problem found; all are the user's
     */
    public static List<Model> read(Path directory, Collection<TableName> raw) {
        Found found = look(directory, raw);
        if (!found.problems().isEmpty()) {
            throw new AlluviumException(found.problems());
        }
        return found.models();
    }

    /** The same without an end: what could be read, and what is wrong with the rest. */
    public static Found look(Path directory, Collection<TableName> raw) {
        ModelReader reader = new ModelReader(directory);
        reader.known.addAll(raw);
        List<Model> models = reader.models();
        Set<TableName> unread = new HashSet<>(reader.known);
        raw.forEach(unread::remove);
        models.forEach(model -> unread.remove(model.name()));
        return new Found(models, unread, reader.problems);
    }

    /**
     * What a project's folder holds.
     *
     * @param unread tables whose files have problems that leave nothing to go on with
     * @param problems of all files, those of models among them
     */
    public record Found(List<Model> models, Set<TableName> unread, List<Problem> problems) {
        public Found {
            models = List.copyOf(models);
            unread = Set.copyOf(unread);
            problems = List.copyOf(problems);
        }
    }

    /** A SQL file of the project and the table it makes. */
    private record SqlFile(Path path, String label, TableName table) {}

    private List<Model> models() {
        List<SqlFile> files = new ArrayList<>();
        for (Path folder : list(directory)) {
            Optional<Layer> layer = Layer.of(String.valueOf(folder.getFileName()));
            if (layer.isPresent() && Files.isDirectory(folder)) {
                list(folder).forEach(path -> file(path, layer.orElseThrow()).ifPresent(files::add));
            }
        }
        files.forEach(file -> known.add(file.table()));
        return files.stream().flatMap(file -> model(file).stream()).toList();
    }

    private List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Problem.of(ErrorCode.PROJECT_NOT_FOUND, "the folder " + folder + " cannot be read")
                    .asException(e);
        }
    }

    private Optional<SqlFile> file(Path path, Layer layer) {
        String fileName = String.valueOf(path.getFileName());
        String label = directory.relativize(path).toString();
        if (Files.isDirectory(path)) {
            refuseNested(path);
            return Optional.empty();
        }
        if (!fileName.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
            return Optional.empty();
        }
        String name = fileName.substring(0, fileName.length() - ENDING.length());
        if (layer == Layer.RAW) {
            problems.add(Problem.of(ErrorCode.BAD_NAME, label + ": a raw table comes from a source, not from SQL")
                    .at(new Place(label, 0))
                    .fixedBy("move it to curated/ or aggregate/"));
            return Optional.empty();
        }
        if (!TableName.isName(name)) {
            problems.add(Problem.of(ErrorCode.BAD_NAME, name + " is not allowed as a name of a table")
                    .at(new Place(label, 0))
                    .because("lower case letters, digits and _, a letter first")
                    .didYouMean(TableName.proposal(name).map(proposal -> proposal + ENDING)));
            return Optional.empty();
        }
        return Optional.of(new SqlFile(path, label, new TableName(layer, name)));
    }

    private void refuseNested(Path folder) {
        for (Path path : list(folder)) {
            if (Files.isRegularFile(path) && path.toString().endsWith(ENDING)) {
                String label = directory.relativize(path).toString();
                problems.add(Problem.of(ErrorCode.BAD_NAME, label + " lies in a folder of a folder")
                        .at(new Place(label, 0))
                        .because("a model's layer is its folder: curated/ or aggregate/"));
            }
        }
    }

    /** Empty where the file has a problem that leaves nothing to go on with. */
    private Optional<Model> model(SqlFile file) {
        String text;
        try {
            text = Files.readString(file.path());
        } catch (IOException e) {
            problems.add(Problem.of(ErrorCode.SQL_SYNTAX, file.label() + " cannot be read as UTF-8 text")
                    .at(new Place(file.label(), 0)));
            return Optional.empty();
        }
        return ModelFile.split(file.label(), text, problems).flatMap(parts -> model(file, parts));
    }

    private Optional<Model> model(SqlFile file, ModelFile parts) {
        int before = problems.size();
        FrontMatter front = parts.frontMatter(problems);
        boolean isFrontWhole = problems.size() == before;
        // Without its front matter the strategy is not known: what depends on it is not said twice.
        Strategy strategy = isFrontWhole ? front.strategy() : new Strategy.Full();
        ModelSql sql = new ModelSql(file.label(), known, problems);
        Set<String> parameters = new HashSet<>(sql.parametersOfConditions(front, parts.lineOf("apply_as_delete_when")));
        return sql.query(parts.sql(), strategy).map(query -> {
            parameters.addAll(query.parameters());
            if (isFrontWhole) {
                checkNames(front, parts, query.outputs());
            }
            return new Model(
                    file.table(),
                    new Place(file.label(), 0),
                    query.sql(),
                    front.strategy(),
                    front.key(),
                    front.description(),
                    front.columns(),
                    front.expectations(),
                    query.reads(),
                    parameters);
        });
    }

    private void checkNames(FrontMatter front, ModelFile parts, List<SqlTree.Output> outputs) {
        NamedColumns.told(outputs)
                .ifPresent(columns -> problems.addAll(
                        columns.problems(front.strategy(), front.key(), front.expectations(), parts::lineOf)));
    }
}
