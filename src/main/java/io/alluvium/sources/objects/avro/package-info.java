/** Files of Avro, a row at a time without Spark. Start at {@link io.alluvium.sources.objects.avro.OpenAvro}. */
@NullMarked
package io.alluvium.sources.objects.avro;

import org.jspecify.annotations.NullMarked;
