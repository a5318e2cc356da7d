package io.alluvium.dbt.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be made of a value by a filter or a method of its own. */
final class Filters {
    private Filters() {}

    static Value filter(Value of, String name, Arguments arguments) {
        return switch (name) {
            case "length", "count" -> new Value.Number(BigDecimal.valueOf(length(of)));
            case "join" -> joined(of, arguments.text(0, "d").orElse(""));
            case "list" -> new Value.Items(items(of));
            case "unique" -> new Value.Items(items(of).stream().distinct().toList());
            case "first" -> end(items(of), true);
            case "last" -> end(items(of), false);
            case "string" -> new Value.Text(of.printed());
            case "int" -> new Value.Number(new BigDecimal(number(of)).setScale(0, java.math.RoundingMode.DOWN));
            case "as_number", "float" -> new Value.Number(new BigDecimal(number(of)));
            case "as_bool", "as_native", "as_text", "safe" -> of;
            case "trim" -> new Value.Text(of.printed().strip());
            case "default", "d" ->
                of instanceof Value.None ? arguments.at(0, "default_value").orElse(of) : of;
            default -> method(of, name, arguments);
        };
    }

    static Value method(Value of, String name, Arguments arguments) {
        if (of instanceof Value.Entries entries) {
            return switch (name) {
                case "items" ->
                    new Value.Items(entries.entries().entrySet().stream()
                            .<Value>map(
                                    entry -> new Value.Items(List.of(new Value.Text(entry.getKey()), entry.getValue())))
                            .toList());
                case "keys" -> new Value.Items(items(of));
                case "values" ->
                    new Value.Items(new ArrayList<>(entries.entries().values()));
                case "get" -> {
                    Value found = entries.entries()
                            .get(arguments.at(0, "key").map(Value::printed).orElse(""));
                    yield found != null ? found : arguments.at(1, "default").orElse(new Value.None());
                }
                default -> throw new Refused(name);
            };
        }
        if (of instanceof Value.Text text) {
            return text(text.text(), name, arguments);
        }
        throw new Refused(name + " of " + of.printed());
    }

    private static Value text(String text, String name, Arguments arguments) {
        return switch (name) {
            case "upper" -> new Value.Text(text.toUpperCase(Locale.ROOT));
            case "lower" -> new Value.Text(text.toLowerCase(Locale.ROOT));
            case "strip" -> new Value.Text(text.strip());
            case "replace" -> new Value.Text(text.replace(needed(arguments, 0, "old"), needed(arguments, 1, "new")));
            case "startswith" -> new Value.Flag(text.startsWith(needed(arguments, 0, "prefix")));
            case "endswith" -> new Value.Flag(text.endsWith(needed(arguments, 0, "suffix")));
            case "split" ->
                new Value.Items(
                        Arrays.stream(text.split(java.util.regex.Pattern.quote(needed(arguments, 0, "sep")), -1))
                                .<Value>map(Value.Text::new)
                                .toList());
            case "join" -> joined(arguments.at(0, "iterable").orElse(new Value.None()), text);
            default -> throw new Refused(name);
        };
    }

    private static String needed(Arguments arguments, int position, String name) {
        return arguments.text(position, name).orElseThrow(() -> new Refused(name + " is missing"));
    }

    private static Value joined(Value of, String between) {
        return new Value.Text(items(of).stream().map(Value::printed).collect(Collectors.joining(between)));
    }

    private static Value end(List<Value> items, boolean first) {
        if (items.isEmpty()) {
            throw new Refused("an empty list has no element");
        }
        return items.get(first ? 0 : items.size() - 1);
    }

    private static String number(Value of) {
        String text = of.printed().strip();
        if (!text.matches("-?\\d+(\\.\\d+)?")) {
            throw new Refused(text + " is no number");
        }
        return text;
    }

    private static int length(Value of) {
        return of instanceof Value.Text text ? text.text().length() : items(of).size();
    }

    /** What a loop goes through. */
    static List<Value> items(Value of) {
        if (of instanceof Value.Items items) {
            return items.items();
        }
        if (of instanceof Value.Entries entries) {
            return entries.entries().keySet().stream()
                    .<Value>map(Value.Text::new)
                    .toList();
        }
        throw new Refused(of.printed() + " is no list");
    }
}
