package io.alluvium.run;

import io.alluvium.domain.Digest;
import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.lake.Libraries;
import io.alluvium.lake.TableNews;
import io.alluvium.model.Definition;
import io.alluvium.model.Model;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.SavedPlan;
import io.alluvium.plan.Selection;
import io.alluvium.report.Manifest;
import io.alluvium.source.Look;
import io.alluvium.source.ReadPlan;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds all that a plan's decisions stand on, so that a run can tell whether it would decide the same. */
final class Basis {
    private final Definitions definitions;
    private final Manifest manifest;
    private final Parameters parameters;
    private final Glance glance;
    private final Sources sources;
    private final Map<String, String> basis = new TreeMap<>();

    /** @param manifest of the same definitions */
    Basis(Definitions definitions, Manifest manifest, Parameters parameters, Glance glance, Sources sources) {
        this.definitions = definitions;
        this.manifest = manifest;
        this.parameters = parameters;
        this.glance = glance;
        this.sources = sources;
    }

    /** @param steps the plan, with how batches will be read */
    SavedPlan of(Selection selection, List<PlannedStep> steps) {
        basis.put("the program", program());
        basis.put("the warehouse", manifest.warehouse());
        basis.put("the environment", manifest.environment().orElse("none"));
        manifest.settings().forEach((key, digest) -> basis.put("--set " + key, SavedPlan.DIGEST + digest));
        Map<TableName, String> words = new TreeMap<>();
        Set<TableName> tables = new TreeSet<>();
        for (PlannedStep step : steps) {
            words.put(step.table(), SavedPlan.word(step));
            step.match(new PlannedStep.Cases<Void>() {
                @Override
                public Void extract(PlannedStep.Extract extract) {
                    ofRaw(extract);
                    tables.add(extract.table());
                    return null;
                }

                @Override
                public Void transform(PlannedStep.Transform transform) {
                    ofModel(transform.model());
                    tables.add(transform.table());
                    tables.addAll(definitions.reads(transform.model()));
                    return null;
                }

                @Override
                public Void export(PlannedStep.Export export) {
                    ofExport(export.table());
                    tables.add(export.from());
                    return null;
                }
            });
        }
        return new SavedPlan(parameters.at(), selection, words, versions(tables), basis);
    }

    private void ofRaw(PlannedStep.Extract step) {
        TableName table = step.table();
        manifest.tables().stream()
                .filter(declared -> declared.name().equals(table))
                .findFirst()
                .ifPresent(declared -> basis.put(table + ", as configured", SavedPlan.DIGEST + declared.hash()));
        if (step.look() instanceof Look.Changed) {
            step.reading()
                    .flatMap(ReadPlan::schema)
                    .ifPresent(schema -> Arrays.stream(schema.fields())
                            .forEach(column -> basis.put(
                                    table + ", column " + column.name(),
                                    column.dataType().sql())));
            String source = step.source().name();
            sources.get(source)
                    .identity()
                    .ifPresent(identity -> basis.put("source " + source + ", its server", identity));
        }
    }

    private void ofModel(Model model) {
        Definition definition = definitions.definition(model, parameters, glance::current);
        definition.decides().forEach((word, value) -> put(model, word, value));
        definition.describes().forEach((word, value) -> put(model, word, value));
    }

    private void ofExport(TableName name) {
        definitions
                .exports()
                .forEach(export -> export.tables().stream()
                        .filter(table -> table.name().equals(name))
                        .forEach(
                                table -> basis.put(name + ", as configured", SavedPlan.DIGEST + export.digest(table))));
    }

    private void put(Model model, String word, String value) {
        basis.put(model.name() + ", " + word, SavedPlan.DIGEST + Digest.of(value));
    }

    private Map<TableName, InputVersion> versions(Set<TableName> tables) {
        Map<TableName, InputVersion> versions = new TreeMap<>();
        tables.forEach(table -> glance.pin(table).ifPresent(pin -> versions.put(table, pin.input())));
        return versions;
    }

    /**
     * A table that holds the same rows is as it was planned: what was compacted since is no news.
     *
     * @param now the plan as it would be made now
     */
    SavedPlan asPlanned(SavedPlan now, SavedPlan then) {
        Map<TableName, InputVersion> versions = new TreeMap<>(now.versions());
        then.versions()
                .forEach((table, planned) -> Optional.ofNullable(versions.get(table))
                        .filter(found ->
                                found.tableId().equals(planned.tableId()) && found.number() == planned.number())
                        .flatMap(found -> glance.current(table))
                        .filter(current -> glance.news(current, planned.version()) == TableNews.NONE)
                        .ifPresent(same -> versions.put(table, planned)));
        return new SavedPlan(now.at(), now.selection(), now.steps(), versions, now.basis());
    }

    /** The jar, where there is one, and what it runs on. */
    private static String program() {
        String libraries = Libraries.found().text();
        try {
            Path place = Path.of(Basis.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isRegularFile(place)
                    ? "jar " + Digest.of(Files.readAllBytes(place)) + " on " + libraries
                    : "classes on " + libraries;
        } catch (IOException | URISyntaxException e) {
            return "classes on " + libraries;
        }
    }
}
