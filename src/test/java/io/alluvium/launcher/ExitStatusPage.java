package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of exit statuses in the documentation: a row for each way to end, a column for each way to submit. */
final class ExitStatusPage {
    private static final String FIRST = "the run ends with";
    private static final Path FILE = Path.of("docs", "reference", "exit-status.md");
    private static final String INTRO = """
            <!-- Written by ExitStatusIT, a column by each way to submit: mvn -Psubmit verify -Dalluvium.regenerate -->

            # Exit status by way of submitting

            Before the stroke what the submitting command ends with, behind it what `alluvium status --key KEY --exit-code` tells
            afterwards. Cluster mode hides the first; the second is always the run's own.

            """;

    private final boolean regenerating = System.getProperty("alluvium.regenerate") != null;

    /** Each column by its heading, each of its cells by its row. */
    private final Map<String, Map<String, String>> columns = new LinkedHashMap<>();

    ExitStatusPage() throws IOException {
        List<List<String>> rows = Files.exists(FILE)
                ? Files.readAllLines(FILE).stream()
                        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                        .map(ExitStatusPage::cells)
                        .toList()
                : List.of();
        for (List<String> row : rows) {
            for (int i = 1; i < row.size(); i++) {
                columns.computeIfAbsent(rows.get(0).get(i), heading -> new LinkedHashMap<>())
                        .put(row.get(0), row.get(i));
            }
        }
        columns.values().forEach(column -> column.remove(FIRST));
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(2).split(" \\|( |$)")).toList();
    }

    /** Fails where the committed column is another; writes it where pages are regenerated. */
    void holds(SubmitMode mode, Map<String, String> column) throws IOException {
        if (regenerating) {
            columns.put(mode.heading(), column);
            Files.writeString(FILE, text());
        }
        assertThat(columns.get(mode.heading()))
                .as("%s of %s, regenerated with -Dalluvium.regenerate", mode, FILE)
                .isEqualTo(column);
    }

    private Map<String, String> column(SubmitMode mode) {
        return columns.getOrDefault(mode.heading(), Map.of());
    }

    /** Columns in the order of the modes; one that was written before stays as it is. */
    private String text() {
        List<SubmitMode> modes = Arrays.stream(SubmitMode.values())
                .filter(mode -> columns.containsKey(mode.heading()))
                .toList();
        StringBuilder text = new StringBuilder(INTRO);
        List<String> head = new ArrayList<>(List.of(FIRST));
        modes.forEach(mode -> head.add(mode.heading()));
        text.append("| ").append(String.join(" | ", head)).append(" |\n|").append(" --- |".repeat(head.size()));
        for (String row : column(modes.get(0)).keySet()) {
            List<String> cells = new ArrayList<>(List.of(row));
            modes.forEach(mode -> cells.add(column(mode).getOrDefault(row, "not tried")));
            text.append("\n| ").append(String.join(" | ", cells)).append(" |");
        }
        return text.append("\n").toString();
    }
}
