/**
 * Raw append: load columns, schema policy, overlap dropped before anything is written, counts compared, one commit a
 * batch. Start at {@link io.alluvium.load.RawLoader}.
 */
@NullMarked
package io.alluvium.load;

import org.jspecify.annotations.NullMarked;
