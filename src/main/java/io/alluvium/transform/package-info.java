/**
 * A model's SQL over pinned inputs to a candidate: rows written but not yet part of the table. Start at
 * {@link io.alluvium.transform.Transformer}.
 */
@NullMarked
package io.alluvium.transform;

import org.jspecify.annotations.NullMarked;
