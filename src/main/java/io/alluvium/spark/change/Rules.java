package io.alluvium.spark.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SetOperation;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.jdk.javaapi.CollectionConverters;

/** The rules by which a plan's changes are followed, for people, from the result down to the tables. */
final class Rules {
    private final Occurrences changed;
    private final List<Rule> rules = new ArrayList<>();

    private Rules(Occurrences changed) {
        this.changed = changed;
    }

    static List<Rule> of(LogicalPlan plan, Occurrences changed) {
        Rules found = new Rules(changed);
        found.add(plan);
        return List.copyOf(found.rules);
    }

    private void add(LogicalPlan plan) {
        if (!changed.isIn(plan) || changed.table(plan).isPresent()) {
            return;
        }
        if (plan instanceof Aggregate) {
            add("group by", "the groups of changed rows are computed again", plan);
        } else if (plan instanceof Distinct) {
            add("distinct", "rows equal to changed ones are looked for again", plan);
        } else if (plan instanceof Window) {
            add("over", "the partitions of changed rows are computed again", plan);
        } else if (plan instanceof Join join) {
            add(
                    JoinTypes.isOfLeft(join.joinType()) ? "exists" : "join",
                    "changed rows of each side are joined with the other side, as it is and as it was",
                    plan);
        } else if (plan instanceof Union || plan instanceof SetOperation) {
            add(plan.nodeName().toLowerCase(Locale.ROOT), "changed rows of each part pass", plan);
        } else if (plan instanceof Filter) {
            add("where", "changed rows pass that satisfy it", plan);
        } else if (plan instanceof Generate) {
            add("lateral view", "changed rows are unfolded", plan);
        }
        if (CollectionConverters.asJava(plan.expressions()).stream().anyMatch(changed::isIn)) {
            rules.add(new Rule(
                    "subquery",
                    "rows are looked at again for which its former answer decides otherwise than its new one",
                    Operators.line(plan),
                    true));
        }
        CollectionConverters.asJava(plan.children()).forEach(this::add);
    }

    private void add(String operator, String what, LogicalPlan plan) {
        rules.add(new Rule(operator, what, Operators.line(plan), false));
    }
}
