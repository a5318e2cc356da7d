/**
 * PostgreSQL as a source: one exported snapshot for all tables of a run, a horizon that no late commit can fall behind,
 * and an exact image of each type. Start at {@link io.alluvium.sources.postgres.PostgresSource}; Spark starts at
 * {@link io.alluvium.sources.postgres.PostgresFormat}, for who wants rows and no load.
 */
@NullMarked
package io.alluvium.sources.postgres;

import org.jspecify.annotations.NullMarked;
