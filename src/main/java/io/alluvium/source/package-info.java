/**
 * What a source is to everybody else. The contract is {@link io.alluvium.source.Source}; each source implements it in a
 * package of its own under {@code sources}, blind to the others.
 */
@NullMarked
package io.alluvium.source;

import org.jspecify.annotations.NullMarked;
