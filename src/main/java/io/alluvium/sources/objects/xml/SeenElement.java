package io.alluvium.sources.objects.xml;

import io.alluvium.sources.objects.value.UnfitException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the elements of one name in one place have in them, in all records so far. */
final class SeenElement {
    private static final int MOST_LEVELS = 32;

    private final int level;
    private final Map<String, SeenElement> parts = new LinkedHashMap<>();
    private final Map<String, SeenElement> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private boolean hasText;
    private boolean isRepeated;
    /** How many of these were seen, and during which one of the elements around it this one was seen last. */
    private long count;

    private long lastIn;

    SeenElement(int level) {
        this.level = level;
    }

    /** Looks at the element at whose start the parser stands, and leaves it at its end. */
    void see(XMLStreamReader parser) throws XMLStreamException, UnfitException {
        if (level > MOST_LEVELS) {
            throw new UnfitException("elements nested more than " + MOST_LEVELS + " deep");
        }
        count++;
        for (int i = 0; i < parser.getAttributeCount(); i++) {
            String name = XmlParsing.attribute(parser, i);
            if (!XmlParsing.isOfNames(name) && !XmlParsing.isNil(name)) {
                part(ElementParts.ATTRIBUTE + name).hasText = true;
            }
        }
        boolean nil = XmlParsing.isNil(parser);
        StringBuilder text = new StringBuilder();
        for (int event = parser.next(); event != XMLStreamReader.END_ELEMENT; event = parser.next()) {
            if (event == XMLStreamReader.START_ELEMENT) {
                part(parser.getLocalName()).see(parser);
            } else {
                ElementParts.addText(parser, event, text);
            }
        }
        hasText |= !nil && !XmlParsing.isBlank(text);
    }

    private SeenElement part(String name) {
        SeenElement part = byName.get(name);
        if (part == null) {
            part = new SeenElement(level + 1);
            byName.put(name, part);
            parts.put(name, part);
        }
        part.isRepeated |= part.lastIn == count;
        part.lastIn = count;
        return part;
    }

    int partCount() {
        return parts.size();
    }

    private DataType type() {
        DataType one = parts.isEmpty() ? DataTypes.StringType : struct();
        return isRepeated ? DataTypes.createArrayType(one) : one;
    }

    /** The parts as columns, as they were spelled first and in that order. */
    StructType struct() {
        StructType columns = new StructType(parts.entrySet().stream()
                .map(part -> DataTypes.createStructField(
                        part.getKey(), part.getValue().type(), true))
                .toArray(StructField[]::new));
        return hasText ? columns.add(ElementParts.TEXT, DataTypes.StringType) : columns;
    }
}
