/** What becomes of values that a column in Delta cannot hold. Start at {@link io.alluvium.source.image.UnfitValues}. */
@NullMarked
package io.alluvium.source.image;

import org.jspecify.annotations.NullMarked;
