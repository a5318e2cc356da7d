package io.alluvium.spark.change;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** A part of a query through which no change can be followed. It never leaves this package. */
final class NoRuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Obstacle obstacle;

    NoRuleException(String what, LogicalPlan where) {
        super(what);
        this.obstacle = new Obstacle(what, Operators.line(where));
    }

    Obstacle obstacle() {
        return obstacle;
    }
}
