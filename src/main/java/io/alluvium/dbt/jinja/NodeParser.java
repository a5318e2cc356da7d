package io.alluvium.dbt.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the tags of a template into each other. */
final class NodeParser {
    private static final Pattern ASSIGNMENT = Pattern.compile("(?s)(\\w+)\\s*=\\s*(.*)");
    private static final Pattern LOOP = Pattern.compile("(?s)(\\w+(?:\\s*,\\s*\\w+)*)\\s+in\\s+(.*)");
    private static final Pattern MACRO = Pattern.compile("(?s)(\\w+)\\s*\\((.*)\\)");

    /** Blocks of dbt that end with a tag of their own. */
    private static final Set<String> BLOCKS = Set.of("snapshot", "test", "docs", "materialization", "call", "filter");

    private final List<Tag> tags;
    private int at;

    private NodeParser(List<Tag> tags) {
        this.tags = tags;
    }

    /** @throws TemplateFault where a block has no end or an end no block */
    static List<Node> parse(String text) {
        NodeParser parser = new NodeParser(Tags.of(text));
        List<Node> nodes = parser.until(Set.of());
        if (parser.at < parser.tags.size()) {
            Tag tag = parser.tags.get(parser.at);
            throw new TemplateFault(tag.line(), tag.whole() + " ends nothing");
        }
        return nodes;
    }

    /** All nodes up to a statement that begins with one of these words, which is not taken. */
    private List<Node> until(Set<String> words) {
        List<Node> nodes = new ArrayList<>();
        while (at < tags.size()) {
            Tag tag = tags.get(at);
            if (tag.sort() == Tag.Sort.STATEMENT && (words.contains(tag.word()) || isEnd(tag.word()))) {
                return nodes;
            }
            at++;
            nodes.add(node(tag));
        }
        return nodes;
    }

    private static boolean isEnd(String word) {
        return word.startsWith("end") || word.equals("else") || word.equals("elif");
    }

    private Node node(Tag tag) {
        return switch (tag.sort()) {
            case PLAIN -> new Node.Plain(tag.text());
            case OUTPUT -> new Node.Output(tag);
            case COMMENT -> new Node.Comment(tag.text());
            case STATEMENT -> statement(tag);
        };
    }

    private Node statement(Tag tag) {
        return switch (tag.word()) {
            case "if" -> choice(tag);
            case "for" -> loop(tag);
            case "set" -> assignment(tag);
            case "macro" -> macro(tag);
            case "raw" -> raw(tag);
            default -> BLOCKS.contains(tag.word()) ? new Node.Block(tag, body(tag)) : new Node.Unknown(tag);
        };
    }

    private List<Node> body(Tag open) {
        List<Node> body = until(Set.of("end" + open.word()));
        end(open);
        return body;
    }

    private void end(Tag open) {
        if (at == tags.size()) {
            throw new TemplateFault(open.line(), open.whole() + " has no end");
        }
        Tag tag = tags.get(at++);
        if (!tag.word().equals("end" + open.word())) {
            throw new TemplateFault(tag.line(), tag.whole() + " does not end " + open.whole());
        }
    }

    private Node choice(Tag open) {
        List<Node.Branch> branches = new ArrayList<>();
        Tag tag = open;
        Optional<String> condition = Optional.of(open.rest());
        while (true) {
            branches.add(new Node.Branch(tag, condition, until(Set.of("elif", "else", "endif"))));
            if (at == tags.size() || tags.get(at).word().equals("endif")) {
                end(open);
                return new Node.Choice(branches);
            }
            tag = tags.get(at++);
            if (tag.word().startsWith("end")) {
                throw new TemplateFault(tag.line(), tag.whole() + " does not end " + open.whole());
            }
            condition = tag.word().equals("elif") ? Optional.of(tag.rest()) : Optional.empty();
        }
    }

    private Node loop(Tag tag) {
        List<Node> body = body(tag);
        Matcher loop = LOOP.matcher(tag.rest());
        if (!loop.matches()) {
            return new Node.Unknown(tag);
        }
        return new Node.Loop(tag, List.of(loop.group(1).split("\\s*,\\s*")), loop.group(2), body);
    }

    private Node assignment(Tag tag) {
        Matcher assignment = ASSIGNMENT.matcher(tag.rest());
        if (assignment.matches()) {
            return new Node.Assignment(tag, assignment.group(1), assignment.group(2));
        }
        if (!tag.rest().matches("\\w+")) {
            return new Node.Unknown(tag);
        }
        return new Node.Capture(tag, tag.rest(), body(tag));
    }

    private Node macro(Tag tag) {
        List<Node> body = body(tag);
        Matcher macro = MACRO.matcher(tag.rest());
        if (!macro.matches()) {
            return new Node.Unknown(tag);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : ExpressionParser.listed(macro.group(2))) {
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).strip();
            parameters.put(
                    name, equals < 0 ? "" : parameter.substring(equals + 1).strip());
        }
        return new Node.Definition(tag, macro.group(1), parameters, body);
    }

    /** What stands in it is no template. */
    private Node raw(Tag open) {
        StringBuilder text = new StringBuilder();
        while (at < tags.size() && !tags.get(at).word().equals("endraw")) {
            text.append(tags.get(at++).whole());
        }
        end(open);
        return new Node.Plain(text.toString());
    }
}
