/**
 * What a source is to everybody else. The contract is {@link io.alluvium.source.Source}; each source implements it in a
 * package of its own under {@code sources}, blind to the others. The packages beneath hold what sources share: {@code keys},
 * {@code budget} and {@code image} know nothing of the contract, {@code fault}, {@code columns}, {@code catalog}, {@code window}, {@code
 * survey}, {@code digest}, {@code sql} and {@code database} build upon it, in this order.
 */
@NullMarked
package io.alluvium.source;

import org.jspecify.annotations.NullMarked;
