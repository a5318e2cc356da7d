package io.alluvium.report;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rows of a query as text; values come as text already, null for NULL. */
public final class RowText {
    /** The columns of a table are as wide as these first rows need; so a result of any size streams. */
    private static final int ROWS_MEASURED = 1000;

    private static final int WIDEST = 60;

    /** How rows are written; JSON is made by whoever knows the types. */
    public enum Format {
        TABLE,
        CSV,
        MARKDOWN,
        JSON;

        /** The format with this name, ignoring case. */
        public static Optional<Format> of(String word) {
            for (Format format : values()) {
                if (format.name().equalsIgnoreCase(word)) {
                    return Optional.of(format);
                }
            }
            return Optional.empty();
        }
    }

    private final List<String> columns;
    private final List<Boolean> numeric;
    private final Consumer<String> out;
    private boolean cut;

    /**
     * @param columns the names, which need not differ
     * @param numeric by column, whether values are set to the right
     * @param out takes each line
     */
    public RowText(List<String> columns, List<Boolean> numeric, Consumer<String> out) {
        this.columns = List.copyOf(columns);
        this.numeric = List.copyOf(numeric);
        this.out = Objects.requireNonNull(out, "out");
    }

    /** Blank-separated columns under a rule, then the number of rows; {@code NULL} for null; long values are cut, which is said. */
    public void table(Iterator<? extends List<@Nullable String>> rows) {
        List<List<@Nullable String>> first = new ArrayList<>();
        while (rows.hasNext() && first.size() < ROWS_MEASURED) {
            first.add(rows.next());
        }
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Columns.width(cell(columns.get(i)));
            for (List<@Nullable String> row : first) {
                widths[i] = Math.max(widths[i], Columns.width(cell(row.get(i))));
            }
        }
        List<String> rules = new ArrayList<>();
        for (int width : widths) {
            rules.add("-".repeat(width));
        }
        out.accept(line(columns, widths));
        out.accept(line(rules, widths));
        first.forEach(row -> out.accept(line(row, widths)));
        long count = first.size();
        while (rows.hasNext()) {
            out.accept(line(rows.next(), widths));
            count++;
        }
        String cuts = cut ? "; values are cut at " + WIDEST + " characters, --format csv has them whole" : "";
        out.accept("(" + Figures.count(count, "row") + cuts + ")");
    }

    /** RFC 4180 with line feeds; null is empty, an empty text is {@code ""}. */
    public void csv(Iterator<? extends List<@Nullable String>> rows) {
        out.accept(String.join(",", columns.stream().map(RowText::quoted).toList()));
        while (rows.hasNext()) {
            List<String> cells = new ArrayList<>();
            for (@Nullable String value : rows.next()) {
                cells.add(value == null ? "" : quoted(value));
            }
            out.accept(String.join(",", cells));
        }
    }

    /** A pipe table as GitHub reads it. */
    public void markdown(Iterator<? extends List<@Nullable String>> rows) {
        out.accept(
                "| " + String.join(" | ", columns.stream().map(RowText::escaped).toList()) + " |");
        List<String> rules =
                numeric.stream().map(right -> right ? "---:" : "---").toList();
        out.accept("| " + String.join(" | ", rules) + " |");
        while (rows.hasNext()) {
            List<String> cells = new ArrayList<>();
            for (@Nullable String value : rows.next()) {
                cells.add(value == null ? "NULL" : escaped(value));
            }
            out.accept("| " + String.join(" | ", cells) + " |");
        }
    }

    private String line(List<? extends @Nullable String> values, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = cell(values.get(i));
            line.append(numeric.get(i) ? Columns.right(text, widths[i]) : Columns.left(text, widths[i]))
                    .append("  ");
        }
        return line.toString().stripTrailing();
    }

    private String cell(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        String text = Figures.printable(value).replace('\n', ' ').replace('\t', ' ');
        if (Columns.width(text) <= WIDEST) {
            return text;
        }
        cut = true;
        return text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    private static String quoted(String value) {
        boolean plain =
                !value.isEmpty() && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }

    private static String escaped(String value) {
        return Figures.printable(value)
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("\n", "<br>");
    }
}
