/**
 * What raw tables have beside their source's own columns. These are the columns of the load, the operations, the
 * properties that say whose a table is. Start at {@link io.alluvium.raw.RawColumns}.
 */
@NullMarked
package io.alluvium.raw;

import org.jspecify.annotations.NullMarked;
