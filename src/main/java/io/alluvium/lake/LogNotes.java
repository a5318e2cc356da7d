package io.alluvium.lake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.domain.TableName;
import io.alluvium.storage.FolderNotes;
import io.alluvium.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What tables' logs said when they were last read, kept between runs. A note holds while the log lists the same last
 * commit, by its ETag; a few commits that came after it and brought rows alone are read one by one. Whatever else is
 * there, the log is read by Kernel. Safe for use by many threads.
 */
final class LogNotes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
    private static final int MOST_COMMITS = 3;

    /** Actions after which a table is what it was, but for its rows and its writers' numbers. */
    private static final Set<String> OF_ROWS = Set.of("add", "remove", "cdc", "txn", "commitInfo");

    private final FolderNotes notes;
    private final Storage storage;
    private final Map<String, LogNote> known = new ConcurrentHashMap<>();

    /** By the path of a commit: the ETags that were listed first, so that what was read is never older. */
    private final Map<String, String> etags = new ConcurrentHashMap<>();

    LogNotes(FolderNotes notes, Storage storage) {
        this.notes = notes;
        this.storage = storage;
    }

    /** A commit was listed, and will be read after that. */
    void listed(String log, String name, String etag) {
        if (notes.areKept() && COMMIT.matcher(name).matches()) {
            etags.putIfAbsent(log + "/" + name, etag);
        }
    }

    /** The newest version of a table, where the note of its folder still holds. */
    Optional<TableVersion> current(TableName table, String folder) throws IOException {
        Optional<LogNote> note = notes.of(log(folder)).flatMap(LogNote::of);
        if (note.isEmpty()) {
            return Optional.empty();
        }
        Optional<LogNote> now = now(folder, note.get());
        now.ifPresent(found -> keep(folder, found));
        return now.map(found -> found.version(table, folder));
    }

    private Optional<LogNote> now(String folder, LogNote note) throws IOException {
        NavigableMap<Long, String> commits = commitsFrom(folder, note.version());
        if (!note.etag().equals(commits.remove(note.version())) || commits.size() > MOST_COMMITS) {
            return Optional.empty();
        }
        LogNote now = note;
        for (Map.Entry<Long, String> commit : commits.entrySet()) {
            Optional<LogNote> next =
                    commit.getKey() == now.version() + 1 ? next(folder, now, commit.getValue()) : Optional.empty();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            now = next.get();
        }
        return Optional.of(now);
    }

    /** By one request: names of commits begin with zeros, and nothing of a log's inner folders does. */
    private NavigableMap<Long, String> commitsFrom(String folder, long version) throws IOException {
        NavigableMap<Long, String> commits = new TreeMap<>();
        String log = log(folder) + "/";
        storage.findLater(log + "0", log + "%020d".formatted(version), file -> {
            var commit = COMMIT.matcher(file.path().substring(log.length()));
            if (commit.matches()) {
                commits.put(Long.parseLong(commit.group(1)), file.etag().orElse(""));
            }
        });
        return commits;
    }

    /** The note after one more commit; empty where that changed more than rows. */
    private Optional<LogNote> next(String folder, LogNote note, String etag) throws IOException {
        Optional<InputStream> commit =
                etag.isEmpty() ? Optional.empty() : storage.open(folder + "/" + Lake.commit(note.version() + 1));
        if (commit.isEmpty()) {
            return Optional.empty();
        }
        LogNote next = note.next(etag);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(commit.get(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<LogNote> with = with(next, line);
                if (with.isEmpty()) {
                    return with;
                }
                next = with.get();
            }
        } catch (JsonProcessingException e) {
            // Kernel tells what is wrong with the log.
            return Optional.empty();
        }
        return Optional.of(next);
    }

    /** An action is an object of one field. A RESTORE takes rows away and leaves the numbers of its writers. */
    private static Optional<LogNote> with(LogNote note, String line) throws IOException {
        try (JsonParser action = JSON.createParser(line)) {
            if (action.nextToken() != JsonToken.START_OBJECT || action.nextToken() != JsonToken.FIELD_NAME) {
                return Optional.empty();
            }
            String name = action.currentName();
            action.nextToken();
            if (name.equals("commitInfo")) {
                JsonNode info = action.readValueAsTree();
                return Optional.of(note)
                        .filter(same -> !info.path("operation").asText().equals("RESTORE"));
            }
            if (name.equals("txn")) {
                JsonNode transaction = action.readValueAsTree();
                return Optional.of(note.with(
                        transaction.path("appId").asText(),
                        OptionalLong.of(transaction.path("version").asLong())));
            }
            return Optional.of(note).filter(same -> OF_ROWS.contains(name));
        }
    }

    /** What Kernel found, after it had listed the log. */
    void saw(TableVersion version) {
        String etag = etags.get(version.folder() + "/" + Lake.commit(version.version()));
        if (etag != null) {
            keep(version.folder(), LogNote.of(version, etag));
        }
    }

    private void keep(String folder, LogNote note) {
        known.put(folder, note);
        notes.put(log(folder), note.text());
    }

    /** What is known of the number of a writer, or else what the log says, to be kept. */
    OptionalLong number(TableVersion version, LogNote.Number which, String writer, Supplier<OptionalLong> log) {
        LogNote note = known.get(version.folder());
        if (note == null || !note.isOf(version)) {
            return log.get();
        }
        Optional<OptionalLong> number = note.number(which, writer);
        if (number.isPresent()) {
            return number.get();
        }
        OptionalLong found = log.get();
        known.computeIfPresent(version.folder(), (folder, now) -> {
            LogNote with = now.isOf(version) ? now.with(which, writer, found) : now;
            notes.put(log(folder), with.text());
            return with;
        });
        return found;
    }

    private static String log(String folder) {
        return folder + "/" + Lake.LOG;
    }
}
