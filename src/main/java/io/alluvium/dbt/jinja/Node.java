package io.alluvium.dbt.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A part of a template. */
sealed interface Node {

    record Plain(String text) implements Node {}

    record Output(Tag tag) implements Node {}

    record Comment(String text) implements Node {}

    /** The first branch whose condition holds. */
    record Choice(List<Branch> branches) implements Node {
        public Choice {
            branches = List.copyOf(branches);
        }
    }

    /** @param condition empty for {@code else} */
    record Branch(Tag tag, Optional<String> condition, List<Node> body) {
        public Branch {
            body = List.copyOf(body);
        }
    }

    record Loop(Tag tag, List<String> names, String in, List<Node> body) implements Node {
        public Loop {
            names = List.copyOf(names);
            body = List.copyOf(body);
        }
    }

    /** A name for a value; it is computed once it is used. */
    record Assignment(Tag tag, String name, String value) implements Node {}

    /** A name for a text. */
    record Capture(Tag tag, String name, List<Node> body) implements Node {
        public Capture {
            body = List.copyOf(body);
        }
    }

    /** @param parameters with the text of their default values, empty where there is none */
    record Definition(Tag tag, String name, Map<String, String> parameters, List<Node> body) implements Node {
        public Definition {
            body = List.copyOf(body);
        }
    }

    /** A block whose tag says that it is something of dbt, as a snapshot is. */
    record Block(Tag tag, List<Node> body) implements Node {
        public Block {
            body = List.copyOf(body);
        }
    }

    /** A statement that is not carried out. */
    record Unknown(Tag tag) implements Node {}
}
