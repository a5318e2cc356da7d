/**
 * SQL read by Spark's own grammar, without a session. It gives the words of a text, and what a query or an expression
 * mentions. Start at {@link io.alluvium.spark.grammar.SqlText}.
 */
@NullMarked
package io.alluvium.spark.grammar;

import org.jspecify.annotations.NullMarked;
