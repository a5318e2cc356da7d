/**
 * What will run: facts about sources, tables and the journal go in, the work of each table comes out, with its reason.
 * Pure: no file, no session, no clock. Start at {@link io.alluvium.plan.Planner}.
 */
@NullMarked
package io.alluvium.plan;

import org.jspecify.annotations.NullMarked;
