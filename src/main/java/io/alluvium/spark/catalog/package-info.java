/**
 * Catalogs of a session's own, in which SQL reads tables and writes none. Start at {@link
 * io.alluvium.spark.catalog.ReadCatalog}.
 */
@NullMarked
package io.alluvium.spark.catalog;

import org.jspecify.annotations.NullMarked;
