/**
 * The story, top to bottom: read the project, look at sources and warehouse, plan, extract, load, transform, check,
 * publish, record. The one place that wires stages and picks extractors. Start at {@link io.alluvium.run.Pipeline}.
 */
@NullMarked
package io.alluvium.run;

import org.jspecify.annotations.NullMarked;
