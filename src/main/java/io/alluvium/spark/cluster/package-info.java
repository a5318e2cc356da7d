/** What clusters want of a driver and of tasks, beyond SQL. Start at {@link io.alluvium.spark.cluster.YarnDriver}. */
@NullMarked
package io.alluvium.spark.cluster;

import org.jspecify.annotations.NullMarked;
