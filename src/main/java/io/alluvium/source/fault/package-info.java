/**
 * Errors of a database and its driver in a person's words. Start at {@link io.alluvium.source.fault.ServerFaults}, which
 * asks a database for its {@link io.alluvium.source.fault.ErrorMeanings}.
 */
@NullMarked
package io.alluvium.source.fault;

import org.jspecify.annotations.NullMarked;
