/**
 * The kinds of source, each in a package of its own, blind to its neighbours. Start at
 * {@link io.alluvium.sources.SourceTypes}.
 */
@NullMarked
package io.alluvium.sources;

import org.jspecify.annotations.NullMarked;
