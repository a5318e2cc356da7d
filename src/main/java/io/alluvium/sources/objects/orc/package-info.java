/** Files of ORC, read by the format's own vectors without Spark. Start at {@link io.alluvium.sources.objects.orc.OpenOrc}. */
@NullMarked
package io.alluvium.sources.objects.orc;

import org.jspecify.annotations.NullMarked;
