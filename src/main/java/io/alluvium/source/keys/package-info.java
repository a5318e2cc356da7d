/**
 * Ranges of a table's keys: how they are chosen, and digests by which a change in one is found. Start at {@link
 * io.alluvium.source.keys.KeyRanges}.
 */
@NullMarked
package io.alluvium.source.keys;

import org.jspecify.annotations.NullMarked;
