package io.alluvium.dbt;

import io.alluvium.config.HoconSection;
import io.alluvium.dbt.jinja.Value;
import io.alluvium.domain.Place;
import io.alluvium.source.TableOffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Where data comes from: the seeds that the project brings, and its sources, as far as anything says where they are. */
final class Landings {
    private final DbtFiles files;
    private final Path target;
    private final Tables tables;
    private final Profile profile;
    private final Map<String, List<String>> seeds = new TreeMap<>();
    private final Map<String, List<String>> sources = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();

    Landings(DbtFiles files, Path target, Tables tables, Profile profile) {
        this.files = files;
        this.target = target;
        this.tables = tables;
        this.profile = profile;
    }

    /** Seeds by key, looked through to know their types; one that cannot be read is left. */
    void seeds(Map<String, Path> found, Function<Path, TableOffer> survey) {
        found.forEach((name, path) -> {
            TableOffer offer = survey.apply(path);
            String key = ModelNames.ref(name);
            if (offer instanceof TableOffer.Declared declared) {
                List<String> lines = new ArrayList<>();
                lines.add("glob = " + HoconSection.quoted(files.label(path)));
                declared.lines().stream()
                        .filter(line -> !line.startsWith("glob"))
                        .forEach(lines::add);
                lines.add("load = replace");
                seeds.put(tables.rawOf(key).orElseThrow(), lines);
            } else {
                String why = offer instanceof TableOffer.Refused refused ? refused.reason() : "it is no table";
                missing.add(key);
                files.remarks().add(Remark.left(new Place(files.label(path), 0), "the seed: " + why));
            }
        });
    }

    /** @param versions the key of rows whose versions are kept, of tables that a snapshot reads */
    void source(DeclaredTable table, Optional<List<String>> versions) {
        String raw = tables.rawOf(ModelNames.source(table.key())).orElseThrow();
        List<String> lines = sources.computeIfAbsent(table.source(), name -> new ArrayList<>());
        String key = versions.map(columns -> "key = [" + String.join(", ", columns) + "], ")
                .orElse("");
        lines.add(
                profile.isReachable()
                        ? raw + " { from = " + HoconSection.quoted(profile.from(table)) + ", " + key + "mode = "
                                + (versions.isPresent() ? "snapshot" : "replace") + " }"
                        : raw + " { glob = " + HoconSection.quoted(table.identifier() + "/*.parquet")
                                + ", format = parquet, " + key + "load = "
                                + (versions.isPresent() ? "append" : "replace") + " }");
    }

    /** The columns that a load adds to the tables of sources. */
    String added(boolean ofFiles, boolean versions) {
        String all = "_batch, _run_id, _loaded_at";
        if (ofFiles || !profile.isReachable()) {
            return all + ", _file, _position";
        }
        return versions ? all + ", _op" : all;
    }

    /** Keys of seeds that could not be read. */
    List<String> missing() {
        return missing;
    }

    int sources() {
        return sources.size();
    }

    String configuration(String project, Map<String, Value> values) {
        StringBuilder text = new StringBuilder();
        text.append("# Written by alluvium init from the dbt project ")
                .append(files.name().replaceAll("\\s+", " "))
                .append("; ")
                .append(Moved.REPORT)
                .append(" says what was left and what to look at.\n");
        text.append("project = ").append(project).append('\n');
        text.append("warehouse { path = \"warehouse\" }      # beside this file; elsewhere an absolute path\n\n");
        text.append(vars(values));
        text.append("sources {\n");
        if (!seeds.isEmpty()) {
            text.append("  seeds {\n    type = files, path = ")
                    .append(HoconSection.quoted(path()))
                    .append("\n    tables {\n");
            seeds.forEach((name, lines) -> {
                text.append("      ").append(name).append(" {\n");
                lines.forEach(line -> text.append("        ").append(line).append('\n'));
                text.append("      }\n");
            });
            text.append("    }\n  }\n");
        }
        sources.forEach((name, lines) -> {
            profile.declaration(name)
                    .forEach(line -> text.append("  ").append(line).append('\n'));
            text.append("    tables {\n");
            lines.forEach(line -> text.append("      ").append(line).append('\n'));
            text.append("    }\n  }\n");
        });
        return text.append("}\n").toString();
    }

    private static String vars(Map<String, Value> values) {
        if (values.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("vars {\n");
        values.forEach((name, value) -> text.append("  ")
                .append(HoconSection.key(name))
                .append(" = ")
                .append(written(value))
                .append('\n'));
        return text.append("}\n\n").toString();
    }

    private static String written(Value value) {
        if (value instanceof Value.Text text) {
            return HoconSection.quoted(text.text());
        }
        return value instanceof Value.Flag flag ? String.valueOf(flag.flag()) : value.printed();
    }

    /** A folder beside the project moves with it; any other keeps its full path. */
    private String path() {
        Path above = target.getParent();
        boolean near = files.folder().startsWith(target)
                || above != null && files.folder().startsWith(above);
        String relative = target.relativize(files.folder()).toString();
        return !near ? files.folder().toString() : relative.isEmpty() ? "." : relative;
    }
}
