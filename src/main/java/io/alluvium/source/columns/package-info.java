/**
 * Which columns of a table are stored, under which names and in what form, for sources of every kind. {@link
 * io.alluvium.source.columns.ColumnsSection} reads it, {@link io.alluvium.source.columns.StoredColumns} is what was read, {@link
 * io.alluvium.source.columns.StoredNames} holds it to the columns that a table has, {@link
 * io.alluvium.source.columns.MaskKey} hashes, and {@link io.alluvium.source.columns.StoredMark} says in each position what
 * was made of the columns.
 */
@NullMarked
package io.alluvium.source.columns;

import org.jspecify.annotations.NullMarked;
