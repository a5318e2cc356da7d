/**
 * CSV cut into records and values by its bytes, which arrive in a batch's columns exactly or are called corrupt. Start at
 * {@link io.alluvium.sources.objects.csv.CsvRecords}.
 */
@NullMarked
package io.alluvium.sources.objects.csv;

import org.jspecify.annotations.NullMarked;
