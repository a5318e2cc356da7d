/**
 * Values that Delta has no image of. Start at {@link io.alluvium.source.image.UnfitValues}, which says what becomes of
 * them.
 */
@NullMarked
package io.alluvium.source.image;

import org.jspecify.annotations.NullMarked;
