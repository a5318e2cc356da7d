package io.alluvium.sources.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.source.window.Meaning;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import io.alluvium.source.window.WindowFields;
import io.alluvium.source.window.WindowForm;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bounds the rows of a table that only grows, by identifier and transaction. Identifiers are above their bound,
 * transactions at or above theirs.
 *
 * @param lower absent on the first batch, which reads everything
 * @param next the bounds of the next batch: no transaction still open can write a row outside them
 * @param drawn what the source had drawn, for the bounds of later batches
 * @param about as in {@link Window#subject()}
 */
record IdentifierWindow(
        Optional<Bound> lower, Bound next, Drawn drawn, Optional<Subject> about, String snapshot, String source)
        implements Window {
    static final WindowForm<IdentifierWindow> FORM = new WindowForm<>(
            "identifiers",
            IdentifierWindow.class,
            (window, node) -> {
                window.lower().ifPresent(lower -> write(lower, node.putObject("lower")));
                write(window.next(), node.putObject("next"));
                window.drawn().generation().ifPresent(generation -> node.put("generation", generation));
                node.put("drawn", window.drawn().identifier())
                        .put("drawn_at", window.drawn().at().toString());
            },
            IdentifierWindow::read);

    /**
     * From where on rows are read.
     *
     * @param identifier exclusive; absent where none is known yet
     * @param transaction 64 bits, inclusive
     */
    record Bound(OptionalLong identifier, long transaction) {}

    /**
     * What was drawn so far.
     *
     * @param identifier the highest
     * @param generation the source's number of what they are drawn from: another one once it began anew. Absent in
     *     journals from before it was noted
     * @param at the source's clock after that was looked up
     */
    record Drawn(long identifier, OptionalLong generation, Instant at) {
        /** Whether identifiers drawn later are above the earlier ones, as far as the source shows it. */
        boolean goesOnFrom(Drawn earlier) {
            return generation.equals(earlier.generation) && identifier >= earlier.identifier;
        }
    }

    @Override
    public Optional<Subject> subject() {
        return about;
    }

    @Override
    public Window noting(Meaning meaning) {
        return new IdentifierWindow(
                lower, next, drawn, about.map(subject -> subject.noting(meaning)), snapshot, source);
    }

    private static void write(Bound bound, ObjectNode node) {
        bound.identifier().ifPresent(identifier -> node.put("identifier", identifier));
        node.put("transaction", bound.transaction());
    }

    private static IdentifierWindow read(WindowFields fields) {
        return new IdentifierWindow(
                fields.has("lower") ? Optional.of(bound(fields.required("lower"))) : Optional.empty(),
                bound(fields.required("next")),
                new Drawn(
                        fields.number("drawn"),
                        fields.optionalNumber("generation"),
                        Instant.parse(fields.text("drawn_at"))),
                fields.subject(),
                fields.snapshot(),
                fields.source());
    }

    private static Bound bound(WindowFields fields) {
        return new Bound(fields.optionalNumber("identifier"), fields.number("transaction"));
    }
}
