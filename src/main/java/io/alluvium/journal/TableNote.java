package io.alluvium.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is kept between runs of the files that looks at a table's state needed. A text stands for a file while the file
 * is listed with the same ETag. Safe for use by many threads.
 */
final class TableNote {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIGITS = 19;
    private static final int MOST_CHARACTERS = 1 << 16;

    private final String after;
    private final Map<String, Kept> before;
    private final NavigableMap<String, Kept> used = new TreeMap<>();
    private boolean isWhole;

    /** @param text empty where it is too long to be kept */
    private record Kept(String etag, Optional<String> text) {}

    private TableNote(String after, Map<String, Kept> before) {
        this.after = after;
        this.before = before;
    }

    /** @param text as {@link #text} gave it; what is in another form is as none */
    static TableNote of(Optional<String> text) {
        Map<String, Kept> files = new HashMap<>();
        try {
            JsonNode note = JSON.readTree(text.orElse("{}"));
            note.path("files").fields().forEachRemaining(file -> {
                JsonNode content = file.getValue().path("text");
                files.put(
                        file.getKey(),
                        new Kept(
                                file.getValue().path("etag").asText(),
                                content.isTextual() ? Optional.of(content.asText()) : Optional.empty()));
            });
            return new TableNote(note.path("after").asText(), files);
        } catch (JsonProcessingException e) {
            return new TableNote("", Map.of());
        }
    }

    /** Listings begin behind this name: files before it were of no use to the last look. Empty where all are wanted. */
    String after() {
        return after;
    }

    /** From now on listings shall show all names. */
    synchronized void keepWhole() {
        isWhole = true;
    }

    /** The text of a file that is listed with this ETag; without one nobody can tell. */
    synchronized Optional<String> text(String name, String etag) {
        Kept kept = used.containsKey(name) ? used.get(name) : before.get(name);
        if (kept == null || etag.isEmpty() || !kept.etag().equals(etag)) {
            return Optional.empty();
        }
        used.put(name, kept);
        return kept.text();
    }

    /** @param text read after the file was listed with this ETag, so that it is never older */
    synchronized void saw(String name, String etag, String text) {
        used.put(name, new Kept(etag, Optional.of(text).filter(all -> all.length() <= MOST_CHARACTERS)));
    }

    /** Where the store's ETags are others, the file is read once more, that is all. */
    void wrote(String name, String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            saw(name, '"' + HexFormat.of().formatHex(digest) + '"', text);
        } catch (NoSuchAlgorithmException e) {
            // A Java without it has to read the file, as if the store's ETags were others.
            saw(name, "", text);
        }
    }

    synchronized String text() {
        ObjectNode note = JSON.createObjectNode().put("after", isWhole ? "" : first());
        ObjectNode files = note.putObject("files");
        used.forEach((name, kept) -> {
            ObjectNode file = files.putObject(name).put("etag", kept.etag());
            kept.text().ifPresent(text -> file.put("text", text));
        });
        return note.toString();
    }

    /** The number of the first file that was used, which comes just before its name. */
    private String first() {
        return used.keySet().stream()
                .filter(name -> Character.isDigit(name.charAt(0)))
                .findFirst()
                .map(name -> name.substring(0, DIGITS))
                .orElse("");
    }
}
