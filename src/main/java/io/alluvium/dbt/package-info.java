/**
 * A project of dbt as one of ours: its models, sources, seeds, tests, snapshots and what they say of themselves. What cannot be
 * said here is named with file and line, and nothing of it is lost. Start at {@link io.alluvium.dbt.DbtProject}.
 */
@NullMarked
package io.alluvium.dbt;

import org.jspecify.annotations.NullMarked;
