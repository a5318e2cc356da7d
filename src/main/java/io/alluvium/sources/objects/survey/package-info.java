/**
 * What files look like before a project declares them: which belong together, how CSV is written, which types hold its texts.
 * Start at {@link io.alluvium.sources.objects.survey.FileGroup} and {@link io.alluvium.sources.objects.survey.SeenTexts}.
 */
@NullMarked
package io.alluvium.sources.objects.survey;

import org.jspecify.annotations.NullMarked;
