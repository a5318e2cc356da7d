package io.alluvium.dbt;

import io.alluvium.dbt.jinja.Arguments;
import io.alluvium.dbt.jinja.Refused;
import io.alluvium.dbt.jinja.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The macros of dbt itself and of dbt_utils that are one expression of Spark's SQL, with the very same meaning. */
final class PackageMacros {
    private PackageMacros() {}

    /** Empty where it is not one of these. */
    static Optional<Value> call(String name, Arguments arguments) {
        if (name.equals("api.Column.translate_type")) {
            return Optional.of(new Value.Text(type(needed(arguments, 0, "dtype"))));
        }
        int dot = name.lastIndexOf('.');
        String from = dot < 0 ? "" : name.substring(0, dot);
        if (!List.of("", "dbt", "dbt_utils").contains(from)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        switch (name.substring(dot + 1)) {
                            case "type_string" -> "string";
                            case "type_int" -> "int";
                            case "type_bigint" -> "bigint";
                            case "type_float" -> "float";
                            case "type_numeric" -> "decimal(28,6)";
                            case "type_timestamp" -> "timestamp";
                            case "type_boolean" -> "boolean";
                            case "current_timestamp" -> "current_timestamp()";
                            case "date_trunc" ->
                                "date_trunc('" + needed(arguments, 0, "datepart") + "', " + needed(arguments, 1, "date")
                                        + ")";
                            case "dateadd" ->
                                "dateadd(" + needed(arguments, 0, "datepart") + ", " + needed(arguments, 1, "interval")
                                        + ", " + needed(arguments, 2, "from_date_or_timestamp") + ")";
                            case "cast" ->
                                "cast(" + needed(arguments, 0, "field") + " as " + needed(arguments, 1, "type") + ")";
                            case "safe_cast" ->
                                "try_cast(" + needed(arguments, 0, "field") + " as " + needed(arguments, 1, "type")
                                        + ")";
                            case "concat" -> String.join(" || ", list(arguments, "fields"));
                            case "group_by" -> "group by " + numbers(arguments);
                            case "generate_surrogate_key" ->
                                surrogate(list(arguments, "field_list"), "_dbt_utils_surrogate_key_null_");
                            case "surrogate_key" -> surrogate(fields(arguments), "");
                            default -> null;
                        })
                .map(Value.Text::new);
    }

    private static String needed(Arguments arguments, int position, String name) {
        return arguments.at(position, name).map(Value::printed).orElseThrow(() -> new Refused(name + " is missing"));
    }

    private static List<String> list(Arguments arguments, String name) {
        Value fields = arguments.at(0, name).map(Value::plain).orElseThrow(() -> new Refused(name + " is missing"));
        if (!(fields instanceof Value.Items items) || items.items().isEmpty()) {
            throw new Refused(name + " is no list");
        }
        return items.items().stream().map(Value::printed).toList();
    }

    /** As dbt's adapter for Spark calls it; where it would keep a word that Spark has not, by Spark's word. */
    private static String type(String written) {
        return switch (written.toLowerCase(Locale.ROOT)) {
            case "string", "varchar", "text" -> "string";
            case "integer" -> "int";
            default -> written;
        };
    }

    private static String numbers(Arguments arguments) {
        Value count = arguments.at(0, "n").map(Value::plain).orElse(new Value.None());
        if (!(count instanceof Value.Number number)) {
            throw new Refused("n is no number");
        }
        return IntStream.rangeClosed(1, number.number().intValue())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(","));
    }

    /** One list, or each field by itself. */
    private static List<String> fields(Arguments arguments) {
        if (arguments.count() == 1) {
            return list(arguments, "field_list");
        }
        return IntStream.range(0, arguments.count())
                .mapToObj(i -> needed(arguments, i, "field"))
                .toList();
    }

    /** As dbt_utils computes it, with the text that it puts for null. */
    private static String surrogate(List<String> fields, String forNull) {
        return fields.stream()
                .map(field -> "coalesce(cast(" + field + " as string), '" + forNull + "')")
                .collect(Collectors.joining(" || '-' || ", "md5(cast(", " as string))"));
    }
}
