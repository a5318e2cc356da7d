package io.alluvium.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a project declares; the content of {@code manifest.json}, whose schema lies in the documentation. Equal projects give
 * equal texts, on whatever machine they lie.
 *
 * @param settings {@code --set}, by key, with digests of the values
 * @param open whether sources have tables that only they can tell, which are not among these
 * @param tables each after those that it reads
 * @param files that the project was read from
 */
public record Manifest(
        String project,
        Optional<String> environment,
        String warehouse,
        Map<String, String> settings,
        boolean open,
        List<Source> sources,
        List<Table> tables,
        List<File> files) {
    public static final int SCHEMA_VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    public Manifest {
        Objects.requireNonNull(project, "project");
        Objects.requireNonNull(warehouse, "warehouse");
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        sources = List.copyOf(sources);
        tables = List.copyOf(tables);
        files = List.copyOf(files);
    }

    /**
     * One source.
     *
     * @param connections the most that a run holds to it
     */
    public record Source(String name, String type, OptionalInt connections) {}

    /**
     * One table.
     *
     * @param source of a raw table; empty for a model, and for a raw table that only its source can tell of
     * @param origin what the source calls it
     * @param strategy of a model, or {@code export}
     * @param location where it lies before it was ever reset, which names it for good
     * @param hash changes with what it is configured by
     */
    public record Table(
            TableName name,
            Optional<String> source,
            Optional<String> origin,
            Optional<String> strategy,
            Optional<String> description,
            List<TableName> reads,
            String location,
            String hash) {
        public Table {
            reads = List.copyOf(reads);
        }
    }

    /**
     * One file of the project.
     *
     * @param path relative to the project's folder
     * @param hash its SHA-256
     */
    public record File(String path, String hash) {}

    /**
     * The manifest as indented JSON.
     *
     * @param folder of the project, where that is not the folder that the manifest lies in
     * @param runOptions what {@code alluvium run} takes, without dashes
     */
    public String write(Optional<String> folder, List<String> runOptions) {
        ObjectNode root = JSON.createObjectNode();
        root.put("schema_version", SCHEMA_VERSION);
        root.put("project", project);
        root.put("environment", environment.orElse(null));
        folder.ifPresent(place -> root.put("folder", place));
        root.put("warehouse", warehouse);
        ObjectNode set = root.putObject("settings");
        settings.forEach(set::put);
        root.put("open", open);
        ArrayNode options = root.putArray("run_options");
        runOptions.forEach(options::add);
        ArrayNode declared = root.putArray("sources");
        for (Source source : sources) {
            ObjectNode node = declared.addObject().put("name", source.name()).put("type", source.type());
            node.put(
                    "connections",
                    source.connections().isPresent() ? source.connections().getAsInt() : null);
        }
        ArrayNode all = root.putArray("tables");
        tables.forEach(table -> write(table, all.addObject()));
        ArrayNode folders = root.putArray("model_folders");
        for (Layer layer : Layer.ofTheWarehouse()) {
            layer.words().forEach(folders::add);
        }
        ArrayNode read = root.putArray("files");
        files.forEach(file -> read.addObject().put("path", file.path()).put("sha256", file.hash()));
        return AnswerJson.text(root);
    }

    private static void write(Table table, ObjectNode node) {
        node.put("table", table.name().toString());
        node.put("layer", table.name().layer().label());
        node.put("name", table.name().name());
        node.put("source", table.source().orElse(null));
        table.origin().ifPresent(origin -> node.put("origin", origin));
        node.put("strategy", table.strategy().orElse(null));
        table.description().ifPresent(text -> node.put("description", text));
        ArrayNode reads = node.putArray("reads");
        table.reads().forEach(read -> reads.add(read.toString()));
        node.put("location", table.location());
        node.put("hash", table.hash());
    }

    /** What is in one manifest's text and otherwise or not in another's, a line each; none where they say the same. */
    public static List<String> changes(String older, String newer) {
        try {
            JsonNode before = JSON.readTree(older);
            JsonNode now = JSON.readTree(newer);
            List<String> changes = new ArrayList<>();
            changes.addAll(changes(by("path", before.path("files")), by("path", now.path("files"))));
            changes.addAll(changes(by("table", before.path("tables")), by("table", now.path("tables"))));
            TreeSet<String> members = new TreeSet<>();
            before.fieldNames().forEachRemaining(members::add);
            now.fieldNames().forEachRemaining(members::add);
            members.removeIf(name -> name.equals("files") || name.equals("tables"));
            members.removeIf(name -> before.path(name).equals(now.path(name)));
            members.forEach(name -> changes.add(name + " changed"));
            return changes;
        } catch (JsonProcessingException e) {
            return List.of("it is no JSON");
        }
    }

    private static Map<String, JsonNode> by(String member, JsonNode array) {
        Map<String, JsonNode> found = new TreeMap<>();
        array.forEach(node -> found.put(node.path(member).asText(), node));
        return found;
    }

    private static List<String> changes(Map<String, JsonNode> before, Map<String, JsonNode> now) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        List<String> changes = new ArrayList<>();
        for (String name : names) {
            if (!now.containsKey(name)) {
                changes.add(name + " removed");
            } else if (!before.containsKey(name)) {
                changes.add(name + " added");
            } else if (!before.get(name).equals(now.get(name))) {
                changes.add(name + " changed");
            }
        }
        return changes;
    }
}
