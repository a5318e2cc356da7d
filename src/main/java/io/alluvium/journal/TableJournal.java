package io.alluvium.journal;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The intents and outcomes of one table, a file each, named by number. */
public final class TableJournal {
    private static final String INTENT = ".intent.json";
    private static final String OUTCOME = ".outcome.json";

    private final StateFolder state;
    private final StateFormat format;
    private final LongSupplier term;
    private final Epochs epochs;
    private final TableName table;

    /** @param term of the lease that is held; 0 where there is none */
    TableJournal(StateFolder state, StateFormat format, LongSupplier term, Epochs epochs, TableName table) {
        this.state = state;
        this.format = format;
        this.term = term;
        this.epochs = epochs;
        this.table = table;
    }

    /** The number of the next new intent. */
    public long nextNumber() {
        List<Long> numbers = numbers(INTENT);
        return numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1;
    }

    /** The intents made for this Delta table, newest first; each is read when it is asked for. */
    public Stream<Intent> newestFirst(String tableId) {
        List<Long> numbers = numbers(INTENT);
        return IntStream.iterate(numbers.size() - 1, i -> i >= 0, i -> i - 1)
                .mapToObj(i -> intent(numbers.get(i)))
                .filter(intent -> intent.tableId().equals(tableId));
    }

    /** The intent of this number, if it was made for this Delta table. */
    public Optional<Intent> intent(OptionalLong number, String tableId) {
        return number.isPresent()
                        && state.read(path(number.getAsLong(), INTENT)).isPresent()
                ? Optional.of(intent(number.getAsLong()))
                        .filter(intent -> intent.tableId().equals(tableId))
                : Optional.empty();
    }

    /**
     * Makes an intent durable before its work begins.
     *
     * @throws io.alluvium.failure.AlluviumException LEASE_HELD when the number was taken meanwhile: another run is at
     *     work without the lease
     */
    public void write(Intent intent) {
        format.raise();
        if (!state.create(path(intent.number(), INTENT), JournalJson.write(intent))) {
            throw Problem.of(ErrorCode.LEASE_HELD, "another run wrote intent " + intent.number() + " of " + table)
                    .fixedBy("run again")
                    .asException();
        }
    }

    /** Says once what became of an intent; who says it again changes nothing. */
    public void write(Intent intent, Outcome outcome) {
        format.raise();
        Outcome signed = outcome.by(new Outcome.Commit(term.getAsLong(), epochs.writer(intent.tableId())));
        state.create(path(intent.number(), OUTCOME), JournalJson.write(signed, intent.number()));
    }

    /**
     * Keeps what the batches up to this one have read together, so that the intents before it need not be read again.
     *
     * @param number of a settled batch
     */
    public void keep(long number, String tableId, Position reached) {
        format.raise();
        state.create(reached(number), JournalJson.writeReached(tableId, reached));
    }

    /** What was kept at this batch of the Delta table. */
    public Optional<Position> kept(long number, String tableId) {
        String path = reached(number);
        return state.read(path).flatMap(text -> JournalJson.readReached(tableId, text, state.resolve(path)));
    }

    private String reached(long number) {
        return "%s/files/%019d.json".formatted(table, number);
    }

    /** What is known of an intent after it was worked on. */
    public Optional<Outcome> outcome(long number) {
        return state.read(path(number, OUTCOME)).map(JournalJson::readOutcome);
    }

    /** The newest outcome there is, of whatever intent. */
    public Optional<Outcome> newestOutcome() {
        return state.list(table.toString()).stream()
                .filter(name -> name.endsWith(OUTCOME))
                .reduce((first, second) -> second)
                .flatMap(name -> state.read(table + "/" + name))
                .map(JournalJson::readOutcome);
    }

    private List<Long> numbers(String suffix) {
        return state.list(table.toString()).stream()
                .filter(name -> name.endsWith(suffix))
                .map(name -> Long.parseLong(name.substring(0, name.length() - suffix.length())))
                .toList();
    }

    private Intent intent(long number) {
        String path = path(number, INTENT);
        return JournalJson.readIntent(table, number, state.read(path).orElseThrow(), state.resolve(path));
    }

    /** Padded, so that names sort as numbers do. */
    private String path(long number, String suffix) {
        return "%s/%019d%s".formatted(table, number, suffix);
    }
}
