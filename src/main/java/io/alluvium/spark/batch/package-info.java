/**
 * Tables of batches of columns, as a data source of Spark's. Its tasks read them, with columns and filters
 * pushed down. Start at {@link io.alluvium.spark.batch.BatchTable}.
 */
@NullMarked
package io.alluvium.spark.batch;

import org.jspecify.annotations.NullMarked;
