/**
 * What a person sees: lines on the screen, error cards, plan, result files. The same words everywhere. Start at
 * {@link io.alluvium.report.RunRecord}.
 */
@NullMarked
package io.alluvium.report;

import org.jspecify.annotations.NullMarked;
