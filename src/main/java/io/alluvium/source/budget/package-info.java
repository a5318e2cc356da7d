/** What all reads of one source may hold together. Start at {@link io.alluvium.source.budget.Connections}. */
@NullMarked
package io.alluvium.source.budget;

import org.jspecify.annotations.NullMarked;
