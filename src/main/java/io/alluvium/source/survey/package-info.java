/**
 * Finds what is new in a database's table and what a batch of it holds, in whatever mode. Start at {@link
 * io.alluvium.source.survey.Survey}; a database answers as a {@link io.alluvium.source.survey.SurveyedTable}.
 */
@NullMarked
package io.alluvium.source.survey;

import org.jspecify.annotations.NullMarked;
