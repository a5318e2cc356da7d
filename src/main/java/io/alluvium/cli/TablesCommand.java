package io.alluvium.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.TableName;
import io.alluvium.lake.TableVersion;
import io.alluvium.report.AnswerJson;
import io.alluvium.run.OpenTables;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code alluvium tables}. */
@Command(
        name = "tables",
        description =
                "Lists the tables with their paths, and how DuckDB, PySpark and engines with a catalog read them.")
final class TablesCommand implements Callable<Integer> {
    private final RootCommand root;

    TablesCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        OpenTables project = root.openTables(screen);
        List<TableVersion> tables = project.tables().stream()
                .sorted(Comparator.comparing(TableVersion::name))
                .toList();
        if (screen.json()) {
            screen.document(json(project, tables));
        } else if (tables.isEmpty()) {
            screen.say(project.config().name() + ": no tables yet");
            screen.say("Next: " + screen.invocation().command("run"));
        } else {
            list(screen, project, tables);
        }
        return 0;
    }

    private static void list(Screen screen, OpenTables project, List<TableVersion> tables) {
        int names = width(tables.stream().map(table -> table.name().toString()).toList());
        int versions = width(tables.stream().map(TablesCommand::version).toList());
        for (TableVersion table : tables) {
            screen.answer(String.format(
                    "%-" + names + "s  %" + versions + "s  %s",
                    table.name(),
                    version(table),
                    plain(project.path(table.name()))));
        }
        TableName last = tables.get(tables.size() - 1).name();
        screen.say("");
        project.config()
                .catalog()
                .ifPresent(catalog -> screen.say("SQL:     SELECT * FROM " + catalog.name(last) + ";  -- " + catalog));
        screen.say("DuckDB:  " + duckdb(project.path(last)));
        screen.say("pyspark: " + pyspark(project.path(last)));
        screen.say("Next: " + screen.invocation().command("show " + last));
    }

    private static String json(OpenTables project, List<TableVersion> tables) {
        ObjectNode answer = AnswerJson.document();
        answer.put("project", project.config().name());
        answer.put("warehouse", project.config().warehouse());
        ArrayNode array = answer.putArray("tables");
        for (TableVersion table : tables) {
            String path = project.path(table.name());
            ObjectNode node = array.addObject();
            node.put("table", table.name().toString());
            node.put("version", table.version());
            node.put("path", path);
            node.put("duckdb", duckdb(path));
            node.put("pyspark", pyspark(path));
            project.config().catalog().ifPresent(catalog -> node.put("catalog", catalog.name(table.name())));
            ArrayNode columns = node.putArray("columns");
            for (var field : table.schema().fields()) {
                columns.addObject()
                        .put("name", field.name())
                        .put("type", field.dataType().sql());
            }
        }
        return AnswerJson.text(answer);
    }

    private static String version(TableVersion table) {
        return "v" + table.version();
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(1);
    }

    /** As a shell and DuckDB call a folder of this machine; Spark wants its scheme where Hadoop has another file system. */
    private static String plain(String path) {
        return path.replaceFirst("^file:(?=/)", "");
    }

    private static String duckdb(String path) {
        return "SELECT * FROM delta_scan('" + plain(path).replace("'", "''") + "');";
    }

    private static String pyspark(String path) {
        return "spark.read.format(\"delta\").load(\""
                + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\")";
    }
}
