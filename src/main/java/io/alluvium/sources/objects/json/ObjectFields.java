package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alluvium.sources.objects.value.UnfitException;
import java.io.IOException;

/** Where the values of an object go, by their keys. Those of other keys are passed over. */
final class ObjectFields {
    private final KeyNames names;
    private final JsonTarget[] targets;

    /** @param targets one for each of the names */
    ObjectFields(KeyNames names, JsonTarget[] targets) {
        this.names = names;
        this.targets = targets.clone();
    }

    /** Appends the values of the object at whose beginning the parser stands, at most one to each field. */
    void append(JsonParser parser) throws IOException {
        names.begin();
        for (int number = names.next(parser); number != KeyNames.NONE; number = names.next(parser)) {
            if (number == KeyNames.TWICE) {
                throw new UnfitException(names.told() + " twice");
            }
            JsonToken value = parser.nextToken();
            if (number < targets.length) {
                targets[number].append(parser, value);
            } else {
                parser.skipChildren();
            }
        }
    }
}
