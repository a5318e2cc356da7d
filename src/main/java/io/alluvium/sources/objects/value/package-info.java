/**
 * Texts as values of a column's type, each exactly or not at all, masked or not. Start at
 * {@link io.alluvium.sources.objects.value.ValueDecoder}.
 */
@NullMarked
package io.alluvium.sources.objects.value;

import org.jspecify.annotations.NullMarked;
