/**
 * Queries in a Spark session. They are parsed, their markers bound, their clock set, and what the analysed plan shows.
 * Start at {@link io.alluvium.spark.query.SessionQuery}.
 */
@NullMarked
package io.alluvium.spark.query;

import org.jspecify.annotations.NullMarked;
