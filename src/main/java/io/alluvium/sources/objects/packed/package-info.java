/**
 * Files that are packed, as streams of what is in them: all of it, or an error. Start at
 * {@link io.alluvium.sources.objects.packed.Unpacked}.
 */
@NullMarked
package io.alluvium.sources.objects.packed;

import org.jspecify.annotations.NullMarked;
