package io.alluvium.spark.change;

import java.util.OptionalInt;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Option;

/** A part of a query through which no change can be followed. It never leaves this package. */
final class NoRuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Obstacle obstacle;

    NoRuleException(String what, LogicalPlan where) {
        super(what);
        Option<Object> line = where.origin().line();
        this.obstacle =
                new Obstacle(what, line.isDefined() ? OptionalInt.of((Integer) line.get()) : OptionalInt.empty());
    }

    Obstacle obstacle() {
        return obstacle;
    }
}
