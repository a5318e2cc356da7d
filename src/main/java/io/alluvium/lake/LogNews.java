package io.alluvium.lake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Reads in a table's log what commits did to its rows. Delta says in each action on a file whether it changes data;
 * those of OPTIMIZE and its like do not.
 */
final class LogNews {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Storage folder;
    private boolean added;
    private boolean removed;
    private boolean restored;
    private Optional<StructType> columns = Optional.empty();

    private LogNews(Storage folder) {
        this.folder = folder;
    }

    /**
     * What came after version {@code since}, up to {@code version}.
     *
     * @param folder of the table
     * @param before the columns at {@code since}; asked for only where a commit describes the table anew
     */
    static TableNews between(Storage folder, long since, long version, Supplier<StructType> before) {
        LogNews news = new LogNews(folder);
        for (long at = version; at > since && !news.restored && !news.removed; at--) {
            if (!news.read(at)) {
                return TableNews.UNKNOWN;
            }
        }
        return news.found(before);
    }

    private TableNews found(Supplier<StructType> before) {
        if (restored) {
            return TableNews.RESTORED;
        }
        if (removed) {
            return TableNews.CHANGED;
        }
        if (columns.isPresent()) {
            StructType earlier = before.get();
            boolean kept = TableShape.hasAll(columns.get(), earlier);
            boolean same = kept && columns.get().length() == earlier.length();
            if (!kept || !same && !added) {
                return TableNews.CHANGED;
            }
        }
        return added ? TableNews.APPENDED : TableNews.NONE;
    }

    /** False where the commit is not there any more. */
    private boolean read(long version) {
        try {
            Optional<InputStream> commit = folder.open(Lake.commit(version));
            if (commit.isEmpty()) {
                return false;
            }
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(commit.get(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    read(line);
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An action is an object of one field. */
    private void read(String line) throws IOException {
        try (JsonParser action = JSON.createParser(line)) {
            if (action.nextToken() != JsonToken.START_OBJECT || action.nextToken() != JsonToken.FIELD_NAME) {
                return;
            }
            String name = action.currentName();
            action.nextToken();
            switch (name) {
                case "add" -> added |= changesData(action);
                case "remove" -> removed |= changesData(action);
                case "commitInfo" -> {
                    JsonNode info = action.readValueAsTree();
                    restored |= info.path("operation").asText().equals("RESTORE");
                }
                case "metaData" -> describe(action.readValueAsTree());
                default -> {
                    // Of rows it says nothing.
                }
            }
        }
    }

    /** Commits are read newest first: the first description is the one that holds. */
    private void describe(JsonNode metadata) {
        if (columns.isEmpty()) {
            columns = Optional.of(
                    (StructType) DataType.fromJson(metadata.path("schemaString").asText()));
        }
    }

    /** Actions on files are many and long; nothing else of them is looked at. */
    private static boolean changesData(JsonParser file) throws IOException {
        while (file.nextToken() == JsonToken.FIELD_NAME) {
            String name = file.currentName();
            JsonToken value = file.nextToken();
            if (name.equals("dataChange")) {
                return value != JsonToken.VALUE_FALSE;
            }
            file.skipChildren();
        }
        return true;
    }
}
