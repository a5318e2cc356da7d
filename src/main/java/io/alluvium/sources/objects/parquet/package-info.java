/**
 * Files of Parquet, decoded column by column without Spark. Start at
 * {@link io.alluvium.sources.objects.parquet.OpenParquet}.
 */
@NullMarked
package io.alluvium.sources.objects.parquet;

import org.jspecify.annotations.NullMarked;
