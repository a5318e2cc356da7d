/**
 * A table that another tool loaded, against its source: which rows it lacks, has otherwise, has too much or twice. Needs no
 * project and writes nothing. Start at {@link io.alluvium.audit.Audit}.
 */
@NullMarked
package io.alluvium.audit;

import org.jspecify.annotations.NullMarked;
