/**
 * What one batch of a database's table reads, and what the warehouse knows of those before it. Start at {@link
 * io.alluvium.source.window.Window}; {@link io.alluvium.source.window.Windows} is how journals spell them, and
 * {@link io.alluvium.source.window.Makeup} what makes values others without a row being written.
 */
@NullMarked
package io.alluvium.source.window;

import org.jspecify.annotations.NullMarked;
