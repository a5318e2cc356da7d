/** Ranges of a key column, which source and raw divide and digest alike. Start at {@link io.alluvium.source.keys.KeyRanges}. */
@NullMarked
package io.alluvium.source.keys;

import org.jspecify.annotations.NullMarked;
