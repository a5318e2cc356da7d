package io.alluvium.spark.grammar;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;

/** Tells from the text alone that a value is of a type that no table keeps; most values tell nothing. */
final class ValueType {
    private static final String VOID = "VOID";
    private static final String INTERVAL = "INTERVAL";
    private static final String TIME = "TIME";

    private ValueType() {}

    /** @param expression as {@link SelectList#core} gives it */
    static Optional<String> of(ParserRuleContext expression) {
        if (expression instanceof SqlBaseParser.NullLiteralContext) {
            return Optional.of(VOID);
        }
        if (expression instanceof SqlBaseParser.IntervalLiteralContext) {
            return Optional.of(INTERVAL);
        }
        if (expression instanceof SqlBaseParser.TypeConstructorContext literal) {
            return named(literal.literalType().getText());
        }
        if (expression instanceof SqlBaseParser.CastContext cast) {
            return named(cast.dataType().getText());
        }
        if (expression instanceof SqlBaseParser.CastByColonContext cast) {
            return named(cast.dataType().getText());
        }
        if (expression instanceof SqlBaseParser.ArithmeticBinaryContext binary) {
            return ofDifference(binary);
        }
        if (expression instanceof SqlBaseParser.FunctionCallContext call) {
            return ofCall(call);
        }
        return expression instanceof SqlBaseParser.StructContext struct ? ofStruct(struct) : Optional.empty();
    }

    private static Optional<String> named(String type) {
        String name = type.toUpperCase(Locale.ROOT);
        if (name.equals(VOID)) {
            return Optional.of(VOID);
        }
        if (name.startsWith(INTERVAL)) {
            return Optional.of(INTERVAL);
        }
        return name.equals(TIME) || name.startsWith(TIME + "(") ? Optional.of(TIME) : Optional.empty();
    }

    /** Whatever a date or a time is taken from, the difference is an interval. */
    private static Optional<String> ofDifference(SqlBaseParser.ArithmeticBinaryContext binary) {
        boolean isTimeTaken = binary.MINUS() != null
                && SelectList.core(binary.right) instanceof SqlBaseParser.TypeConstructorContext taken
                && List.of("DATE", "TIMESTAMP", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ")
                        .contains(taken.literalType().getText().toUpperCase(Locale.ROOT));
        return isTimeTaken ? Optional.of(INTERVAL) : Optional.empty();
    }

    private static Optional<String> ofCall(SqlBaseParser.FunctionCallContext call) {
        List<Optional<String>> values = call.functionArgument().stream()
                .map(argument -> argument.expression() == null
                        ? Optional.<String>empty()
                        : of(SelectList.core(argument.expression())))
                .toList();
        return switch (call.functionName().getText().toLowerCase(Locale.ROOT)) {
            case "array" -> isWithoutType(values) ? Optional.of(VOID) : Optional.empty();
            case "map" ->
                isWithoutType(every(values, 0)) || isWithoutType(every(values, 1))
                        ? Optional.of(VOID)
                        : Optional.empty();
            case "named_struct" -> first(every(values, 1));
            default -> Optional.empty();
        };
    }

    private static Optional<String> ofStruct(SqlBaseParser.StructContext struct) {
        return first(struct.namedExpression().stream()
                .map(field -> of(SelectList.core(field.expression())))
                .toList());
    }

    /** Of names and values that take turns, the ones or the others. */
    private static List<Optional<String>> every(List<Optional<String>> values, int from) {
        return IntStream.range(0, values.size())
                .filter(i -> i % 2 == from)
                .mapToObj(values::get)
                .toList();
    }

    private static boolean isWithoutType(List<Optional<String>> values) {
        return values.stream().allMatch(value -> value.equals(Optional.of(VOID)));
    }

    private static Optional<String> first(List<Optional<String>> values) {
        return values.stream().flatMap(Optional::stream).findFirst();
    }
}
