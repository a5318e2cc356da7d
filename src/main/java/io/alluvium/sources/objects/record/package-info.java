/**
 * The contract of what reads records of files one after the other, alone or several threads together. Start at
 * {@link io.alluvium.sources.objects.record.RecordReader}.
 */
@NullMarked
package io.alluvium.sources.objects.record;

import org.jspecify.annotations.NullMarked;
