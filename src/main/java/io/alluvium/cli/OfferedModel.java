package io.alluvium.cli;

import io.alluvium.config.HoconSection;
import io.alluvium.source.TableOffer;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the models that make the current rows of a table that a source offers, as a person would. */
final class OfferedModel {
    /** Words that Spark's parser may take for something else where a column or table stands. */
    private static final Set<String> SQL_WORDS = Set.of(
            ("all and anti any array as between both by case cast check column constraint cross current_date current_time"
                            + " current_timestamp current_user date distinct else end except exists extract false fetch"
                            + " filter for foreign from full grant group having in inner intersect interval into is"
                            + " join lateral leading left like limit localtimestamp map minus natural not null offset"
                            + " on only or order outer overlaps percent position primary references right select"
                            + " semi session_user set some sort struct table then time timestamp to trailing trim true"
                            + " union unique unknown user using values when where window with within")
                    .split(" "));

    private static final int LINE = 110;

    private final TableOffer table;
    private final String raw;

    /** @param name that the table has in raw */
    OfferedModel(TableOffer table, String name) {
        this.table = table;
        this.raw = name;
    }

    /** The current rows of each key; without a key raw has the current rows alone. */
    String of(List<String> key, List<String> columns) {
        return frontMatter("Current rows of ", List.of("strategy    = " + (key.isEmpty() ? "full" : "apply")))
                + select(columns, "raw." + sql(raw));
    }

    /** Models by name. Without a key there is one, of all versions, which says how it becomes one of current rows. */
    Map<String, String> of(TableOffer.Versions versions, List<String> columns) {
        Map<String, String> models = new LinkedHashMap<>();
        if (versions.key().isEmpty()) {
            List<String> lines = new ArrayList<>(List.of("strategy    = full"));
            lines.add("# with a key in project.conf this becomes the current rows:");
            apply(versions.order(), versions.deleted()).forEach(line -> lines.add("# " + line));
            versions.generation()
                    .ifPresent(
                            column -> lines.add("# of which those with a smaller " + column + " than others are gone"));
            models.put(raw, frontMatter("All versions of rows of ", lines) + select(columns, "raw." + sql(raw)));
        } else if (versions.generation().isEmpty()) {
            models.put(
                    raw,
                    frontMatter("Current rows of ", apply(versions.order(), versions.deleted()))
                            + select(columns, "raw." + sql(raw)));
        } else {
            generations(versions, versions.generation().get(), columns, models);
        }
        return models;
    }

    /** Deleted rows stay in the first model: a generation of which all rows are deleted is still the last one. */
    private void generations(
            TableOffer.Versions versions, String generation, List<String> columns, Map<String, String> models) {
        String latest = raw + "_latest";
        models.put(
                latest,
                frontMatter("Last versions of rows of ", apply(versions.order(), Optional.empty()))
                        + select(columns, "raw." + sql(raw)));
        String last = "select max(" + sql(generation) + ") from curated." + sql(latest);
        models.put(
                raw,
                frontMatter("Current rows of ", List.of("strategy    = full"))
                        + select(columns, "curated." + sql(latest))
                        + "where " + sql(generation) + " <=> (" + last + ")"
                        + versions.deleted()
                                .map(mark -> "\n  and not coalesce(" + mark + ", false)")
                                .orElse("")
                        + "\n");
    }

    private static List<String> apply(List<String> order, Optional<String> deleted) {
        List<String> lines = new ArrayList<>(List.of("strategy    = apply"));
        if (!order.isEmpty()) {
            lines.add("sequence_by = "
                    + order.stream().map(HoconSection::key).collect(Collectors.joining(", ", "[", "]")));
        }
        deleted.ifPresent(mark -> lines.add("apply_as_delete_when = " + HoconSection.quoted(mark)));
        return lines;
    }

    private String frontMatter(String what, List<String> lines) {
        StringBuilder text = new StringBuilder("/*---\n");
        // A pattern may hold what would end the comment, or begin one.
        boolean spelled = !table.from().contains("*/") && !table.from().contains("/*");
        text.append("description = ")
                .append(HoconSection.quoted(what + (spelled ? table.from() : "raw." + raw)))
                .append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        return text.append("---*/\n").toString();
    }

    private static String select(List<String> columns, String from) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder("select ");
        for (int i = 0; i < columns.size(); i++) {
            String column = sql(columns.get(i)) + (i < columns.size() - 1 ? "," : "");
            if (line.length() + column.length() > LINE) {
                text.append(line.toString().stripTrailing()).append('\n');
                line.setLength(0);
                line.append("  ");
            }
            line.append(column).append(' ');
        }
        return text.append(line.toString().stripTrailing())
                .append("\nfrom ")
                .append(from)
                .append('\n')
                .toString();
    }

    private static String sql(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") && !SQL_WORDS.contains(name.toLowerCase(Locale.ROOT))
                ? name
                : SqlNames.quoted(name);
    }
}
