package io.alluvium.spark.grammar;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/**
 * What the rules of Spark's grammar stand for. They are told by name, for the lines of Spark differ in which they have.
 */
final class Constructs {
    private static final String SUFFIX = "Context";

    /** By the name of the rule, or of its alternative. */
    static final Map<String, Mention.Kind> BY_RULE = Map.ofEntries(
            Map.entry("Sample", Mention.Kind.SAMPLE),
            Map.entry("TransformClause", Mention.Kind.SCRIPT),
            Map.entry("OptionsClause", Mention.Kind.OPTIONS),
            Map.entry("TemporalClause", Mention.Kind.VERSION),
            Map.entry("ChangelogTableName", Mention.Kind.CHANGES),
            Map.entry("StreamRelation", Mention.Kind.CHANGES),
            Map.entry("PosParameterLiteral", Mention.Kind.UNNAMED_PARAMETER),
            Map.entry("PositionalParameterMarkerRule", Mention.Kind.UNNAMED_PARAMETER),
            Map.entry("SetOperation", Mention.Kind.SET_OPERATION),
            Map.entry("AggregationClause", Mention.Kind.GROUPING),
            Map.entry("HavingClause", Mention.Kind.GROUPING),
            Map.entry("WindowRef", Mention.Kind.WINDOW),
            Map.entry("WindowDef", Mention.Kind.WINDOW),
            Map.entry("JoinRelation", Mention.Kind.JOIN),
            Map.entry("LateralView", Mention.Kind.TABLE_FUNCTION),
            Map.entry("TableFunctionCall", Mention.Kind.TABLE_FUNCTION),
            Map.entry("FunctionTable", Mention.Kind.TABLE_FUNCTION),
            Map.entry("OperatorPipeStatement", Mention.Kind.PIPE),
            Map.entry("PivotClause", Mention.Kind.PIVOT),
            Map.entry("UnpivotClause", Mention.Kind.PIVOT));

    /** Rules that hold a colon and a name. Where one of them only wraps the other, it has no colon of its own. */
    static final Set<String> MARKERS = Set.of("NamedParameterMarker", "NamedParameterLiteral");

    private Constructs() {}

    static Optional<Mention.Kind> of(ParserRuleContext context) {
        return Optional.ofNullable(BY_RULE.get(rule(context)));
    }

    /** The name after the colon, where the context is such a marker. */
    static Optional<String> marker(ParserRuleContext context) {
        return MARKERS.contains(rule(context)) && context.getChildCount() == 2
                ? Optional.of(context.getChild(1).getText())
                : Optional.empty();
    }

    static String rule(ParserRuleContext context) {
        String name = context.getClass().getSimpleName();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }
}
