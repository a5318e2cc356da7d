/**
 * Files whose values have types of their own, read many rows at a time: the contract of what opens one, and values that
 * go from the file's type to the table's, each exactly or not at all. Start at
 * {@link io.alluvium.sources.objects.typed.TypedFile}.
 */
@NullMarked
package io.alluvium.sources.objects.typed;

import org.jspecify.annotations.NullMarked;
