/** Tests of {@code scripts/alluvium} and of the local layout. */
@NullMarked
package io.alluvium.launcher;

import org.jspecify.annotations.NullMarked;
