/**
 * What a database is to whoever brings tables into it: {@link io.alluvium.source.target.Target} takes a table's rows, in one
 * transaction with a note of which version they are. A kind of source that can be written to is a
 * {@link io.alluvium.source.target.TargetType} too.
 */
@NullMarked
package io.alluvium.source.target;

import org.jspecify.annotations.NullMarked;
