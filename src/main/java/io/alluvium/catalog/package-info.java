/**
 * Tables in a catalog of others: a Hive metastore or AWS Glue. Start at {@link io.alluvium.catalog.Catalog}. No correctness of
 * Alluvium's depends on it.
 */
@NullMarked
package io.alluvium.catalog;

import org.jspecify.annotations.NullMarked;
