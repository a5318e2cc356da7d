package io.alluvium.cli;

import io.alluvium.config.HoconSection;
import io.alluvium.source.Inspection;
import io.alluvium.source.TableOffer;
import io.alluvium.source.catalog.RawNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A project that loads what a source offers. Its files come by path, as a person would write them. */
final class OfferedProject {
    /** Words that mean something else in HOCON where a key stands. */
    private static final Set<String> HOCON_WORDS = Set.of("include", "true", "false", "null");

    private static final int LINE = 110;

    private final String name;
    private final Inspection.Inspected source;
    private final List<TableOffer.Loadable> loadable = new ArrayList<>();
    private final List<TableOffer.Declared> declared = new ArrayList<>();
    private final List<TableOffer.Refused> refused = new ArrayList<>();
    private final RawNames names;

    /** @param name of the project */
    OfferedProject(String name, Inspection.Inspected source) {
        this.name = name;
        this.source = source;
        this.names = new RawNames(
                source.offers().stream()
                        .map(offer -> new RawNames.Wanting(
                                offer.schema(), offer.name(), offer.from(), !(offer instanceof TableOffer.Refused)))
                        .toList(),
                Set.of());
        source.offers()
                .forEach(offer -> offer.match(new TableOffer.Cases<Boolean>() {
                    @Override
                    public Boolean loadable(TableOffer.Loadable found) {
                        return loadable.add(found);
                    }

                    @Override
                    public Boolean declared(TableOffer.Declared found) {
                        return declared.add(found);
                    }

                    @Override
                    public Boolean refused(TableOffer.Refused found) {
                        return refused.add(found);
                    }
                }));
    }

    int tables() {
        return loadable.size() + declared.size();
    }

    List<TableOffer.Refused> refused() {
        return List.copyOf(refused);
    }

    /** The configuration and a model for each table. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(RootCommand.PROJECT_FILE, configuration());
        loadable.forEach(table -> files.put(
                "curated/" + name(table) + ".sql",
                new OfferedModel(table, name(table)).of(table.key(), table.columns())));
        declared.forEach(table -> {
            OfferedModel model = new OfferedModel(table, name(table));
            table.versions()
                    .ifPresentOrElse(
                            versions -> model.of(versions, table.columns())
                                    .forEach((file, text) -> files.put("curated/" + file + ".sql", text)),
                            () -> files.put("curated/" + name(table) + ".sql", model.of(List.of(), table.columns())));
        });
        return files;
    }

    private String configuration() {
        StringBuilder text = new StringBuilder();
        text.append("# Written by alluvium init from " + source.origin().told() + ". Try it as it is: alluvium run\n");
        text.append("project = ").append(name).append('\n');
        text.append("warehouse { path = \"warehouse\" }      # beside this file; elsewhere an absolute path\n\n");
        text.append("sources {\n  ").append(key(source.name())).append(" {\n");
        source.declaration().forEach(line -> text.append("    ").append(line).append('\n'));
        text.append("\n    tables {\n");
        if (tables() > 0) {
            source.advice().forEach(line -> text.append("      # ").append(line).append('\n'));
        }
        entries().forEach(line -> text.append("      ").append(line).append('\n'));
        declared.forEach(table -> sections(table)
                .forEach(line -> text.append("      ").append(line).append('\n')));
        notLoaded()
                .forEach(line ->
                        text.append(line.isEmpty() ? "" : "      ").append(line).append('\n'));
        return text.append("    }\n  }\n}\n").toString();
    }

    private List<String> entries() {
        int nameWidth = loadable.stream()
                .mapToInt(table -> key(name(table)).length())
                .max()
                .orElse(0);
        int bodyWidth = loadable.stream()
                .map(OfferedProject::body)
                .mapToInt(String::length)
                .filter(width -> width <= LINE)
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (TableOffer.Loadable table : loadable) {
            String line = filled(key(name(table)), nameWidth) + " " + body(table);
            lines.add(
                    table.remarks().isEmpty()
                            ? line
                            : filled(line, nameWidth + 1 + bodyWidth) + "   # "
                                    + oneLine(String.join("; ", table.remarks())));
        }
        return lines;
    }

    private List<String> sections(TableOffer.Declared table) {
        List<String> lines = new ArrayList<>();
        lines.add(key(name(table)) + " {");
        table.remarks().forEach(remark -> lines.add("  # " + oneLine(remark)));
        table.lines().forEach(line -> lines.add("  " + line));
        lines.add("}");
        return lines;
    }

    private String name(TableOffer offer) {
        return names.of(offer.from());
    }

    private static String body(TableOffer.Loadable table) {
        return body(table.from(), table.key(), table.mode(), table.renames());
    }

    private static String body(String from, List<String> key, String mode, Map<String, String> renames) {
        List<String> names = new ArrayList<>();
        renames.forEach((column, name) -> names.add(HoconSection.key(column) + " = " + HoconSection.key(name)));
        return "{ from = " + quoted(from) + (key.isEmpty() ? "" : ", key = " + list(key)) + ", mode = " + mode
                + (names.isEmpty() ? "" : ", rename { " + String.join(", ", names) + " }") + " }";
    }

    private List<String> notLoaded() {
        List<String> lines = new ArrayList<>();
        if (!refused.isEmpty()) {
            lines.add("");
            lines.add(
                    source.origin() == Inspection.Origin.FILES
                            ? "# Not loaded; where the reason can be helped, mend it and declare a table:"
                            : "# Not loaded; where the reason can be helped, mend it and take away the #:");
        }
        for (TableOffer.Refused table : refused) {
            lines.add("# " + oneLine(table.from() + ": " + table.reason()));
            if (source.origin() == Inspection.Origin.FILES) {
                continue;
            }
            lines.add("#   " + key(name(table)) + " "
                    + body(table.from(), table.key(), table.key().isEmpty() ? "replace" : "snapshot", Map.of()));
        }
        return lines;
    }

    private static String key(String word) {
        return HOCON_WORDS.contains(word) ? quoted(word) : word;
    }

    private static String list(List<String> columns) {
        return "["
                + String.join(
                        ", ",
                        columns.stream()
                                .map(column -> column.matches("[A-Za-z_][A-Za-z0-9_]*") && !HOCON_WORDS.contains(column)
                                        ? column
                                        : quoted(column))
                                .toList())
                + "]";
    }

    private static String quoted(String text) {
        return HoconSection.quoted(text);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String filled(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
