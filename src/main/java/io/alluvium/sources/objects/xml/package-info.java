/**
 * XML whose elements of one name arrive in a batch's columns exactly or are called corrupt, and the columns that such elements
 * have. Documents cannot make it read anything but themselves. Start at
 * {@link io.alluvium.sources.objects.xml.XmlRecords} and {@link io.alluvium.sources.objects.xml.XmlInference}.
 */
@NullMarked
package io.alluvium.sources.objects.xml;

import org.jspecify.annotations.NullMarked;
