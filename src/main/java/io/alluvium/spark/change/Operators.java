package io.alluvium.spark.change;

import java.util.OptionalInt;
import org.apache.spark.sql.catalyst.plans.logical.AsOfJoin;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.Tail;
import org.apache.spark.sql.catalyst.plans.logical.UnionLoop;
import scala.Option;

/** Operators in the words of SQL. */
final class Operators {
    private Operators() {}

    /** The line of the SQL that it begins in, from 1; empty where the plan does not tell. */
    static OptionalInt line(LogicalPlan plan) {
        Option<Object> line = plan.origin().line();
        return line.isDefined() ? OptionalInt.of((Integer) line.get()) : OptionalInt.empty();
    }

    static String name(LogicalPlan plan) {
        if (plan instanceof GlobalLimit || plan instanceof LocalLimit || plan instanceof Tail) {
            return "LIMIT";
        }
        if (plan instanceof Offset) {
            return "OFFSET";
        }
        if (plan instanceof LateralJoin) {
            return "LATERAL";
        }
        if (plan instanceof Sample) {
            return "TABLESAMPLE";
        }
        if (plan instanceof UnionLoop) {
            return "WITH RECURSIVE";
        }
        return plan instanceof AsOfJoin ? "an as-of join" : plan.nodeName();
    }
}
