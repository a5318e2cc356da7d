package io.alluvium.lake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where RESTORE stands in a table's log. It takes rows out of a table or puts them back, and leaves the numbers of its
 * writers as they are. Of commits that Delta has cleaned away nothing is known; they count as none.
 */
final class Restores {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TableName table;
    private final Storage folder;

    /** @param folder of the table */
    Restores(TableName table, Storage folder) {
        this.table = table;
        this.folder = folder;
    }

    /** What a commit is to who looks for a writer's rows. */
    private enum Kind {
        RESTORE,
        OWN,
        OTHER,
        ABSENT
    }

    /**
     * @param version that a RESTORE went back to; absent where it was told a time
     */
    private record Commit(Kind kind, Optional<Long> version) {
        static Commit of(Kind kind) {
            return new Commit(kind, Optional.empty());
        }
    }

    /**
     * The version whose rows of this writer are those of {@code version}: the same one, unless a RESTORE came after the
     * writer's last commit.
     *
     * @throws AlluviumException TABLE_RESTORED when a RESTORE does not say to which version
     */
    long origin(long version, String writer) {
        long origin = version;
        long at = version;
        while (true) {
            Commit commit = read(at, writer);
            switch (commit.kind()) {
                case RESTORE -> {
                    long restore = at;
                    origin = commit.version().filter(to -> to < restore).orElseThrow(this::toATime);
                    at = origin;
                }
                case OTHER -> at--;
                default -> {
                    return origin;
                }
            }
        }
    }

    private Commit read(long version, String writer) {
        try {
            Optional<InputStream> commit = folder.open(Lake.commit(version));
            return commit.isPresent() ? read(commit.get(), writer) : Commit.of(Kind.ABSENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Commit read(InputStream commit, String writer) throws IOException {
        Commit found = Commit.of(Kind.OTHER);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(commit, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                found = read(line, writer);
                if (found.kind() != Kind.OTHER) {
                    break;
                }
            }
            return found;
        }
    }

    /** An action is an object of one field; those of files are many and long, and are not looked into. */
    private static Commit read(String line, String writer) throws IOException {
        try (JsonParser action = JSON.createParser(line)) {
            if (action.nextToken() == JsonToken.START_OBJECT && action.nextToken() == JsonToken.FIELD_NAME) {
                String name = action.currentName();
                action.nextToken();
                if (name.equals("commitInfo")) {
                    return ofInfo(action.readValueAsTree());
                }
                if (name.equals("txn")) {
                    JsonNode transaction = action.readValueAsTree();
                    boolean own = transaction.path("appId").asText().equals(writer);
                    return Commit.of(own ? Kind.OWN : Kind.OTHER);
                }
            }
            return Commit.of(Kind.OTHER);
        }
    }

    private static Commit ofInfo(JsonNode info) {
        if (!info.path("operation").asText().equals("RESTORE")) {
            return Commit.of(Kind.OTHER);
        }
        String version = info.path("operationParameters").path("version").asText();
        return new Commit(
                Kind.RESTORE, version.matches("\\d{1,18}") ? Optional.of(Long.parseLong(version)) : Optional.empty());
    }

    private AlluviumException toATime() {
        return Problem.of(
                        ErrorCode.TABLE_RESTORED,
                        table + " was restored to a time, and its log does not say to which version")
                .because("so it is not known which batches it still has")
                .fixedBy("restore it to that version by its number: RESTORE TABLE delta.`" + folder.name("")
                        + "` TO VERSION AS OF n, where DESCRIBE HISTORY shows n")
                .asException();
    }
}
