/**
 * The connections to one source: how many are held together, which are used again, how a read is stopped. Start at {@link
 * io.alluvium.source.budget.Connections}.
 */
@NullMarked
package io.alluvium.source.budget;

import org.jspecify.annotations.NullMarked;
