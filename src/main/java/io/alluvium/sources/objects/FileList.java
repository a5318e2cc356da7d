package io.alluvium.sources.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.journal.Position;
import io.alluvium.source.Positions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lists the whole files that a batch reads, or that batches have read so far.
 *
 * @param files in the order in which they are read
 * @param replace whether this batch supersedes all earlier ones for whoever reads the current state
 */
record FileList(List<SourceFile> files, boolean replace) {
    private static final int VERSION = 1;
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
            Set<SourceFile> all = new LinkedHashSet<>(of(before).files());
            all.addAll(added.files());
            List<SourceFile> sorted = all.stream()
                    .sorted(Comparator.comparing(SourceFile::path).thenComparing(SourceFile::modified))
                    .toList();
            return new FileList(sorted, added.replace()).position();
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

    /**
     * A file as it stood when it was listed; a file whose size or time changed since is another file.
     *
     * @param path relative to the source's folder, with {@code /}
     * @param size in bytes
     * @param modified the storage's modification time
     */
    record SourceFile(String path, long size, Instant modified) {}

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
                        Instant.parse(file.path("modified").asText()))));
        return new FileList(files, node.path("replace").asBoolean());
    }

    Position position() {
        ObjectNode node = JSON.createObjectNode().put("kind", "files").put("replace", replace);
        ArrayNode array = node.putArray("files");
        files.forEach(file -> array.addObject()
                .put("path", file.path())
                .put("size", file.size())
                .put("modified", file.modified().toString()));
        return Position.of(FilesType.WORD, VERSION, node);
    }
}
