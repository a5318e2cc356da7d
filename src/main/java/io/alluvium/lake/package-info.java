/**
 * The only door to Delta. Without a Spark session it answers what a table's log says; with one it stages
 * a {@link io.alluvium.lake.TableChange}, lets others look at it, and commits it in one transaction. Start at
 * {@link io.alluvium.lake.Lake}, then {@link io.alluvium.lake.LakeSession}.
 */
@NullMarked
package io.alluvium.lake;

import org.jspecify.annotations.NullMarked;
