package io.alluvium.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The versions of all tables after each run that committed, a file a run: one consistent set each, for whoever reads
 * tables while the next run is at work.
 */
public final class Points {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "points";
    private static final String ENDING = ".json";

    private final StateFolder state;
    private final StateFormat format;

    Points(StateFolder state, StateFormat format) {
        this.state = state;
        this.format = format;
    }

    /**
     * One point.
     *
     * @param run the run that left the tables like this
     */
    public record Point(RunId run, Map<TableName, Version> tables) {
        public Point {
            Objects.requireNonNull(run, "run");
            tables = Map.copyOf(tables);
        }
    }

    /** A table at a version; another id in the same place is another table. */
    public record Version(String tableId, long version) {
        public Version {
            Objects.requireNonNull(tableId, "tableId");
        }
    }

    /** The newest point; empty before the first. */
    public Optional<Point> last() {
        return state.list(FOLDER, "").keySet().stream()
                .filter(name -> name.matches("[1-9][0-9]{0,17}\\.json"))
                .map(name -> Long.parseLong(name.substring(0, name.length() - ENDING.length())))
                .max(Long::compare)
                .flatMap(run -> state.read(path(run)).map(text -> read(new RunId(run), text)));
    }

    /** Keeps a run's point. Tables that it does not name are as the point before says. */
    public void write(Point point) {
        Map<TableName, Version> tables = new TreeMap<>();
        last().ifPresent(before -> tables.putAll(before.tables()));
        tables.putAll(point.tables());
        ObjectNode node = JSON.createObjectNode();
        tables.forEach((table, version) -> node.putObject(table.toString())
                .put("table_id", version.tableId())
                .put("version", version.version()));
        format.raise();
        state.create(path(point.run().number()), node.toPrettyString() + "\n");
    }

    private Point read(RunId run, String text) {
        try {
            Map<TableName, Version> tables = new TreeMap<>();
            for (Map.Entry<String, JsonNode> table : JSON.readTree(text).properties()) {
                tables.put(
                        TableName.parse(table.getKey()).orElseThrow(IllegalArgumentException::new),
                        new Version(
                                table.getValue().required("table_id").asText(),
                                table.getValue().required("version").asLong()));
            }
            return new Point(run, tables);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw Problem.of(
                            ErrorCode.STATE_CORRUPT,
                            state.resolve(path(run.number())) + " is not a state file of Alluvium")
                    .fixedBy("delete the file: tables are not affected, and the next run that commits writes another")
                    .asException(e);
        }
    }

    private static String path(long run) {
        return FOLDER + "/" + run + ENDING;
    }
}
