package io.alluvium.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps from run to run what was read in folders of a store. Who makes a note writes the ETags into it by which it holds,
 * and believes it only while a listing shows the same ones: notes save requests and are never a truth. What cannot be
 * read, or was written in another form, is as if it were not there. Safe for use by many threads.
 */
public final class FolderNotes {
    private static final Logger LOG = LoggerFactory.getLogger(FolderNotes.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORMAT = "notes-1";

    private final Storage root;
    private final String file;
    private final boolean areKept;
    private final Map<String, String> used = new TreeMap<>();
    private @Nullable Map<String, String> before;

    private FolderNotes(Storage root, String file, boolean areKept) {
        this.root = root;
        this.file = file;
        this.areKept = areKept;
    }

    /**
     * Notes in one file. Where listings show no ETags there are none, and the file is neither read nor written.
     *
     * @param root where the file lies
     */
    public static FolderNotes in(Storage root, String file) {
        return new FolderNotes(root, file, root.listsEtags());
    }

    /** Forgets everything at once. */
    public static FolderNotes none(Storage root) {
        return new FolderNotes(root, "", false);
    }

    /** Whether making notes is of any use. */
    public boolean areKept() {
        return areKept;
    }

    /** What was noted of a folder. */
    public synchronized Optional<String> of(String folder) {
        if (!areKept) {
            return Optional.empty();
        }
        if (before == null) {
            before = read();
        }
        String note = before.get(folder);
        if (note != null) {
            used.putIfAbsent(folder, note);
        }
        return Optional.ofNullable(used.get(folder));
    }

    /** Takes the place of what was noted of this folder. */
    public synchronized void put(String folder, String note) {
        if (areKept) {
            used.put(folder, note);
        }
    }

    /** Writes the notes that were asked for or made since this was opened, if they are others than before. */
    public synchronized void save() throws IOException {
        if (areKept && !used.equals(before == null ? read() : before)) {
            ObjectNode notes = JSON.createObjectNode();
            used.forEach(notes::put);
            String text = JSON.writeValueAsString(notes);
            root.replace(file, FORMAT + " " + digest(text) + "\n" + text);
            before = new HashMap<>(used);
        }
    }

    private Map<String, String> read() {
        Map<String, String> notes = new HashMap<>();
        try {
            String text = root.read(file).orElse("");
            String json = text.substring(text.indexOf('\n') + 1);
            if (text.startsWith(FORMAT + " " + digest(json) + "\n")) {
                JSON.readTree(json)
                        .fields()
                        .forEachRemaining(
                                note -> notes.put(note.getKey(), note.getValue().asText()));
            } else if (!text.isEmpty()) {
                LOG.info("{} is damaged or of another Alluvium; it is written anew", root.name(file));
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read: more is asked of the store", root.name(file), e);
        }
        return notes;
    }

    private static long digest(String text) {
        CRC32C digest = new CRC32C();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return digest.getValue();
    }
}
