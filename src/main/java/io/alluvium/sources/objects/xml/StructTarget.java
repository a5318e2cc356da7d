package io.alluvium.sources.objects.xml;

import io.alluvium.column.StructValues;
import io.alluvium.sources.objects.value.UnfitException;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A column of elements with attributes or elements in them. Those that one lacks are null. */
final class StructTarget extends ElementTarget {
    private final StructValues column;
    private final ElementParts parts;

    StructTarget(StructValues column, ElementParts parts) {
        super(column);
        this.column = column;
        this.parts = parts;
    }

    @Override
    void appendValue(XMLStreamReader parser) throws XMLStreamException, UnfitException {
        parts.append(parser);
        column.append();
    }

    @Override
    void appendText(CharSequence text) throws UnfitException {
        throw new UnfitException("an attribute is no struct");
    }
}
