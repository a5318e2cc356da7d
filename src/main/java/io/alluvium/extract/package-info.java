/**
 * Source window to rows. The contract is {@link io.alluvium.extract.Extractor}; each kind of source implements it in a
 * package of its own beneath, blind to the others.
 */
@NullMarked
package io.alluvium.extract;

import org.jspecify.annotations.NullMarked;
