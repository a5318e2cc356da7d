package io.alluvium.sources.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.journal.Position;
import io.alluvium.source.Positions;
import io.alluvium.source.columns.StoredMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lists the whole files that a batch reads, or that batches have read so far.
 *
 * @param files in the order in which they are read
 * @param replace whether this batch supersedes all earlier ones for whoever reads the current state
 * @param reader which readers have read all of the files, {@link #LENIENT} or later ones
 * @param root the folder that the paths are relative to; older lists do not say
 * @param stored how the last of the batches stored the columns
 */
record FileList(List<SourceFile> files, boolean replace, int reader, Optional<String> root, StoredMark stored) {
    private static final int VERSION = 1;
    /** Spark's readers, which changed values that do not fit their types. */
    static final int LENIENT = 0;

    /** Those of this build: a value arrives exactly, or its row is corrupt. */
    static final int EXACT = 1;

    private static final String ROOT = "root";
    private static final String READER = "reader";
    private static final String ETAG = "etag";
    private static final String SHA256 = "sha256";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How the lists of a table's batches add up. */
    static final Positions POSITIONS = new Positions() {
        @Override
        public boolean standsAlone(Position position) {
            return of(position).replace();
        }

        @Override
        public Position joined(Position before, Position next) {
            FileList added = of(next);
            FileList earlier = of(before);
            Map<String, SourceFile> all = new TreeMap<>(earlier.byPath());
            all.putAll(added.byPath());
            int reader = earlier.files().isEmpty() ? added.reader() : Math.min(earlier.reader(), added.reader());
            return new FileList(List.copyOf(all.values()), added.replace(), reader, added.root(), added.stored())
                    .position();
        }

        @Override
        public long gone(Position reached, Position all) {
            Set<String> gone = new HashSet<>(of(reached).paths());
            gone.removeAll(of(all).paths());
            return gone.size();
        }
    };

    FileList {
        files = List.copyOf(files);
    }

    /** Each file as it was loaded last. */
    Map<String, SourceFile> byPath() {
        Map<String, SourceFile> last = new LinkedHashMap<>();
        files.forEach(file -> last.put(file.path(), file));
        return last;
    }

    private Set<String> paths() {
        return files.stream().map(SourceFile::path).collect(Collectors.toSet());
    }

    /** @throws IllegalArgumentException for what no build up to this one has written */
    static FileList of(Position position) {
        if (!position.sourceType().equals(FilesType.WORD) || position.version() > VERSION) {
            throw new IllegalArgumentException("not a list of files that is known here: " + position);
        }
        JsonNode node = position.content();
        List<SourceFile> files = new ArrayList<>();
        node.path("files")
                .forEach(file -> files.add(new SourceFile(
                        file.path("path").asText(),
                        file.path("size").asLong(),
                        Instant.parse(file.path("modified").asText()),
                        text(file, ETAG),
                        text(file, SHA256))));
        return new FileList(
                files,
                node.path("replace").asBoolean(),
                node.path(READER).asInt(LENIENT),
                text(node, ROOT),
                StoredMark.of(position));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field)).map(JsonNode::asText);
    }

    Position position() {
        ObjectNode node = JSON.createObjectNode().put("kind", "files").put("replace", replace);
        if (reader > LENIENT) {
            node.put(READER, reader);
        }
        ArrayNode array = node.putArray("files");
        for (SourceFile file : files) {
            ObjectNode written = array.addObject()
                    .put("path", file.path())
                    .put("size", file.size())
                    .put("modified", file.modified().toString());
            file.etag().ifPresent(etag -> written.put(ETAG, etag));
            file.sha256().ifPresent(hash -> written.put(SHA256, hash));
        }
        root.ifPresent(folder -> node.put(ROOT, folder));
        return stored.in(Position.of(FilesType.WORD, VERSION, node));
    }
}
