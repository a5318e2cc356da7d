package io.alluvium.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Finds again what was run under one key. The file {@code 1.json} says how it was asked for and with which run it began;
 * each file after it names a run that continues. All of them are created once and never changed.
 */
public final class KeyedRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENDING = ".json";
    private static final String FIRST = 1 + ENDING;

    private final RunKey key;
    private final StateFolder files;
    private final String folder;

    /** @param files the folder of all keys */
    KeyedRun(RunKey key, StateFolder files) {
        this.key = key;
        this.files = files;
        // A store of Hadoop takes no colon in a name, and ".." would be another folder.
        this.folder = "key=" + key.text().replace(':', '~');
    }

    /**
     * How a key's run was asked for.
     *
     * @param at the logical time, of the runs that continue too
     * @param arguments by option; a value that may be no matter of others is here by its digest
     */
    public record Submission(RunKey key, Instant at, Map<String, String> arguments) {
        public Submission {
            arguments = Map.copyOf(arguments);
        }
    }

    /** The first submission; empty where nothing was begun under the key. */
    public Optional<Submission> first() {
        return files.read(path(FIRST)).map(this::submission);
    }

    /** The run that was begun last. */
    public Optional<RunId> newest() {
        OptionalLong last = last();
        return last.isPresent() ? files.read(path(last.getAsLong() + ENDING)).map(this::run) : Optional.empty();
    }

    /**
     * Notes a run that begins.
     *
     * @throws AlluviumException LEASE_LOST where another began meanwhile
     */
    public void add(RunId run, Submission submission) {
        ObjectNode node = JSON.createObjectNode();
        node.put("key", key.text()).put("run", run.number());
        OptionalLong last = last();
        if (last.isEmpty()) {
            node.put("at", submission.at().toString());
            ObjectNode arguments = node.putObject("arguments");
            new TreeMap<>(submission.arguments()).forEach(arguments::put);
        }
        String file = path((last.orElse(0) + 1) + ENDING);
        if (!files.create(file, node.toPrettyString() + "\n")) {
            throw Problem.of(ErrorCode.LEASE_LOST, "another run began under the key " + key)
                    .because(files.resolve(file) + " was made meanwhile")
                    .fixedBy("submit it again: it follows the other run")
                    .asException();
        }
    }

    private OptionalLong last() {
        return files.list(folder, "").keySet().stream()
                .filter(name -> name.matches("[1-9][0-9]{0,8}[.]json"))
                .mapToLong(name -> Long.parseLong(name.substring(0, name.length() - ENDING.length())))
                .max();
    }

    private String path(String file) {
        return folder + "/" + file;
    }

    private Submission submission(String text) {
        JsonNode node = read(text);
        Map<String, String> arguments = new TreeMap<>();
        node.path("arguments")
                .properties()
                .forEach(entry -> arguments.put(entry.getKey(), entry.getValue().asText()));
        try {
            return new Submission(key, Instant.parse(node.path("at").asText()), arguments);
        } catch (java.time.DateTimeException e) {
            throw corrupt(e);
        }
    }

    private RunId run(String text) {
        try {
            return new RunId(read(text).path("run").asLong());
        } catch (IllegalArgumentException e) {
            throw corrupt(e);
        }
    }

    private JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw corrupt(e);
        }
    }

    private AlluviumException corrupt(Exception cause) {
        return Problem.of(ErrorCode.STATE_CORRUPT, files.resolve(folder) + " has a file that Alluvium did not write")
                .fixedBy("submit the run under another key")
                .asException(cause);
    }
}
