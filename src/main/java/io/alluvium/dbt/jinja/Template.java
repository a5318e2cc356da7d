package io.alluvium.dbt.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text with Jinja in it. Nothing of it is known beforehand: what a name means says whoever renders it.
 */
public final class Template {
    private final String file;
    private final List<Node> nodes;
    private final String text;
    private final Optional<Refusal> fault;

    private Template(String file, String text, List<Node> nodes, Optional<Refusal> fault) {
        this.file = file;
        this.text = text;
        this.nodes = List.copyOf(nodes);
        this.fault = fault;
    }

    /** @param file how macros in it name it to a person */
    public static Template of(String file, String text) {
        try {
            return new Template(file, text, NodeParser.parse(text), Optional.empty());
        } catch (TemplateFault e) {
            return new Template(file, text, List.of(), Optional.of(e.refusal()));
        } catch (Refused e) {
            return new Template(file, text, List.of(), Optional.of(new Refusal(1, e.what())));
        }
    }

    /**
     * What became of a template.
     *
     * @param text with what is refused as it was written
     * @param refusals empty where the text is whole
     */
    public record Rendered(String text, List<Refusal> refusals) {
        public Rendered {
            refusals = List.copyOf(refusals);
        }
    }

    public Rendered render(Names names) {
        if (fault.isPresent()) {
            return new Rendered(text, List.of(fault.get()));
        }
        Rendering rendering = new Rendering(names);
        StringBuilder rendered = new StringBuilder();
        try {
            rendering.render(nodes, new Scope(), rendered);
        } catch (Evaluation.Returned e) {
            // return() outside of a macro ends the text, as in dbt.
            rendered.append(e.value().printed());
        }
        return new Rendered(rendered.toString(), rendering.refusals());
    }

    /** Its text, without whatever is a tag. */
    public String plain() {
        StringBuilder plain = new StringBuilder();
        for (Node node : nodes) {
            if (node instanceof Node.Plain part) {
                plain.append(part.text());
            }
        }
        return plain.toString();
    }

    /** The macros that it defines. */
    public List<Macro> macros() {
        List<Macro> macros = new ArrayList<>();
        for (Node node : nodes) {
            if (node instanceof Node.Definition definition) {
                macros.add(new Macro(file, definition));
            }
        }
        return macros;
    }

    /** The blocks of a word, such as {@code snapshot}, each a template of its own by the rest of its tag. */
    public List<Block> blocks(String word) {
        List<Block> blocks = new ArrayList<>();
        for (Node node : nodes) {
            if (node instanceof Node.Block block && block.tag().word().equals(word)) {
                Template body = new Template(file, text, block.body(), Optional.empty());
                blocks.add(new Block(block.tag().rest(), block.tag().line(), body));
            }
        }
        return blocks;
    }

    /** @param name what follows the word in its tag */
    public record Block(String name, int line, Template body) {}
}
