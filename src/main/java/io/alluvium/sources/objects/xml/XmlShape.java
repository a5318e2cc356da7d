package io.alluvium.sources.objects.xml;

import io.alluvium.sources.objects.value.TextFormat;
import java.io.Serializable;

/**
 * How a file's XML is put together.
 *
 * @param rowTag the name of the elements that are records, with its prefix
 * @param format how texts spell the values of columns that are no strings
 */
public record XmlShape(String rowTag, TextFormat format) implements Serializable {
    private static final long serialVersionUID = 1L;
}
