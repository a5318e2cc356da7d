/**
 * The durable intents and outcomes of batches and publishes, and the lease that one run holds, next to the data. Start
 * at {@link io.alluvium.journal.Journal}.
 */
@NullMarked
package io.alluvium.journal;

import org.jspecify.annotations.NullMarked;
