package io.alluvium.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import java.util.ArrayList;
import java.util.List;

/** Finds what a reference names in the text that lies there: all of it, or one field of a JSON object. */
final class SecretField {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final SecretReference reference;
    private final Asked asked;

    private SecretField(SecretReference reference) {
        this.reference = reference;
        this.asked = reference.asked();
    }

    /**
     * Neither value nor names of fields are told, but for a name that is nearly the one that was asked for.
     *
     * @throws AlluviumException SECRET_MISSING
     */
    static String of(SecretReference reference, String text) {
        SecretField field = new SecretField(reference);
        JsonNode json = json(text);
        return reference.field().isPresent()
                ? field.named(json, reference.field().get())
                : field.whole(json, text);
    }

    /** A database's secret is kept as an object, and never is one itself. */
    private String whole(JsonNode json, String text) {
        if (json.isObject()) {
            throw asked.missing(reference + " is a JSON object, which is no secret by itself")
                    .because("which of its " + json.size() + " fields is meant?")
                    .fixedBy("name the field, as in \"" + reference + "#password\"")
                    .asException();
        }
        return text;
    }

    private String named(JsonNode json, String name) {
        if (!json.isObject()) {
            throw asked.missing("what lies at " + whole() + " is no JSON object, so it has no field " + name)
                    .fixedBy("name the whole of it: \"" + whole() + "\"")
                    .asException();
        }
        JsonNode value = json.path(name);
        if (value.isMissingNode()) {
            List<String> names = new ArrayList<>();
            json.fieldNames().forEachRemaining(names::add);
            throw asked.missing("the JSON object at " + whole() + " has no field " + name)
                    .because("none of its " + json.size() + " fields has that name")
                    .didYouMean(DidYouMean.among(names, name))
                    .fixedBy("the secret that a rotation keeps has the password in \"" + whole() + "#password\"")
                    .asException();
        }
        if (!value.isTextual()) {
            throw asked.missing("the field " + name + " of the JSON object at " + whole() + " is not text")
                    .because("what is no text can be spelled in several ways")
                    .fixedBy("put it in quotes there")
                    .asException();
        }
        return value.textValue();
    }

    private SecretReference whole() {
        return new SecretReference(reference.kind(), reference.target(), reference.place());
    }

    /** Errors of the parser quote what they read: they go nowhere. */
    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
