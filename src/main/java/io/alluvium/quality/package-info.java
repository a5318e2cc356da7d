/**
 * Rules on a candidate, checked on the very rows that will be committed. Start at
 * {@link io.alluvium.quality.QualityGate}.
 */
@NullMarked
package io.alluvium.quality;

import org.jspecify.annotations.NullMarked;
