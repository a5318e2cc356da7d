package io.alluvium.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares every curated and aggregate table, as a multiset of rows by exact values, with what PostgreSQL answers to SQL
 * over the sources: {@code demo/truth/<layer>.<table>.sql}.
 */
public final class TruthCheck {
    private static final int SHOWN = 3;

    /** @param differences rows that only one side has, the first few, in words */
    public record Result(String table, long rows, long version, List<String> differences) {
        public Result {
            differences = List.copyOf(differences);
        }

        public boolean equal() {
            return differences.isEmpty();
        }
    }

    private final Connection database;
    private final Path project;
    private final Path warehouse;

    public TruthCheck(Connection database, Path project, Path warehouse) {
        this.database = database;
        this.project = project;
        this.warehouse = warehouse;
    }

    /** Every model of the project, in the order of layers and names. */
    public List<Result> all() throws IOException, SQLException {
        List<Result> results = new ArrayList<>();
        for (String layer : List.of("curated", "aggregate")) {
            for (String name : models(layer)) {
                results.add(check(layer, name));
            }
        }
        return results;
    }

    private List<String> models(String layer) throws IOException {
        try (Stream<Path> files = Files.list(project.resolve(layer))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".sql"))
                    .map(file -> file.substring(0, file.length() - ".sql".length()))
                    .sorted()
                    .toList();
        }
    }

    private Result check(String layer, String name) throws IOException, SQLException {
        String table = layer + "." + name;
        Path folder = warehouse.resolve(layer).resolve(name);
        if (!Files.isDirectory(folder.resolve("_delta_log"))) {
            return new Result(table, 0, -1, List.of("there is no table at " + folder));
        }
        LakeTable lake = LakeTable.at(folder);
        Map<String, Integer> surplus = new HashMap<>();
        List<String> columns = expect(ShopDatabase.resource("truth/" + table + ".sql"), surplus);
        if (!columns.equals(lake.columns())) {
            return new Result(table, 0, lake.version(), List.of("columns are " + lake.columns() + ", not " + columns));
        }
        long[] rows = {0};
        lake.forEachRow(row -> {
            rows[0]++;
            surplus.merge(row, -1, TruthCheck::sumOrNothing);
        });
        return new Result(table, rows[0], lake.version(), differences(surplus));
    }

    private List<String> expect(String sql, Map<String, Integer> rows) throws SQLException {
        database.setAutoCommit(false);
        try (Statement statement = database.createStatement()) {
            statement.setFetchSize(10_000);
            try (ResultSet result = statement.executeQuery(sql)) {
                ResultSetMetaData columns = result.getMetaData();
                while (result.next()) {
                    ExactText text = new ExactText();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        text.add(value(result, i, columns.getColumnType(i), columns.getColumnTypeName(i)));
                    }
                    rows.merge(text.toString(), 1, TruthCheck::sumOrNothing);
                }
                List<String> names = new ArrayList<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    names.add(columns.getColumnName(i));
                }
                return names;
            }
        } finally {
            database.rollback();
            database.setAutoCommit(true);
        }
    }

    private static @Nullable Object value(ResultSet row, int i, int type, String typeName) throws SQLException {
        return switch (type) {
            case Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC -> row.getBigDecimal(i);
            case Types.CHAR, Types.VARCHAR -> row.getString(i);
            case Types.BIT, Types.BOOLEAN -> row.getObject(i, Boolean.class);
            case Types.DATE -> row.getObject(i, LocalDate.class);
            case Types.TIMESTAMP -> timestamp(row, i, typeName);
            default -> throw new IllegalArgumentException("no exact comparison for type " + typeName);
        };
    }

    private static @Nullable Object timestamp(ResultSet row, int i, String typeName) throws SQLException {
        if (typeName.equals("timestamptz")) {
            OffsetDateTime time = row.getObject(i, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
        return row.getObject(i, LocalDateTime.class);
    }

    private static @Nullable Integer sumOrNothing(Integer left, Integer right) {
        int sum = left + right;
        return sum == 0 ? null : sum;
    }

    private static List<String> differences(Map<String, Integer> surplus) {
        if (surplus.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(surplus.size() + " different rows differ");
        surplus.forEach((row, count) -> {
            if (lines.size() <= SHOWN) {
                lines.add((count > 0 ? "missing " : "too many ") + Math.abs(count) + " x " + row);
            }
        });
        return lines;
    }
}
