package io.alluvium.spark.query;

import io.alluvium.spark.SqlFunctions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What an analysed query may be made of: nodes, and expressions. An expression is that of a function that {@link
 * SqlFunctions} allows, or one of those listed here, which no function is named after. Whatever else a line of Spark has
 * is refused.
 */
final class QueryParts {
    private static final String CATALYST = "org.apache.spark.sql.catalyst.";
    private static final String EXPRESSIONS_OF = "org.apache.spark.sql.catalyst.expressions.";

    private static final Set<String> NODES = names(CATALYST, """
            plans.logical.Project plans.logical.Filter plans.logical.Aggregate plans.logical.Join
            plans.logical.LateralJoin plans.logical.AsOfJoin plans.logical.Union plans.logical.Intersect
            plans.logical.Except plans.logical.Distinct plans.logical.Sort plans.logical.GlobalLimit
            plans.logical.LocalLimit plans.logical.LimitAll plans.logical.Offset plans.logical.Window
            plans.logical.Expand plans.logical.Generate plans.logical.SubqueryAlias plans.logical.WithCTE
            plans.logical.CTERelationDef plans.logical.CTERelationRef plans.logical.UnionLoop
            plans.logical.UnionLoopRef plans.logical.OneRowRelation plans.logical.LocalRelation plans.logical.Range
            plans.logical.Sample plans.logical.ResolvedHint plans.logical.Repartition
            plans.logical.RepartitionByExpression plans.logical.RebalancePartitions plans.logical.Subquery
            expressions.PipeOperator
            """);

    /** What a query holds beside these before it is analysed. */
    private static final Set<String> PARSED_NODES = names(CATALYST, """
            analysis.ResolvedInlineTable analysis.UnresolvedHaving analysis.UnresolvedInlineTable
            analysis.UnresolvedQualify analysis.UnresolvedRelation analysis.UnresolvedSubqueryColumnAliases
            analysis.UnresolvedTVFAliases analysis.UnresolvedTableValuedFunction plans.logical.DataFrameDropColumns
            plans.logical.NearestByJoin plans.logical.Pivot plans.logical.UnresolvedHint
            plans.logical.UnresolvedWith plans.logical.Unpivot plans.logical.WithWindowDefinition
            """);

    /** Columns, literals, operators, windows, subqueries, and what functions are turned into. */
    private static final Set<String> EXPRESSIONS = names(EXPRESSIONS_OF, """
            Alias AtLeastNNonNulls AttributeReference BinaryPad Ceil CheckOverflow CheckOverflowInSum Collate
            CollationKey Collations CommonExpressionDef CommonExpressionRef Contains Cube CurrentRow$
            DateAddInterval DateAddYMInterval DatetimeSub DecimalAddNoOverflowCheck DecimalDivideWithOverflowCheck
            DivideDTInterval DivideInterval DivideYMInterval DropField Empty2Null EndsWith Exists Explode
            ExtractANSIIntervalDays ExtractANSIIntervalHours ExtractANSIIntervalMinutes ExtractANSIIntervalMonths
            ExtractANSIIntervalSeconds ExtractANSIIntervalYears ExtractIntervalDays ExtractIntervalHours
            ExtractIntervalMinutes ExtractIntervalMonths ExtractIntervalSeconds ExtractIntervalYears Floor
            GetArrayItem GetArrayStructFields GetMapValue GetStructField GetTimestamp GroupingSets Hour HoursOfTime
            InSet InSubquery Inline IsNotUnknown$$anon$2 IsUnknown$$anon$1 KnownFloatingPointNormalized
            KnownNotContainsNull KnownNotNull KnownNullable LateralColumnAliasReference LateralSubquery LikeAll
            LikeAny ListQuery Literal MakeDecimal MakeTimestamp MakeTimestampFromDateTime MakeTimestampNTZ MapSort
            Mask Minute MinutesOfTime MultiCommutativeOp MultiplyDTInterval MultiplyInterval MultiplyYMInterval
            NamedLambdaVariable NotLikeAll NotLikeAny OuterReference OuterScopeReference PosExplode
            PreciseTimestampConversion PrettyAttribute RaiseError ReplicateRows ResolvedCollation Rollup RoundCeil
            RoundFloor ScalarSubquery Second SecondWithFraction SecondsOfTime SecondsOfTimeWithFraction
            SemiStructuredExtract SortOrder SpecifiedWindowFrame SQLKeywords StartsWith StringDecode StringLPad
            StringRPad StringSplitSQL SubtractDates SubtractTimes SubtractTimestamps TimeAdd TimeAddInterval TimeBucket
            TimestampAddInterval TimestampAddYMInterval ToCharacter ToPrettyString TryEval TryMakeTimestamp
            TryMakeTimestampFromDateTime TupleUnionDouble TupleUnionInteger TupleUnionThetaDouble
            TupleUnionThetaInteger TypedNullLiteral UnboundedFollowing$ UnboundedPreceding$ UnscaledValue
            UnspecifiedFrame$ UpdateFields WindowExpression WindowSpecDefinition With WithField YearOfWeek
            aggregate.AggregateExpression aggregate.ApproxCountDistinctForIntervals aggregate.CountMinSketchAgg
            aggregate.MaxBy aggregate.MaxMinByK aggregate.MinBy aggregate.Mode aggregate.NoOp$
            aggregate.PercentileCont aggregate.PercentileDisc aggregate.PivotFirst aggregate.RegrReplacement
            aggregate.TupleSketchAggDouble aggregate.TupleSketchAggInteger aggregate.TupleUnionAggDouble
            aggregate.TupleUnionAggInteger objects.Invoke objects.StaticInvoke variant.ParseJson
            variant.VariantExplode variant.VariantGet GeneratorOuter TimestampAdd TimestampDiff LambdaFunction
            NamedArgumentExpression BinaryPredicate
            """);

    private static final Set<String> FUNCTIONS = functions();

    private QueryParts() {}

    /** By the class of a node of an analysed plan. */
    static boolean isNode(String node) {
        return NODES.contains(node);
    }

    /** By the class of a node of a plan that is not analysed. */
    static boolean isParsedNode(String node) {
        return isNode(node) || PARSED_NODES.contains(node);
    }

    /** By the class of an expression of an analysed plan. */
    static boolean isExpression(String expression) {
        return EXPRESSIONS.contains(expression) || FUNCTIONS.contains(expression);
    }

    private static Set<String> names(String owner, String names) {
        return Arrays.stream(names.strip().split("\\s+"))
                .map(name -> owner + name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The classes that Spark's registry has for functions; none that a forbidden one is made of. */
    private static Set<String> functions() {
        Set<String> allowed = new HashSet<>();
        Set<String> forbidden = new HashSet<>();
        for (FunctionIdentifier function :
                CollectionConverters.asJava(FunctionRegistry$.MODULE$.builtin().listFunction())) {
            Option<ExpressionInfo> info = FunctionRegistry$.MODULE$.builtin().lookupFunction(function);
            if (info.isDefined()) {
                Optional<SqlFunctions.Sort> sort = SqlFunctions.sort(function.funcName());
                boolean isOperator = !Character.isLetter(function.funcName().charAt(0));
                boolean mayBe = isOperator || (sort.isPresent() && sort.get() != SqlFunctions.Sort.FORBIDDEN);
                (mayBe ? allowed : forbidden).add(info.get().getClassName());
            }
        }
        allowed.removeAll(forbidden);
        return Set.copyOf(allowed);
    }
}
