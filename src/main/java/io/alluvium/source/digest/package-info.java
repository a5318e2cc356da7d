/**
 * A table's content as its database digests it, for {@code verify --source}. Start at {@link
 * io.alluvium.source.digest.DatabaseContent}.
 */
@NullMarked
package io.alluvium.source.digest;

import org.jspecify.annotations.NullMarked;
