package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.alluvium.sources.objects.value.UnfitException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that hold every value of some files' records without loss.
 *
 * <ul>
 *   <li>whole numbers: {@code bigint}, or {@code decimal(38,0)} where 64 bits are not enough
 *   <li>other numbers: {@code double} where doubles hold all digits of all of them, else {@code decimal(38,s)}
 *   <li>truth values: {@code boolean}; objects: {@code struct}; lists: {@code array}
 *   <li>all else is {@code string}, with the text as it is written: numbers of more than 38 digits, keys whose values are
 *       of several kinds, keys without any value, objects without any key, or of too many or too deep ones
 * </ul>
 *
 * Records that are no JSON, or have a key twice, have no say.
 */
public final class JsonInference {
    private static final int MOST_COLUMNS = 10_000;

    private final JsonShape shape;
    private final JsonParsing parsing = new JsonParsing();
    private final JsonText text = new JsonText();
    private final SeenValues records = new SeenValues(0);
    private final List<KeyNames> keys = new ArrayList<>();
    private @Nullable String refusal;
    private @Nullable String twice;

    public JsonInference(JsonShape shape) {
        this.shape = shape;
    }

    /** Looks at all records of a file. @param in UTF-8; closed at the end */
    public void add(InputStream in) throws IOException {
        try (JsonFrames frames = JsonFrames.of(in, shape, parsing)) {
            JsonFrames.Cut cut = frames.next();
            while (cut != JsonFrames.Cut.END && refusal == null) {
                if (cut == JsonFrames.Cut.RECORD && !see(frames.bytes(), frames.start(), frames.length())) {
                    frames.unparsable(JsonFrames.NO_JSON);
                }
                cut = frames.next();
            }
        }
    }

    /** False where the text is no JSON. */
    private boolean see(byte[] bytes, int start, int length) {
        int from = start;
        while (from < start + length && JsonFrames.isBlank(bytes[from])) {
            from++;
        }
        int rest = start + length - from;
        if (!JsonParsing.isText(bytes, from, rest)) {
            return parsing.isJson(bytes, from, rest);
        }
        try (JsonParser first = parsing.parser(bytes, from, rest);
                JsonParser second = parsing.parser(bytes, from, rest)) {
            if (isClear(first)) {
                text.begin(bytes, from);
                second.nextToken();
                records.seeObject(second, text);
            }
        } catch (UnfitException | StreamConstraintsException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
        if (records.keyCount() > MOST_COLUMNS) {
            refusal = "more than " + MOST_COLUMNS + " different keys";
        }
        return true;
    }

    /** Whether the text is one object to its end without a key twice in it. */
    private boolean isClear(JsonParser parser) throws IOException {
        String repeated = null;
        int roots = 0;
        int depth = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            roots += depth == 0 ? 1 : 0;
            if (token.isStructStart()) {
                begin(depth++);
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME
                    && keys.get(depth - 1).number(parser.currentName()) == KeyNames.TWICE) {
                repeated = parser.currentName();
            }
        }
        if (repeated != null && twice == null) {
            twice = repeated;
        }
        return repeated == null && roots == 1;
    }

    private void begin(int depth) {
        if (depth == keys.size()) {
            keys.add(new KeyNames(new String[0], UnaryOperator.identity()));
        }
        keys.get(depth).begin();
    }

    /** Why the records have no columns that anybody could use: a few words. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** A key that some object has twice, in upper or lower case, as it is spelled the second time. */
    public Optional<String> twice() {
        return Optional.ofNullable(twice);
    }

    /** The columns; none where there is no record. */
    public StructType columns() {
        return records.struct();
    }
}
