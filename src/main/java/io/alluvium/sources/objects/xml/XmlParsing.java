package io.alluvium.sources.objects.xml;

import io.alluvium.sources.objects.value.UnfitException;
import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Parsers of records, which are documents of their own to them: without a type, entities or other files. */
final class XmlParsing {
    private static final int MOST_DEPTH = 500;

    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

    XmlParsing() {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        // Prefixes that elements around the record declare are unknown here; names are kept as they are written.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    }

    /** Takes an element at whose start the parser stands, and leaves it at its end. */
    interface ElementSink {
        void take(XMLStreamReader parser) throws XMLStreamException, UnfitException;
    }

    /**
     * Parses a record to its end.
     *
     * @param bytes valid UTF-8
     * @throws UnfitException also where they are no XML
     */
    void parse(byte[] bytes, int start, int length, ElementSink sink) throws UnfitException {
        try {
            XMLStreamReader parser =
                    factory.createXMLStreamReader(new ByteArrayInputStream(bytes, start, length), "UTF-8");
            try {
                parser.nextTag();
                sink.take(parser);
                while (parser.hasNext()) {
                    parser.next();
                }
            } finally {
                parser.close();
            }
        } catch (XMLStreamException e) {
            // The parser's own words have values in them.
            throw new UnfitException("no XML");
        }
    }

    /** Passes over the element at whose start the parser stands, and leaves it at its end. */
    static void skip(XMLStreamReader parser) throws XMLStreamException, UnfitException {
        int depth = 1;
        while (depth > 0) {
            int event = parser.next();
            if (event == XMLStreamReader.START_ELEMENT) {
                depth++;
            } else if (event == XMLStreamReader.END_ELEMENT) {
                depth--;
            }
            if (depth > MOST_DEPTH) {
                throw new UnfitException("nested more than " + MOST_DEPTH + " deep");
            }
        }
    }

    /** The name of an attribute as it is written. */
    static String attribute(XMLStreamReader parser, int number) {
        String prefix = parser.getAttributePrefix(number);
        String name = parser.getAttributeLocalName(number);
        return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
    }

    /** Whether an attribute says how names are meant, which is no value. */
    static boolean isOfNames(String attribute) {
        return attribute.equals("xmlns") || attribute.startsWith("xmlns:");
    }

    /** Whether the element says itself that it has no value. */
    static boolean isNil(XMLStreamReader parser) {
        for (int i = 0; i < parser.getAttributeCount(); i++) {
            String value = parser.getAttributeValue(i);
            if (isNil(attribute(parser, i)) && (value.equals("true") || value.equals("1"))) {
                return true;
            }
        }
        return false;
    }

    static boolean isNil(String attribute) {
        return attribute.equals("xsi:nil");
    }

    static boolean isBlank(CharSequence text) {
        return text.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\n' || c == '\r');
    }
}
