package io.alluvium.source.window;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.journal.Position;
import java.util.List;

/**
 * The windows of one kind of source as positions.
 *
 * @param sourceType the word of the source's type
 * @param version of what is written; earlier ones are read for ever
 * @param product for people, for example {@code PostgreSQL}
 * @param forms of every kind of window that the source has
 */
public record Windows(String sourceType, int version, String product, List<WindowForm<?>> forms) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Windows {
        forms = List.copyOf(forms);
    }

    /** @throws IllegalArgumentException for a kind without a form */
    public Position position(Window window) {
        WindowForm<?> form = forms.stream()
                .filter(known -> known.type().isInstance(window))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no form of " + window.getClass()));
        ObjectNode node = JSON.createObjectNode()
                .put("kind", form.kind())
                .put("snapshot", window.snapshot())
                .put("source", window.source());
        window.subject().ifPresent(subject -> write(subject, node.putObject("about")));
        form.write(window, node);
        return Position.of(sourceType, version, node);
    }

    /** @throws IllegalArgumentException for what no build up to this one has written */
    public Window window(Position position) {
        if (!position.sourceType().equals(sourceType) || position.version() > version) {
            throw new IllegalArgumentException("not a window of " + product + " that is known here: " + position);
        }
        WindowFields fields = new WindowFields(position.content());
        String kind = fields.text("kind");
        WindowForm<?> form = forms.stream()
                .filter(known -> known.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown window"));
        return form.reader().apply(fields);
    }

    private static void write(Subject subject, ObjectNode about) {
        about.put("table", subject.table()).put("id", subject.id());
        subject.column().ifPresent(column -> about.put("column", column));
        write(subject.parts(), about, "parts");
        write(subject.added(), about, "added");
        subject.shown().ifPresent(shown -> about.put("shown", shown));
        subject.meaning().ifPresent(meaning -> write(meaning, about.putObject("meaning")));
    }

    static void write(Meaning meaning, ObjectNode node) {
        ObjectNode columns = node.put("highest", meaning.highest())
                .put("definitions", meaning.definitions())
                .putObject("columns");
        meaning.columns().forEach(columns::put);
        if (!meaning.types().isEmpty()) {
            ObjectNode types = node.putObject("types");
            meaning.types().forEach((number, mark) -> write(mark, types.putObject(number.toString())));
        }
        if (!meaning.files().isEmpty()) {
            ObjectNode files = node.putObject("files");
            meaning.files().forEach((table, file) -> files.put(table.toString(), file));
        }
    }

    private static void write(Meaning.Mark mark, ObjectNode node) {
        node.put("digest", mark.digest());
        if (mark.upTo() != Long.MAX_VALUE) {
            node.put("up_to", mark.upTo());
        }
    }

    private static void write(List<Long> numbers, ObjectNode node, String field) {
        if (!numbers.isEmpty()) {
            ArrayNode array = node.putArray(field);
            numbers.forEach(array::add);
        }
    }
}
