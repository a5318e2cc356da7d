/**
 * Raw against its source: what is in the one and not in the other. {@link io.alluvium.verify.ContentComparison} compares
 * one table.
 */
@NullMarked
package io.alluvium.verify;

import org.jspecify.annotations.NullMarked;
