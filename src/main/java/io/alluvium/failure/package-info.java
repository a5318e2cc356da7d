/**
 * Errors that a person can act on: a code, a kind that decides exit status and retry, the place, the value seen, the
 * cause and the next command. Start at {@link io.alluvium.failure.Problem}.
 */
@NullMarked
package io.alluvium.failure;

import org.jspecify.annotations.NullMarked;
