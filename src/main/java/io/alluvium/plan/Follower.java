package io.alluvium.plan;

import io.alluvium.domain.TableName;
import java.util.Set;

/** Tells how one model's table can follow changes. It is asked only where that matters, for an answer costs an analysis. */
@FunctionalInterface
public interface Follower {
    /** Of models whose strategy says it. */
    Follower NONE = changed -> new Following.AsWhole("its strategy says so", false);

    /** @param changed inputs whose rows change */
    Following of(Set<TableName> changed);
}
