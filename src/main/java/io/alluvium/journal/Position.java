package io.alluvium.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/**
 * Bounds a batch in its source's own terms. Only the source that wrote it reads its content; everybody else keeps
 * it, hands it back and compares it. Two positions are equal where their content is, in whatever order its fields are.
 *
 * @param sourceType the word of the source's type
 * @param version of the content's form: a source reads all its earlier ones for ever
 * @param json one JSON object, its fields by name
 */
public record Position(String sourceType, int version, String json) {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    public Position {
        if (!sourceType.matches("[a-z][a-z0-9_]*") || version < 1) {
            throw new IllegalArgumentException("no position: " + sourceType + ", version " + version);
        }
        json = ordered(json);
    }

    public static Position of(String sourceType, int version, JsonNode content) {
        return new Position(sourceType, version, content.toString());
    }

    private static String ordered(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (!node.isObject()) {
                throw new IllegalArgumentException("a position is a JSON object");
            }
            return JSON.writeValueAsString(JSON.treeToValue(node, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a position is a JSON object", e);
        }
    }

    /** A copy of the content, for the source to read. */
    public JsonNode content() {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a position that was read before", e);
        }
    }

    /** Without its content, which may hold values of rows. */
    @Override
    public String toString() {
        return "position of " + sourceType + " " + version;
    }
}
