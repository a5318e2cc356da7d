/**
 * SQL files: one SELECT each with its front matter, the tables it reads found by Spark's own parser, without a session.
 * Start at {@link io.alluvium.model.ModelReader}.
 */
@NullMarked
package io.alluvium.model;

import org.jspecify.annotations.NullMarked;
