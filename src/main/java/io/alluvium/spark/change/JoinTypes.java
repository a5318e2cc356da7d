package io.alluvium.spark.change;

import org.apache.spark.sql.catalyst.plans.ExistenceJoin;
import org.apache.spark.sql.catalyst.plans.FullOuter$;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.LeftSingle$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;

/** What kinds of joins do with rows that meet no other. */
final class JoinTypes {
    static final JoinType INNER = Inner$.MODULE$;
    static final JoinType SEMI = LeftSemi$.MODULE$;

    private JoinTypes() {}

    /** Whether the rows of the left side are looked up in the right one, and nothing is taken from there. */
    static boolean isOfLeft(JoinType type) {
        return type == LeftSemi$.MODULE$ || type == LeftAnti$.MODULE$ || type instanceof ExistenceJoin;
    }

    /** Whether left rows that meet none stay, with nulls on the right. */
    static boolean padsRight(JoinType type) {
        return type == LeftOuter$.MODULE$ || type == FullOuter$.MODULE$ || type == LeftSingle$.MODULE$;
    }

    /** Whether right rows that meet none stay, with nulls on the left. */
    static boolean padsLeft(JoinType type) {
        return type == RightOuter$.MODULE$ || type == FullOuter$.MODULE$;
    }
}
