package io.alluvium.run;

import io.alluvium.config.HoconSection;
import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.Digest;
import io.alluvium.domain.TableName;
import io.alluvium.export.ExportSpec;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.report.Manifest;
import io.alluvium.source.SourceSection;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.source.target.TargetTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes down what a project declares, for programs that cannot start a JVM to learn it.
 *
 * @param sections what stands under {@code sources}
 */
record Inventory(List<HoconSection> sections) {
    Inventory {
        sections = List.copyOf(sections);
    }

    /** @param settings {@code --set} */
    Manifest of(Definitions definitions, Map<String, String> settings) {
        ProjectConfig project = definitions.project();
        Map<String, String> digests = new TreeMap<>();
        settings.forEach((key, value) -> digests.put(key, Arguments.digest(value)));
        return new Manifest(
                project.name(),
                project.environment(),
                project.warehouse(),
                digests,
                definitions.isOpen(),
                definitions.sources().stream()
                        .map(source ->
                                new Manifest.Source(source.name(), source.type().word(), source.budget()))
                        .toList(),
                tables(definitions),
                files(definitions));
    }

    private List<Manifest.Table> tables(Definitions definitions) {
        List<Manifest.Table> tables = new ArrayList<>();
        String warehouse = definitions.project().warehouse();
        definitions.sourceTables().forEach((table, source) -> tables.add(raw(table, source, warehouse)));
        Set<TableName> assumed = definitions.graph().assumed();
        assumed.stream()
                .sorted()
                .forEach(table -> tables.add(new Manifest.Table(
                        table,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        location(warehouse, table),
                        "")));
        definitions.models().forEach(model -> tables.add(model(model, definitions.project())));
        definitions.exports().forEach(export -> export.tables().forEach(table -> tables.add(exported(export, table))));
        return tables;
    }

    private static Manifest.Table exported(ExportSpec export, TargetTable table) {
        return new Manifest.Table(
                table.name(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("export"),
                Optional.empty(),
                List.of(table.from()),
                export.target().database().replaceFirst(" ", "://") + "/" + table.to(),
                export.digest(table));
    }

    private Manifest.Table raw(TableSpec table, SourceSpec source, String warehouse) {
        String hash = sections.stream()
                .filter(section -> section.name().equals(source.name()))
                .map(section ->
                        section.digest(SourceSection.TABLES, table.name().name()))
                .findFirst()
                .orElse("");
        return new Manifest.Table(
                table.name(),
                Optional.of(source.name()),
                table.origin(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                location(warehouse, table.name()),
                hash);
    }

    private static Manifest.Table model(Model model, ProjectConfig project) {
        return new Manifest.Table(
                model.name(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(model.strategy().word()),
                model.description(),
                model.reads().stream().map(Model.Read::table).toList(),
                location(project.warehouse(), model.name()),
                digest(project.directory().resolve(model.place().file())));
    }

    private static String location(String warehouse, TableName table) {
        return warehouse + "/" + table.layer().label() + "/" + table.name();
    }

    private static List<Manifest.File> files(Definitions definitions) {
        Path folder = definitions.project().directory();
        Map<String, Manifest.File> files = new TreeMap<>();
        for (Path file : definitions.project().files()) {
            String path = folder.relativize(file).toString();
            files.put(path, new Manifest.File(path, digest(file)));
        }
        for (Model model : definitions.models()) {
            String path = model.place().file();
            files.put(path, new Manifest.File(path, digest(folder.resolve(path))));
        }
        return List.copyOf(files.values());
    }

    private static String digest(Path file) {
        try {
            return Digest.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw Problem.of(ErrorCode.PROJECT_NOT_FOUND, file + " cannot be read any more")
                    .asException(e);
        }
    }
}
