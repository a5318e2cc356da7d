package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What the values of one key are, in all records so far. */
final class SeenValues {
    /** Deeper and wider objects are kept as their text, which loses nothing. */
    private static final int MOST_LEVELS = 32;

    private static final int MOST_KEYS = 1_000;

    private record Key(String name, SeenValues values) {}

    private final int level;
    private boolean hasTruth;
    private boolean hasText;
    private @Nullable SeenNumbers numbers;
    private @Nullable SeenValues elements;
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private boolean hasObject;

    SeenValues(int level) {
        this.level = level;
    }

    /** Looks at the value at which the parser stands, and leaves it at its end. */
    void see(JsonParser parser, JsonToken token, JsonText text) throws IOException {
        switch (token) {
            case VALUE_TRUE, VALUE_FALSE -> hasTruth = true;
            case VALUE_STRING -> hasText = true;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> seeNumber(parser, text);
            case START_ARRAY -> seeList(parser, text);
            case START_OBJECT -> seeObject(parser, text);
            default -> {
                // Null is of every type.
            }
        }
    }

    private void seeNumber(JsonParser parser, JsonText text) throws IOException {
        SeenNumbers known = numbers == null ? new SeenNumbers() : numbers;
        text.take(parser, "");
        known.see(text.bytes(), text.length());
        numbers = known;
    }

    private void seeList(JsonParser parser, JsonText text) throws IOException {
        SeenValues known = elements == null ? new SeenValues(level + 1) : elements;
        elements = known;
        if (level == MOST_LEVELS) {
            hasText = true;
        }
        if (hasText) {
            parser.skipChildren();
            return;
        }
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            known.see(parser, next, text);
        }
    }

    /** The keys of an object at whose beginning the parser stands. */
    void seeObject(JsonParser parser, JsonText text) throws IOException {
        hasObject = true;
        if (level > 0 && (level == MOST_LEVELS || keys.size() > MOST_KEYS)) {
            hasText = true;
            keys.clear();
        }
        if (hasText) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            Key key = keys.get(name);
            if (key == null) {
                String spelling = name;
                key = keys.computeIfAbsent(
                        KeyNames.folded(name), folded -> new Key(spelling, new SeenValues(level + 1)));
            }
            key.values().see(parser, parser.nextToken(), text);
        }
    }

    int keyCount() {
        return keys.size();
    }

    private DataType type() {
        int kinds = (hasTruth ? 1 : 0)
                + (hasText ? 1 : 0)
                + (numbers == null ? 0 : 1)
                + (elements == null ? 0 : 1)
                + (hasObject ? 1 : 0);
        if (kinds != 1 || hasText) {
            return DataTypes.StringType;
        }
        if (numbers != null) {
            return numbers.type();
        }
        if (elements != null) {
            return DataTypes.createArrayType(elements.type());
        }
        // A struct without fields has no image; as text nothing of it is lost.
        return hasTruth ? DataTypes.BooleanType : keys.isEmpty() ? DataTypes.StringType : struct();
    }

    /** The keys as columns, as they were spelled first and in that order. */
    StructType struct() {
        return new StructType(keys.values().stream()
                .map(key -> DataTypes.createStructField(key.name(), key.values().type(), true))
                .toArray(StructField[]::new));
    }
}
