/**
 * Which rows of a query's result a change of its inputs can touch. Start at {@link io.alluvium.spark.change.ChangedQuery}.
 */
@NullMarked
package io.alluvium.spark.change;

import org.jspecify.annotations.NullMarked;
