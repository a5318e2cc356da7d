/**
 * Benchmarks behind {@code bench/run.sh}. Start at {@link io.alluvium.bench.Bench}; {@link io.alluvium.bench.PlainSpark}
 * is the peer: the same work as a Spark program that anyone would write.
 */
@NullMarked
package io.alluvium.bench;

import org.jspecify.annotations.NullMarked;
