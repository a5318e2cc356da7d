/**
 * The demo behind {@code scripts/demo.sh}: a real PostgreSQL filled with TPC-H, a round of changes, and the check of
 * every table against what PostgreSQL itself answers. Start at {@link io.alluvium.demo.Demo}.
 */
@NullMarked
package io.alluvium.demo;

import org.jspecify.annotations.NullMarked;
