package io.alluvium.sources.objects.xml;

import io.alluvium.column.ListValues;
import io.alluvium.sources.objects.value.UnfitException;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A column of elements of one name, as many as there are, wherever they stand in the one around them. */
final class ListTarget extends ElementTarget {
    private final ListValues column;
    private final ElementTarget elements;

    ListTarget(ListValues column, ElementTarget elements) {
        super(column);
        this.column = column;
        this.elements = elements;
    }

    @Override
    boolean isList() {
        return true;
    }

    @Override
    void appendNil() {
        elements.appendNil();
    }

    @Override
    void appendValue(XMLStreamReader parser) throws XMLStreamException, UnfitException {
        elements.append(parser);
    }

    @Override
    void appendText(CharSequence text) throws UnfitException {
        elements.appendText(text);
    }

    @Override
    void end() {
        column.append();
    }
}
