/**
 * JSON whose objects arrive in a batch's columns exactly or are called corrupt, and the columns that the objects of some
 * files have. Start at {@link io.alluvium.sources.objects.json.JsonRecords} and
 * {@link io.alluvium.sources.objects.json.JsonInference}.
 */
@NullMarked
package io.alluvium.sources.objects.json;

import org.jspecify.annotations.NullMarked;
