/**
 * What databases have in common: which tables a pattern takes, which rows a window reads. Start at
 * {@link io.alluvium.source.sql.Bounds}.
 */
@NullMarked
package io.alluvium.source.sql;

import org.jspecify.annotations.NullMarked;
