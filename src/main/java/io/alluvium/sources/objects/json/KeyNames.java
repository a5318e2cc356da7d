package io.alluvium.sources.objects.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys of one kind of object, by number: those of columns first, in their order, then whatever else turns up. Keys
 * that differ only in case are one key.
 */
final class KeyNames {
    /** Where keys are data, those seen before are forgotten now and then. */
    private static final int MOST_OTHERS = 10_000;

    private final String[] columns;
    private final Map<String, Integer> bySpelling = new HashMap<>();
    private final Map<String, Integer> byFolded = new HashMap<>();
    /** The object in which each key was seen last. */
    private long[] seenIn;

    private long object;

    KeyNames(String[] columns) {
        this.columns = columns.clone();
        this.seenIn = new long[columns.length + 16];
        forgetOthers();
    }

    private void forgetOthers() {
        bySpelling.clear();
        byFolded.clear();
        for (int i = 0; i < columns.length; i++) {
            byFolded.put(folded(columns[i]), i);
        }
        Arrays.fill(seenIn, 0);
    }

    /** Another object begins. */
    void begin() {
        if (bySpelling.size() > columns.length + MOST_OTHERS) {
            forgetOthers();
        }
        object++;
    }

    /** The number of a key, or a negative one where the object has it already. */
    int number(String name) throws UnfitException {
        Integer known = bySpelling.get(name);
        int number = known == null ? learn(name) : known;
        if (seenIn[number] == object) {
            return -1;
        }
        seenIn[number] = object;
        return number;
    }

    private int learn(String name) throws UnfitException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new UnfitException("a key with half of a surrogate pair");
        }
        int number = byFolded.computeIfAbsent(folded(name), key -> byFolded.size());
        bySpelling.put(name, number);
        if (number >= seenIn.length) {
            seenIn = Arrays.copyOf(seenIn, seenIn.length * 2);
        }
        return number;
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
