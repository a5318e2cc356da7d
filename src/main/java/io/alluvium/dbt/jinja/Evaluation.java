package io.alluvium.dbt.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Computes expressions. */
final class Evaluation {
    private final Names names;
    private final Calling calling;

    /** Carries out a macro of the project. */
    interface Calling {
        Value macro(Macro macro, Arguments arguments);
    }

    Evaluation(Names names, Calling calling) {
        this.names = names;
        this.calling = calling;
    }

    /** The value, with the mark that is printed for it where it has one. */
    Value of(String text, Scope scope) {
        return marked(ExpressionParser.parse(text), scope);
    }

    private Value of(Expression expression, Scope scope) {
        return marked(expression, scope).plain();
    }

    private Value marked(Expression expression, Scope scope) {
        if (expression instanceof Expression.Call call) {
            return call(call, scope);
        }
        if (expression instanceof Expression.Ternary ternary) {
            return of(ternary.condition(), scope).isTrue()
                    ? marked(ternary.then(), scope)
                    : ternary.otherwise().map(other -> marked(other, scope)).orElse(new Value.Text(""));
        }
        return combined(expression, scope);
    }

    private Value combined(Expression expression, Scope scope) {
        if (expression instanceof Expression.Literal literal) {
            return literal.value();
        }
        if (expression instanceof Expression.ListOf list) {
            return new Value.Items(
                    list.items().stream().map(item -> of(item, scope)).toList());
        }
        if (expression instanceof Expression.Entries entries) {
            Map<String, Value> values = new LinkedHashMap<>();
            entries.entries()
                    .forEach(entry -> values.put(of(entry.getKey(), scope).printed(), of(entry.getValue(), scope)));
            return new Value.Entries(values);
        }
        if (expression instanceof Expression.Not not) {
            return new Value.Flag(!of(not.of(), scope).isTrue());
        }
        if (expression instanceof Expression.Binary binary) {
            return binary(binary, scope);
        }
        if (expression instanceof Expression.Test test) {
            return test(test, scope);
        }
        if (expression instanceof Expression.Filter filter) {
            return filter(filter, scope);
        }
        return reference(expression, scope);
    }

    private Value reference(Expression expression, Scope scope) {
        if (expression instanceof Expression.Element element) {
            return element(of(element.of(), scope), of(element.index(), scope));
        }
        String path = path(expression);
        String first = path.split("\\.")[0];
        if (!path.isEmpty() && scope.get(first).isEmpty()) {
            return names.value(path);
        }
        if (expression instanceof Expression.Member member) {
            Value of = of(member.of(), scope);
            if (of instanceof Value.Entries entries && entries.entries().containsKey(member.name())) {
                return entries.entries().get(member.name());
            }
            throw new Refused(member.name() + " of " + of.printed());
        }
        return scope.get(first).orElseThrow(() -> new Refused("not known")).get();
    }

    private static Value element(Value of, Value index) {
        if (of instanceof Value.Items items && index instanceof Value.Number number) {
            int at = number.number().intValue();
            int from = at < 0 ? at + items.items().size() : at;
            if (from >= 0 && from < items.items().size()) {
                return items.items().get(from);
            }
        }
        if (of instanceof Value.Entries entries && entries.entries().containsKey(index.printed())) {
            return entries.entries().get(index.printed());
        }
        throw new Refused("there is no element " + index.printed() + " of " + of.printed());
    }

    /** A name with dots; empty for anything else. */
    private static String path(Expression expression) {
        if (expression instanceof Expression.Name name) {
            return name.name();
        }
        if (expression instanceof Expression.Member member) {
            String of = path(member.of());
            return of.isEmpty() ? "" : of + "." + member.name();
        }
        return "";
    }

    private Value call(Expression.Call call, Scope scope) {
        Arguments arguments = arguments(call, scope);
        String path = path(call.callee());
        String first = path.split("\\.")[0];
        if (!path.isEmpty() && scope.get(first).isEmpty()) {
            return function(path, arguments);
        }
        if (call.callee() instanceof Expression.Member member) {
            return Filters.method(of(member.of(), scope), member.name(), arguments);
        }
        Value callee = of(call.callee(), scope);
        if (callee instanceof Value.Function function) {
            return function(function.name(), arguments);
        }
        throw new Refused(callee.printed() + " is called");
    }

    private Value function(String name, Arguments arguments) {
        Optional<Macro> macro = names.macro(name);
        if (macro.isPresent()) {
            return calling.macro(macro.get(), arguments);
        }
        return switch (name) {
            case "return" -> throw new Returned(arguments.at(0, "data").orElse(new Value.None()));
            case "range" -> range(arguments);
            default -> names.call(name, arguments);
        };
    }

    /** What a macro gives back instead of its text. */
    static final class Returned extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Value value;

        Returned(Value value) {
            super(null, null, false, false);
            this.value = value;
        }

        Value value() {
            return value;
        }
    }

    private static Value range(Arguments arguments) {
        int first = arguments.count() < 2 ? 0 : whole(arguments, 0);
        int end = whole(arguments, arguments.count() < 2 ? 0 : 1);
        int step = arguments.count() < 3 ? 1 : whole(arguments, 2);
        if (step < 1 || end - first > 10_000) {
            throw new Refused("range of that kind");
        }
        List<Value> items = new ArrayList<>();
        for (int i = first; i < end; i += step) {
            items.add(new Value.Number(BigDecimal.valueOf(i)));
        }
        return new Value.Items(items);
    }

    private static int whole(Arguments arguments, int position) {
        return arguments
                .at(position, "")
                .filter(Value.Number.class::isInstance)
                .map(value -> ((Value.Number) value).number().intValue())
                .orElseThrow(() -> new Refused("range without numbers"));
    }

    private Arguments arguments(Expression.Call call, Scope scope) {
        List<Supplier<Value>> positions = new ArrayList<>();
        call.positions().forEach(argument -> positions.add(() -> marked(argument, scope)));
        Map<String, Supplier<Value>> named = new LinkedHashMap<>();
        call.named().forEach((name, argument) -> named.put(name, () -> marked(argument, scope)));
        return new Arguments(positions, named);
    }

    private Value test(Expression.Test test, Scope scope) {
        if (test.name().equals("defined") || test.name().equals("undefined")) {
            boolean defined = test.of() instanceof Expression.Name name
                    && scope.get(name.name()).isPresent();
            return new Value.Flag(defined == test.name().equals("defined"));
        }
        Value value = of(test.of(), scope);
        return new Value.Flag(
                switch (test.name()) {
                    case "none" -> value instanceof Value.None;
                    case "string" -> value instanceof Value.Text;
                    case "number" -> value instanceof Value.Number;
                    case "mapping" -> value instanceof Value.Entries;
                    case "iterable", "sequence" -> value instanceof Value.Items || value instanceof Value.Text;
                    default -> throw new Refused("is " + test.name());
                });
    }

    private Value filter(Expression.Filter filter, Scope scope) {
        List<Supplier<Value>> arguments = new ArrayList<>();
        filter.arguments().forEach(argument -> arguments.add(() -> of(argument, scope)));
        return Filters.filter(of(filter.of(), scope), filter.name(), new Arguments(arguments, Map.of()));
    }

    private Value binary(Expression.Binary binary, Scope scope) {
        Value left = of(binary.left(), scope);
        switch (binary.operator()) {
            case "and":
                return left.isTrue() ? of(binary.right(), scope) : left;
            case "or":
                return left.isTrue() ? left : of(binary.right(), scope);
            default:
                return binary(binary.operator(), left, of(binary.right(), scope));
        }
    }

    private static Value binary(String operator, Value left, Value right) {
        return switch (operator) {
            case "==" -> new Value.Flag(left.equals(right));
            case "!=" -> new Value.Flag(!left.equals(right));
            case "in" -> new Value.Flag(isIn(left, right));
            case "not in" -> new Value.Flag(!isIn(left, right));
            case "~" -> new Value.Text(left.printed() + right.printed());
            case "<" -> new Value.Flag(compared(left, right) < 0);
            case ">" -> new Value.Flag(compared(left, right) > 0);
            case "<=" -> new Value.Flag(compared(left, right) <= 0);
            case ">=" -> new Value.Flag(compared(left, right) >= 0);
            default -> sum(operator, left, right);
        };
    }

    private static boolean isIn(Value item, Value all) {
        if (all instanceof Value.Items items) {
            return items.items().contains(item);
        }
        return all instanceof Value.Entries entries
                ? entries.entries().containsKey(item.printed())
                : all.printed().contains(item.printed());
    }

    private static int compared(Value left, Value right) {
        if (left instanceof Value.Number first && right instanceof Value.Number second) {
            return first.number().compareTo(second.number());
        }
        if (left instanceof Value.Text first && right instanceof Value.Text second) {
            return first.text().compareTo(second.text());
        }
        throw new Refused(left.printed() + " is compared with " + right.printed());
    }

    private static Value sum(String operator, Value left, Value right) {
        if (operator.equals("+") && left instanceof Value.Text first && right instanceof Value.Text second) {
            return new Value.Text(first.text() + second.text());
        }
        if (operator.equals("+") && left instanceof Value.Items first && right instanceof Value.Items second) {
            List<Value> items = new ArrayList<>(first.items());
            items.addAll(second.items());
            return new Value.Items(items);
        }
        if (left instanceof Value.Number first && right instanceof Value.Number second) {
            BigDecimal a = first.number();
            BigDecimal b = second.number();
            if (b.signum() == 0 && "/%//".contains(operator)) {
                throw new Refused("a division by zero");
            }
            return new Value.Number(
                    switch (operator) {
                        case "+" -> a.add(b);
                        case "-" -> a.subtract(b);
                        case "*" -> a.multiply(b);
                        case "%" -> a.remainder(b);
                        case "//" -> a.divideToIntegralValue(b);
                        default -> a.divide(b, 15, RoundingMode.HALF_EVEN).stripTrailingZeros();
                    });
        }
        throw new Refused(left.printed() + " " + operator.toLowerCase(Locale.ROOT) + " " + right.printed());
    }
}
