package io.alluvium.sources.objects.xml;

import io.alluvium.column.ColumnValues;
import io.alluvium.column.ListValues;
import io.alluvium.column.StructValues;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.UnfitException;
import io.alluvium.sources.objects.value.ValueDecoder;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A column that elements go to. */
abstract sealed class ElementTarget permits TextTarget, StructTarget, ListTarget, RedactedTarget {
    private final ColumnValues column;

    ElementTarget(ColumnValues column) {
        this.column = column;
    }

    /** @param name of the column, where it is told */
    static ElementTarget of(String name, DataType type, TextFormat format, ColumnValues column) {
        if (type instanceof ArrayType array && column instanceof ListValues lists) {
            return new ListTarget(lists, of(name, array.elementType(), format, lists.elements()));
        }
        if (type instanceof StructType struct && column instanceof StructValues structs) {
            return new StructTarget(structs, ElementParts.of(name, struct, format, structs::field));
        }
        return new TextTarget(name, type, ValueDecoder.of(type, format, column), column);
    }

    /** A column of strings that gets masks of what elements say. */
    static ElementTarget masked(StructField field, TextFormat format, ColumnValues column, ValueDecoder.Masks masks) {
        ValueDecoder decoder = ValueDecoder.of(field, format, column, masks);
        return masks.columns().get(field.name()) == StoredColumns.Mask.REDACT
                ? new RedactedTarget(decoder, column)
                : new TextTarget(field.name(), field.dataType(), decoder, column);
    }

    /** Whether an element may have several of these. */
    boolean isList() {
        return false;
    }

    /** The first of these in the element around them comes next. */
    void begin() {}

    /** Appends the element at whose start the parser stands, and leaves it at its end. */
    final void append(XMLStreamReader parser) throws XMLStreamException, UnfitException {
        if (XmlParsing.isNil(parser)) {
            XmlParsing.skip(parser);
            appendNil();
        } else {
            appendValue(parser);
        }
    }

    void appendNil() {
        column.appendNull();
    }

    abstract void appendValue(XMLStreamReader parser) throws XMLStreamException, UnfitException;

    /** Appends what an attribute says, or an element that has attributes. */
    abstract void appendText(CharSequence text) throws UnfitException;

    /** The element in which these were ends. */
    void end() {}
}
