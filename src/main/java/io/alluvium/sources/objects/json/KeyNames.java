package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import io.alluvium.sources.objects.value.UnfitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one kind of object, by number: those of columns first, in their order, then whatever else turns up. Keys
 * that differ only in case are one key.
 */
final class KeyNames {
    /** The object has no further key. */
    static final int NONE = -1;

    /** The object has the key already. */
    static final int TWICE = -2;

    /** Where keys are data, those seen before are forgotten now and then. */
    private static final int MOST_OTHERS = 10_000;

    private final String[] columns;
    private final UnaryOperator<String> named;
    private final Map<String, Key> bySpelling = new HashMap<>();
    private final Map<String, Integer> byFolded = new HashMap<>();
    /** The object in which each key was seen last. */
    private long[] seenIn;
    /** Which key came after each one, by number and from 1 on, when that was seen last; before all of them the first. */
    private @Nullable Key[] following;

    private int last;
    private long object;

    private record Key(SerializedString spelling, int number) {}

    /** @param named what a key is called among the columns */
    KeyNames(String[] columns, UnaryOperator<String> named) {
        this.columns = columns.clone();
        this.named = named;
        this.seenIn = new long[columns.length + 16];
        this.following = new Key[seenIn.length + 1];
        forgetOthers();
    }

    private void forgetOthers() {
        bySpelling.clear();
        byFolded.clear();
        for (int i = 0; i < columns.length; i++) {
            byFolded.put(folded(columns[i]), i);
        }
        Arrays.fill(seenIn, 0);
        Arrays.fill(following, null);
    }

    /** Another object begins. */
    void begin() {
        if (bySpelling.size() > columns.length + MOST_OTHERS) {
            forgetOthers();
        }
        object++;
        last = 0;
    }

    /**
     * Moves a parser, which stands in an object, to the next key.
     *
     * @return the key's number; {@link #TWICE} or {@link #NONE}
     */
    int next(JsonParser parser) throws IOException {
        Key expected = following[last];
        if (expected != null && parser.nextFieldName(expected.spelling())) {
            return seen(expected.number());
        }
        if (expected == null) {
            parser.nextToken();
        }
        if (parser.currentToken() != JsonToken.FIELD_NAME) {
            return NONE;
        }
        Key key = key(parser.currentName());
        following[last] = key;
        return seen(key.number());
    }

    /** The number of a key, or {@link #TWICE}. */
    int number(String name) throws UnfitException {
        return seen(key(name).number());
    }

    private int seen(int number) {
        last = number + 1;
        if (seenIn[number] == object) {
            return TWICE;
        }
        seenIn[number] = object;
        return number;
    }

    /** The last key in words: other keys than those of columns may be values. */
    String told() {
        return last > 0 && last <= columns.length ? "the key " + columns[last - 1] : "a key";
    }

    private Key key(String name) throws UnfitException {
        Key known = bySpelling.get(name);
        return known == null ? learn(name) : known;
    }

    private Key learn(String name) throws UnfitException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new UnfitException("a key with half of a surrogate pair");
        }
        int number = byFolded.computeIfAbsent(folded(named.apply(name)), key -> byFolded.size());
        Key key = new Key(new SerializedString(name), number);
        bySpelling.put(name, key);
        if (number >= seenIn.length) {
            seenIn = Arrays.copyOf(seenIn, seenIn.length * 2);
            following = Arrays.copyOf(following, seenIn.length + 1);
        }
        return key;
    }

    /** The same for all names that {@link String#equalsIgnoreCase} calls equal. */
    static String folded(String name) {
        char[] characters = name.toCharArray();
        for (int i = 0; i < characters.length; i++) {
            characters[i] = Character.toLowerCase(Character.toUpperCase(characters[i]));
        }
        return new String(characters);
    }
}
