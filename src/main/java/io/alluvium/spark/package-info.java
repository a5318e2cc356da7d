/**
 * The only door to Spark's inner parts: names quoted, queries parsed and analysed. What differs between Spark lines
 * lies here and beneath, in one class a difference. Start at {@link io.alluvium.spark.SqlNames}, and at
 * {@link io.alluvium.spark.grammar.SqlText} for SQL as text.
 */
@NullMarked
package io.alluvium.spark;

import org.jspecify.annotations.NullMarked;
