package io.alluvium.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells set one under the other. */
final class Columns {
    private static final int WIDEST = 44;

    private Columns() {}

    /**
     * One line a row, two blanks at least between the cells, none at the end. A cell wider than {@value #WIDEST} moves
     * the rest of its own line only; a cell with nothing after it moves nothing.
     */
    static List<String> align(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                boolean last = row.subList(i + 1, row.size()).stream().allMatch(String::isEmpty);
                int width = last ? 0 : Math.min(WIDEST, width(row.get(i)));
                if (i == widths.size()) {
                    widths.add(width);
                } else if (widths.get(i) < width) {
                    widths.set(i, width);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(left(row.get(i), widths.get(i))).append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Filled up with blanks on the right. */
    static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /** Filled up with blanks on the left. */
    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - width(text))) + text;
    }
}
