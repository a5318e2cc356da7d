package io.alluvium.dbt.jinja;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One pass over a template. What is refused stays in the text as it is written, and the pass goes on. */
final class Rendering {
    private static final int DEEPEST = 40;

    private final Evaluation evaluation;
    private final Set<Refusal> refusals = new LinkedHashSet<>();
    private int depth;

    Rendering(Names names) {
        this.evaluation = new Evaluation(names, this::macro);
    }

    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    void render(List<Node> nodes, Scope scope, StringBuilder text) {
        nodes.forEach(node -> render(node, scope, text));
    }

    private void render(Node node, Scope scope, StringBuilder text) {
        if (node instanceof Node.Plain plain) {
            text.append(plain.text());
        } else if (node instanceof Node.Output output) {
            output(output.tag(), scope, text);
        } else if (node instanceof Node.Comment comment) {
            // Words that close or open a comment of SQL would change what follows.
            if (!comment.text().contains("*/") && !comment.text().contains("/*") && depth == 0) {
                text.append("/* ").append(comment.text()).append(" */\n");
            }
        } else if (node instanceof Node.Choice choice) {
            choice(choice, scope, text);
        } else if (node instanceof Node.Loop loop) {
            loop(loop, scope, text);
        } else if (node instanceof Node.Assignment assignment) {
            scope.set(assignment.name(), assigned(assignment, scope));
        } else if (node instanceof Node.Capture capture) {
            StringBuilder captured = new StringBuilder();
            render(capture.body(), scope, captured);
            scope.set(capture.name(), () -> new Value.Text(captured.toString()));
        } else if (node instanceof Node.Block block) {
            refuse(block.tag(), "a block of this kind");
        } else if (node instanceof Node.Unknown unknown) {
            refuse(unknown.tag(), "a statement of this kind");
        }
    }

    private void refuse(Tag tag, String why) {
        String shown = tag.whole().replaceAll("\\s+", " ");
        refusals.add(
                new Refusal(tag.line(), (shown.length() > 90 ? shown.substring(0, 87) + "…" : shown) + ": " + why));
    }

    private void output(Tag tag, Scope scope, StringBuilder text) {
        try {
            text.append(evaluation.of(tag.text(), scope).printed());
        } catch (Refused e) {
            if (depth > 0) {
                throw e;
            }
            refuse(tag, e.what());
            text.append(tag.whole());
        }
    }

    /** Refused when it is first used: what only a dropped block uses is never refused. */
    private Supplier<Value> assigned(Node.Assignment assignment, Scope scope) {
        try {
            Value value = evaluation.of(assignment.value(), scope);
            return () -> value;
        } catch (Refused e) {
            String what = assignment.name() + " of line " + assignment.tag().line() + ", " + e.what();
            return () -> {
                throw new Refused(what);
            };
        }
    }

    private void choice(Node.Choice choice, Scope scope, StringBuilder text) {
        for (Node.Branch branch : choice.branches()) {
            try {
                if (branch.condition().isEmpty()
                        || evaluation.of(branch.condition().get(), scope).isTrue()) {
                    render(branch.body(), scope, text);
                    return;
                }
            } catch (Refused e) {
                if (depth > 0) {
                    throw e;
                }
                refuse(branch.tag(), e.what());
                text.append(branch.tag().whole()).append('\n');
                render(branch.body(), scope, text);
                text.append("{% … %}\n");
            }
        }
    }

    private void loop(Node.Loop loop, Scope scope, StringBuilder text) {
        List<Value> items;
        try {
            items = Filters.items(evaluation.of(loop.in(), scope).plain());
        } catch (Refused e) {
            if (depth > 0) {
                throw e;
            }
            refuse(loop.tag(), e.what());
            text.append(loop.tag().whole()).append('\n');
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            Scope inner = scope.inner();
            inner.set("loop", place(i, items.size()));
            Value item = items.get(i);
            List<Value> parts = loop.names().size() == 1 ? List.of(item) : Filters.items(item);
            for (int k = 0; k < loop.names().size() && k < parts.size(); k++) {
                Value part = parts.get(k);
                inner.set(loop.names().get(k), () -> part);
            }
            render(loop.body(), inner, text);
        }
    }

    private static Supplier<Value> place(int index, int count) {
        Value place = new Value.Entries(Map.of(
                "index", new Value.Number(BigDecimal.valueOf(index + 1L)),
                "index0", new Value.Number(BigDecimal.valueOf(index)),
                "length", new Value.Number(BigDecimal.valueOf(count)),
                "first", new Value.Flag(index == 0),
                "last", new Value.Flag(index == count - 1)));
        return () -> place;
    }

    private Value macro(Macro macro, Arguments arguments) {
        if (depth == DEEPEST) {
            throw new Refused(macro.name() + " calls itself too often");
        }
        Scope scope = new Scope();
        int position = 0;
        Map<String, String> parameters = new LinkedHashMap<>(macro.parameters());
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            Optional<Value> given = arguments.at(position++, parameter.getKey());
            String fallback = parameter.getValue();
            scope.set(
                    parameter.getKey(),
                    given.<Supplier<Value>>map(value -> () -> value)
                            .orElse(() ->
                                    fallback.isEmpty() ? new Value.None() : evaluation.of(fallback, new Scope())));
        }
        StringBuilder text = new StringBuilder();
        int before = refusals.size();
        depth++;
        try {
            render(macro.body(), scope, text);
        } catch (Evaluation.Returned returned) {
            return returned.value();
        } catch (Refused e) {
            throw new Refused("the macro " + macro.name() + " in " + macro.file() + ": " + e.what());
        } finally {
            depth--;
        }
        if (refusals.size() > before) {
            List<Refusal> all = List.copyOf(refusals);
            refusals.clear();
            refusals.addAll(all.subList(0, before));
            throw new Refused("the macro " + macro.name() + " in " + macro.file() + ":"
                    + all.get(before).line() + ": " + all.get(before).what());
        }
        return new Value.Text(text.toString().strip());
    }
}
