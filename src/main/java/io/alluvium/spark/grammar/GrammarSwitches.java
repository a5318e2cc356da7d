package io.alluvium.spark.grammar;

import java.lang.reflect.Field;
import java.util.Set;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;

/**
 * The parts of the grammar that Spark has switched on by default. The lines differ in which switches a parser has: 4.0
 * has none of these, 4.1 the first, 4.2 both.
 */
final class GrammarSwitches {
    private static final Set<String> ON =
            Set.of("parameter_substitution_enabled", "single_character_pipe_operator_enabled");

    private GrammarSwitches() {}

    static void setIn(SqlBaseParser parser) {
        try {
            for (Field field : SqlBaseParser.class.getFields()) {
                if (ON.contains(field.getName())) {
                    field.setBoolean(parser, true);
                }
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("public fields can be set", e);
        }
    }
}
