/**
 * What a database's catalog lists, which of it patterns take and how it is offered. Start at {@link
 * io.alluvium.source.catalog.CatalogEntry}.
 */
@NullMarked
package io.alluvium.source.catalog;

import org.jspecify.annotations.NullMarked;
