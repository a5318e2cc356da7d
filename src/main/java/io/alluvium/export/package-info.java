/**
 * Tables of the warehouse that are brought into databases, as a project declares them under {@code exports}. Start at
 * {@link io.alluvium.export.Exports}; how a database takes rows is its own matter, see
 * {@link io.alluvium.source.target.Target}.
 */
@NullMarked
package io.alluvium.export;

import org.jspecify.annotations.NullMarked;
