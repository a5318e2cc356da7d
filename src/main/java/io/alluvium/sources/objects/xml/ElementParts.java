package io.alluvium.sources.objects.xml;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.record.RecordColumns;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.UnfitException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Where an element's attributes, the elements in it and its text go. Those without a column are passed over. */
final class ElementParts {
    /** What stands before the names of attributes. */
    static final String ATTRIBUTE = "_";

    /** What the text of an element is called that has attributes too. */
    static final String TEXT = "_VALUE";

    private static final int NONE = -1;

    /** Where names are data, those seen before are forgotten now and then. */
    private static final int MOST_NAMES = 10_000;

    private final String element;
    private final UnaryOperator<String> named;
    private final ElementTarget[] targets;
    private final boolean[] given;
    private final Map<String, Integer> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, Integer> bySpelling = new HashMap<>();

    /**
     * @param element what the element is called, where it is told; empty for a record
     * @param named what a part is called among the fields
     */
    private ElementParts(String element, StructType type, UnaryOperator<String> named, ElementTarget[] targets) {
        this.element = element;
        this.named = named;
        this.targets = targets;
        this.given = new boolean[targets.length];
        for (int i = 0; i < targets.length; i++) {
            columns.put(type.fields()[i].name(), i);
        }
    }

    /** Of an element that is a value; its parts are called as they are. */
    static ElementParts of(String element, StructType type, TextFormat format, IntFunction<ColumnValues> fields) {
        ElementTarget[] targets = new ElementTarget[type.length()];
        for (int i = 0; i < targets.length; i++) {
            StructField field = type.fields()[i];
            targets[i] = ElementTarget.of(element + "." + field.name(), field.dataType(), format, fields.apply(i));
        }
        return new ElementParts(element, type, UnaryOperator.identity(), targets);
    }

    static ElementParts ofRecord(RecordColumns into, TextFormat format, ColumnBatch batch) {
        ElementTarget[] targets = new ElementTarget[into.columns().length()];
        for (int i = 0; i < targets.length; i++) {
            StructField field = into.columns().fields()[i];
            targets[i] = into.isMasked(field)
                    ? ElementTarget.masked(field, format, batch.column(i), into.masks())
                    : ElementTarget.of(field.name(), field.dataType(), format, batch.column(i));
        }
        return new ElementParts("", into.columns(), into.named(), targets);
    }

    /** Appends what the element has at whose start the parser stands, at most one value to each field; leaves it at its end. */
    void append(XMLStreamReader parser) throws XMLStreamException, UnfitException {
        Arrays.fill(given, false);
        for (int i = 0; i < parser.getAttributeCount(); i++) {
            String name = XmlParsing.attribute(parser, i);
            if (!XmlParsing.isOfNames(name) && !XmlParsing.isNil(name)) {
                ElementTarget target = target(ATTRIBUTE + name);
                if (target != null) {
                    target.appendText(parser.getAttributeValue(i));
                }
            }
        }
        appendContent(parser);
        for (int i = 0; i < targets.length; i++) {
            if (given[i]) {
                targets[i].end();
            }
        }
    }

    private void appendContent(XMLStreamReader parser) throws XMLStreamException, UnfitException {
        StringBuilder text = new StringBuilder();
        boolean hasElements = false;
        for (int event = parser.next(); event != XMLStreamReader.END_ELEMENT; event = parser.next()) {
            if (event == XMLStreamReader.START_ELEMENT) {
                hasElements = true;
                ElementTarget target = target(parser.getLocalName());
                if (target == null) {
                    XmlParsing.skip(parser);
                } else {
                    target.append(parser);
                }
            } else {
                addText(parser, event, text);
            }
        }
        boolean blank = XmlParsing.isBlank(text);
        if (hasElements && !blank) {
            throw new UnfitException("text between the elements" + inElement());
        }
        ElementTarget ofText = hasElements ? null : target(TEXT);
        if (ofText != null) {
            ofText.appendText(text);
        } else if (!blank) {
            throw new UnfitException("text and no elements" + inElement());
        }
    }

    private String inElement() {
        return element.isEmpty() ? "" : " of " + element;
    }

    static void addText(XMLStreamReader parser, int event, StringBuilder text) throws UnfitException {
        switch (event) {
            case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA, XMLStreamReader.SPACE ->
                text.append(parser.getTextCharacters(), parser.getTextStart(), parser.getTextLength());
            case XMLStreamReader.COMMENT, XMLStreamReader.PROCESSING_INSTRUCTION -> {}
            default -> throw new UnfitException("an entity that is not XML's own");
        }
    }

    private @Nullable ElementTarget target(String name) throws UnfitException {
        Integer known = bySpelling.get(name);
        int number = known == null ? learn(name) : known;
        if (number == NONE) {
            return null;
        }
        ElementTarget target = targets[number];
        if (given[number] && !target.isList()) {
            throw new UnfitException(name + " twice" + inElement());
        }
        if (!given[number]) {
            target.begin();
        }
        given[number] = true;
        return target;
    }

    private int learn(String name) {
        if (bySpelling.size() > MOST_NAMES) {
            bySpelling.clear();
        }
        int number = columns.getOrDefault(named.apply(name), NONE);
        bySpelling.put(name, number);
        return number;
    }
}
