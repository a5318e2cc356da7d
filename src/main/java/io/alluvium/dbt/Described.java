package io.alluvium.dbt;

import io.alluvium.domain.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a properties file says of a model, a seed, a snapshot or a table of a source.
 *
 * @param tests of the whole table
 */
record Described(
        Place place,
        Optional<String> description,
        List<Column> columns,
        List<YamlNode> tests,
        Optional<YamlNode> config,
        YamlNode node) {
    Described {
        columns = List.copyOf(columns);
        tests = List.copyOf(tests);
    }

    record Column(String name, Optional<String> description, List<YamlNode> tests) {
        Column {
            tests = List.copyOf(tests);
        }
    }

    static Described of(YamlNode node) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (YamlNode column : node.items("columns")) {
            column.text("name")
                    .ifPresent(name -> columns.put(name, new Column(name, column.text("description"), tests(column))));
        }
        return new Described(
                node.place(),
                node.text("description"),
                List.copyOf(columns.values()),
                tests(node),
                node.at("config"),
                node);
    }

    private static List<YamlNode> tests(YamlNode node) {
        List<YamlNode> tests = new ArrayList<>(node.items("tests"));
        tests.addAll(node.items("data_tests"));
        return tests;
    }
}
