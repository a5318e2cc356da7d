package io.alluvium.dbt.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An expression as it is written. */
sealed interface Expression {

    record Literal(Value value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {
        public ListOf {
            items = List.copyOf(items);
        }
    }

    record Entries(List<Map.Entry<Expression, Expression>> entries) implements Expression {
        public Entries {
            entries = List.copyOf(entries);
        }
    }

    record Member(Expression of, String name) implements Expression {}

    record Element(Expression of, Expression index) implements Expression {}

    record Call(Expression callee, List<Expression> positions, Map<String, Expression> named) implements Expression {
        public Call {
            positions = List.copyOf(positions);
            named = Map.copyOf(named);
        }
    }

    record Filter(Expression of, String name, List<Expression> arguments) implements Expression {
        public Filter {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code is defined} and the like. */
    record Test(Expression of, String name) implements Expression {}

    record Not(Expression of) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}

    /** @param otherwise empty where there is no {@code else} */
    record Ternary(Expression condition, Expression then, Optional<Expression> otherwise) implements Expression {}
}
