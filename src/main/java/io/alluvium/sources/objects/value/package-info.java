/**
 * Texts as values of a column's type, each exactly or not at all, and the contract of what reads records of files. Start
 * at {@link io.alluvium.sources.objects.value.ValueDecoder} and
 * {@link io.alluvium.sources.objects.value.RecordReader}.
 */
@NullMarked
package io.alluvium.sources.objects.value;

import org.jspecify.annotations.NullMarked;
