package io.alluvium.dbt;

import io.alluvium.dbt.jinja.Value;
import io.alluvium.domain.Place;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A part of a YAML file that knows where it was written. */
record YamlNode(String file, Node node) {
    private static final int LARGEST = 64 << 20;

    YamlNode {
        Objects.requireNonNull(node, "node");
    }

    /** A text that is no YAML. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Place place;

        Fault(Place place, String message) {
            super(message);
            this.place = place;
        }

        Remark remark() {
            return Remark.left(place, "this is no YAML: " + getMessage());
        }
    }

    /** The file's one document; empty where it holds nothing. */
    static Optional<YamlNode> read(String file, String text) throws Fault {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            return Optional.ofNullable(root).map(node -> new YamlNode(file, node));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new Fault(new Place(file, line), String.valueOf(e.getProblem()));
        } catch (YAMLException e) {
            throw new Fault(
                    new Place(file, 0),
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    Place place() {
        return new Place(file, node.getStartMark().getLine() + 1);
    }

    /** What stands beneath, by key in order of writing. */
    Map<String, YamlNode> entries() {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    entries.put(key.getValue(), new YamlNode(file, tuple.getValueNode()));
                }
            }
        }
        return entries;
    }

    Optional<YamlNode> at(String key) {
        return Optional.ofNullable(entries().get(key));
    }

    Optional<YamlNode> at(String first, String second) {
        return at(first).flatMap(found -> found.at(second));
    }

    List<YamlNode> items() {
        List<YamlNode> items = new ArrayList<>();
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> items.add(new YamlNode(file, item)));
        }
        return items;
    }

    /** The items beneath a key. */
    List<YamlNode> items(String key) {
        return at(key).map(YamlNode::items).orElse(List.of());
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    /** The text of a single value; empty for a section, a list and null. */
    Optional<String> text() {
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    Optional<String> text(String key) {
        return at(key).flatMap(YamlNode::text);
    }

    /** The texts of a list, or the one that stands for a list of one. */
    List<String> texts(String key) {
        Optional<YamlNode> found = at(key);
        if (found.isEmpty()) {
            return List.of();
        }
        return found.get().isText()
                ? found.get().text().map(List::of).orElse(List.of())
                : found.get().items().stream()
                        .flatMap(item -> item.text().stream())
                        .toList();
    }

    Value value() {
        if (node instanceof SequenceNode) {
            return new Value.Items(items().stream().map(YamlNode::value).toList());
        }
        if (node instanceof MappingNode) {
            Map<String, Value> values = new LinkedHashMap<>();
            entries().forEach((key, entry) -> values.put(key, entry.value()));
            return new Value.Entries(values);
        }
        String text = ((ScalarNode) node).getValue();
        if (node.getTag().equals(Tag.NULL)) {
            return new Value.None();
        }
        if (node.getTag().equals(Tag.BOOL)) {
            return new Value.Flag(List.of("true", "yes", "on").contains(text.toLowerCase(java.util.Locale.ROOT)));
        }
        boolean isNumber = node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
        return isNumber && text.matches("-?\\d+(\\.\\d+)?")
                ? new Value.Number(new BigDecimal(text))
                : new Value.Text(text);
    }
}
