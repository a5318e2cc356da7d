/**
 * A checked candidate becomes the table's next version, in one commit. Start at
 * {@link io.alluvium.publish.Publisher}.
 */
@NullMarked
package io.alluvium.publish;

import org.jspecify.annotations.NullMarked;
