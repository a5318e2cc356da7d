package io.alluvium.sources.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableOffer;
import io.alluvium.sources.objects.packed.Packing;
import io.alluvium.sources.objects.survey.Landing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * What tools left in a folder beside the files of rows: what dlt knows of its tables, and logs that say which files are of a
 * table. Files of a table with such a log are not to be read without it, since some of them are no part of it any more.
 */
final class LeftByTools {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSIONS = "_dlt_version";
    private static final String LOADS = "_dlt_loads";
    private static final int MOST_BYTES = 16 << 20;

    /** Folders that are passed over when rows are looked for, in which tools leave what is looked for here. */
    private static final Set<String> TOOLS = Set.of("_delta_log", ".hoodie", VERSIONS, LOADS);

    private final Map<String, String> logs = new TreeMap<>();
    private final Set<String> datasets = new TreeSet<>();
    private final Map<String, Landing.Hints> hints = new HashMap<>();

    private LeftByTools() {}

    /** @throws io.alluvium.failure.AlluviumException where the folder cannot be listed or a tool's file not be read */
    static LeftByTools in(Folder folder) {
        LeftByTools left = new LeftByTools();
        List<String> versions = new ArrayList<>();
        try {
            folder.storage().find("", LeftByTools::enters, file -> left.see(file.path(), versions));
            versions.sort(null);
            for (String path : versions) {
                left.readVersion(folder, path);
            }
        } catch (IOException e) {
            throw Problem.of(ErrorCode.SOURCE_NO_RIGHT, "the folder cannot be read whole")
                    .because(String.valueOf(e.getMessage()))
                    .asException(e);
        }
        return left;
    }

    private static boolean enters(String folder) {
        String name = folder.substring(folder.lastIndexOf('/') + 1);
        return TOOLS.contains(name) || !FileGlob.isPassedOver(name);
    }

    private void see(String path, List<String> versions) {
        List<String> parts = List.of(path.split("/"));
        log(parts, "_delta_log", "Delta");
        log(parts, ".hoodie", "Hudi");
        if (path.endsWith(".metadata.json")) {
            log(parts, "metadata", "Iceberg");
        }
        for (int i = 0; i < parts.size() - 1; i++) {
            if (parts.get(i).equals(VERSIONS) || parts.get(i).equals(LOADS)) {
                datasets.add(String.join("/", parts.subList(0, i)));
            }
        }
        if (parts.size() > 1 && parts.get(parts.size() - 2).equals(VERSIONS)) {
            versions.add(path);
        }
    }

    private void log(List<String> parts, String folder, String format) {
        int at = parts.subList(0, parts.size() - 1).indexOf(folder);
        if (at >= 0) {
            logs.put(String.join("/", parts.subList(0, at)), format);
        }
    }

    /** One line holds one version of all tables of a schema; files are named by the time at which they were written. */
    private void readVersion(Folder folder, String path) throws IOException {
        String dataset = path.substring(0, Math.max(0, path.lastIndexOf("/" + VERSIONS + "/")));
        try (InputStream stored = folder.open(path);
                InputStream bytes = packed(stored);
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && line.length() < MOST_BYTES) {
                    JSON.readTree(JSON.readTree(line).path("schema").asText())
                            .path("tables")
                            .fields()
                            .forEachRemaining(table -> hints.put(
                                    (dataset.isEmpty() ? "" : dataset + "/") + table.getKey(),
                                    hints(table.getValue())));
                }
            }
        } catch (JsonProcessingException e) {
            // A tool's notes in another form say nothing; the rows themselves do.
            hints.keySet().removeIf(table -> table.startsWith(dataset));
        }
    }

    private static InputStream packed(InputStream stored) throws IOException {
        stored.mark(8);
        byte[] head = stored.readNBytes(8);
        stored.reset();
        return Packing.ofContent(head).filter(Packing.GZIP::equals).isPresent() ? new GZIPInputStream(stored) : stored;
    }

    private static Landing.Hints hints(JsonNode table) {
        List<String> key = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        table.path("columns").fields().forEachRemaining(column -> {
            if (column.getValue().path("primary_key").asBoolean()) {
                key.add(column.getKey());
            }
            if (column.getValue().path("hard_delete").asBoolean()) {
                deleted.add(column.getKey());
            }
        });
        return new Landing.Hints(
                key, deleted, table.path("write_disposition").asText().equals("replace"));
    }

    /** What is known of the table in whose folder a file lies. */
    Landing.Hints hints(String path) {
        String folder = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        return hints.getOrDefault(folder, Landing.Hints.NONE);
    }

    /** Whether a file is to be taken for one of rows that stand for themselves. */
    boolean isOfRows(String path) {
        int name = path.lastIndexOf('/');
        String folder = path.substring(0, Math.max(0, name));
        boolean marks = path.substring(name + 1).equals("init") && datasets.contains(folder);
        return !marks && logs.keySet().stream().noneMatch(table -> isIn(table, path));
    }

    private static boolean isIn(String table, String path) {
        return table.isEmpty() || path.startsWith(table + "/");
    }

    /** Tables whose files only their logs tell; none can be loaded. */
    List<TableOffer> tables() {
        Map<String, TableOffer> refused = new LinkedHashMap<>();
        logs.forEach((folder, format) -> refused.put(
                folder,
                new TableOffer.Refused(
                        "",
                        folder.substring(folder.lastIndexOf('/') + 1),
                        folder.isEmpty() ? "." : folder + "/",
                        List.of(),
                        "a table of " + format
                                + ", whose log says which files are of it: read as files it would have rows"
                                + " that were changed or deleted; such sources are not built yet")));
        return List.copyOf(refused.values());
    }
}
