package io.alluvium.spark.query;

import io.alluvium.domain.Layer;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.SqlFunctions;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.SchemaOfXml;
import org.apache.spark.sql.catalyst.expressions.XmlToStructs;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.types.ObjectType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets a session have nothing but queries over the project's tables. It looks twice. Before the analysis, which may call
 * functions already: at the names. After it, when every name is known: at all parts, of which each has to be among those
 * that {@link QueryParts} lists.
 */
final class QueryGuard {
    private static final String SPARKS_OWN = "org.apache.spark.sql.catalyst.";

    private QueryGuard() {}

    /** @throws AlluviumException QUERY_NOT_ALLOWED */
    static void checkParsed(LogicalPlan plan) {
        if (plan instanceof Command || plan instanceof ParsedStatement) {
            throw refused("a statement that is no query");
        }
        if (plan instanceof ScriptTransformation) {
            throw refused("TRANSFORM … USING");
        }
        if (plan instanceof PlanWithUnresolvedIdentifier) {
            throw refused("IDENTIFIER, which hides the name of a table,");
        }
        if (plan instanceof UnresolvedTableValuedFunction function) {
            checkFunction(CollectionConverters.asJava(function.name()));
        }
        if (plan instanceof UnresolvedRelation relation) {
            checkTable(CollectionConverters.asJava(relation.multipartIdentifier()));
        }
        if (!QueryParts.isParsedNode(plan.getClass().getName())) {
            throw refused(plan.nodeName());
        }
        plans(plan.children()).forEach(QueryGuard::checkParsed);
        CollectionConverters.asJava(plan.innerChildren()).forEach(inner -> {
            if (inner instanceof LogicalPlan named) {
                checkParsed(named);
            }
        });
        CollectionConverters.asJava(plan.expressions()).forEach(QueryGuard::checkParsed);
    }

    private static void checkParsed(Expression expression) {
        if (expression instanceof ExpressionWithUnresolvedIdentifier) {
            throw refused("IDENTIFIER, which hides the name of a function,");
        }
        if (expression instanceof UnresolvedFunction function) {
            checkFunction(CollectionConverters.asJava(function.nameParts()));
        }
        if (expression instanceof UnresolvedGenerator generator) {
            FunctionIdentifier name = generator.name();
            checkFunction(
                    name.database().isEmpty()
                            ? List.of(name.funcName())
                            : List.of(name.database().get(), name.funcName()));
        }
        if (expression instanceof PlanExpression<?> subquery && subquery.plan() instanceof LogicalPlan plan) {
            checkParsed(plan);
        }
        CollectionConverters.asJava(expression.children()).forEach(QueryGuard::checkParsed);
    }

    private static void checkFunction(List<String> parts) {
        String name = parts.get(parts.size() - 1);
        String owner = String.join(".", parts.subList(0, parts.size() - 1));
        boolean isSparks = owner.isEmpty() || owner.matches("(?i)(system\\.)?builtin");
        Optional<SqlFunctions.Sort> sort = isSparks ? SqlFunctions.sort(name) : Optional.empty();
        if (sort.isEmpty() || sort.get() == SqlFunctions.Sort.FORBIDDEN) {
            throw refused("the function " + String.join(".", parts));
        }
    }

    /** One part alone is what WITH names, or nothing at all: no catalog of ours has tables without a layer. */
    private static void checkTable(List<String> parts) {
        boolean isOurs = parts.size() == 1 || (parts.size() == 2 && isLayer(parts.get(0)));
        if (!isOurs) {
            throw refused("the table " + String.join(".", parts));
        }
    }

    private static boolean isLayer(String word) {
        return Layer.of(word).isPresent();
    }

    /** @throws AlluviumException QUERY_NOT_ALLOWED */
    static void checkAnalysed(LogicalPlan plan) {
        if (plan instanceof SubqueryAlias alias && isTable(alias)) {
            return;
        }
        if (!QueryParts.isNode(plan.getClass().getName())) {
            throw refused(plan.nodeName());
        }
        plans(plan.children()).forEach(QueryGuard::checkAnalysed);
        CollectionConverters.asJava(plan.expressions()).forEach(QueryGuard::checkAnalysed);
    }

    /** A table of the project, or what stands in its place: beneath such a name lies nothing that the query wrote. */
    private static boolean isTable(SubqueryAlias alias) {
        List<String> owner = CollectionConverters.asJava(alias.identifier().qualifier());
        return owner.size() == 1 && isLayer(owner.get(0));
    }

    private static void checkAnalysed(Expression expression) {
        if (!QueryParts.isExpression(expression.getClass().getName())
                || isForeignCall(expression)
                || readsFile(expression)) {
            throw refused(expression.prettyName());
        }
        if (expression instanceof PlanExpression<?> subquery && subquery.plan() instanceof LogicalPlan plan) {
            checkAnalysed(plan);
        }
        CollectionConverters.asJava(expression.children()).forEach(QueryGuard::checkAnalysed);
    }

    /** Spark's functions are made of calls of its own classes; a function of somebody else's would be one, too. */
    private static boolean isForeignCall(Expression expression) {
        if (expression instanceof StaticInvoke call) {
            return !call.staticObject().getName().startsWith(SPARKS_OWN);
        }
        return expression instanceof Invoke call
                && call.targetObject().dataType() instanceof ObjectType type
                && !type.cls().getName().startsWith(SPARKS_OWN);
    }

    /** An option of the functions for XML names a schema's file. */
    private static boolean readsFile(Expression expression) {
        if (expression instanceof XmlToStructs xml) {
            return namesFile(xml.options());
        }
        return expression instanceof SchemaOfXml xml && namesFile(xml.options());
    }

    private static boolean namesFile(scala.collection.immutable.Map<String, String> options) {
        return CollectionConverters.asJava(options).keySet().stream()
                .anyMatch("rowValidationXSDPath"::equalsIgnoreCase);
    }

    private static List<LogicalPlan> plans(Seq<LogicalPlan> plans) {
        return CollectionConverters.asJava(plans);
    }

    private static AlluviumException refused(String what) {
        return Problem.of(ErrorCode.QUERY_NOT_ALLOWED, what + " is not allowed in a query")
                .because("a query runs no code and reads nothing but the project's tables")
                .asException();
    }
}
