/**
 * The words every other package speaks: layers, table names, run numbers, places in the user's files and the windows
 * that a source is read by. Values only. Start at {@link io.alluvium.domain.TableName}.
 */
@NullMarked
package io.alluvium.domain;

import org.jspecify.annotations.NullMarked;
