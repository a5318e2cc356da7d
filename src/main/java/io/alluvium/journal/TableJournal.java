package io.alluvium.journal;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The intents and outcomes of one table, a file each, named by number. One value serves one look or one step: what
 * others write meanwhile it does not see.
 */
public final class TableJournal {
    private static final String INTENT = ".intent.json";
    private static final String OUTCOME = ".outcome.json";
    private static final String PASS = ".pass.json";

    private final TableFolder folder;
    private final StateFormat format;
    private final LongSupplier term;
    private final Epochs epochs;

    /** @param term of the lease that is held; 0 where there is none */
    TableJournal(TableFolder folder, StateFormat format, LongSupplier term, Epochs epochs) {
        this.folder = folder;
        this.format = format;
        this.term = term;
        this.epochs = epochs;
    }

    public TableName name() {
        return folder.table();
    }

    /** The Delta tables that were made under the table's name. */
    public Epochs epochs() {
        return epochs;
    }

    /** The number of the next new intent. */
    public long nextNumber() {
        return folder.last(INTENT).map(number -> number + 1).orElse(TableFolder.FIRST);
    }

    /** The intents made for this Delta table, newest first; each is looked for and read when it is asked for. */
    public Stream<Intent> newestFirst(String tableId) {
        return Stream.iterate(
                        folder.last(INTENT), Optional::isPresent, number -> folder.before(number.orElseThrow(), INTENT))
                .map(number -> intent(number.orElseThrow()))
                .filter(intent -> intent.tableId().equals(tableId));
    }

    /** The intent of this number, if it was made for this Delta table. */
    public Optional<Intent> intent(OptionalLong number, String tableId) {
        return number.isPresent() && folder.has(name(number.getAsLong(), INTENT))
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
        if (!folder.create(name(intent.number(), INTENT), JournalJson.write(intent))) {
            throw takenOver("intent " + intent.number() + " of " + folder.table());
        }
    }

    /** Says once what became of an intent; who says it again changes nothing. */
    public void write(Intent intent, Outcome outcome) {
        format.raise();
        Outcome signed = outcome.by(new Outcome.Commit(term.getAsLong(), epochs.writer(intent.tableId())));
        folder.create(name(intent.number(), OUTCOME), JournalJson.write(signed, intent.number()));
    }

    /**
     * Keeps what the batches up to this one have read together, so that the intents before it need not be read again.
     *
     * @param number of a settled batch
     */
    public void keep(long number, String tableId, Position reached) {
        format.raise();
        folder.create(reached(number), JournalJson.writeReached(tableId, reached));
    }

    /** What was kept at this batch of the Delta table. */
    public Optional<Position> kept(long number, String tableId) {
        String name = reached(number);
        return folder.read(name).flatMap(text -> JournalJson.readReached(tableId, text, folder.resolve(name)));
    }

    /** The newest look through the table's windows; empty where there was none for this Delta table. */
    public Optional<Pass> pass(String tableId) {
        return folder.last(PASS)
                .flatMap(this::readPass)
                .filter(pass -> pass.tableId().equals(tableId));
    }

    /** The look through the windows that gave a window this number; empty where none did. */
    public Optional<Pass> pass(String tableId, long number) {
        for (long file = folder.last(PASS).orElse(0L); file >= TableFolder.FIRST; file--) {
            Optional<Pass> pass =
                    readPass(file).filter(read -> read.tableId().equals(tableId) && read.first() <= number);
            if (pass.isPresent()) {
                return pass;
            }
        }
        return Optional.empty();
    }

    private Optional<Pass> readPass(long file) {
        String name = name(file, PASS);
        return folder.read(name).map(text -> JournalJson.readPass(text, folder.resolve(name)));
    }

    /**
     * Makes a look through the windows durable before the first of them is begun.
     *
     * @throws io.alluvium.failure.AlluviumException LEASE_HELD when another run is at work without the lease
     */
    public void write(Pass pass) {
        format.raise();
        long number = folder.last(PASS).map(last -> last + 1).orElse(TableFolder.FIRST);
        if (!folder.create(name(number, PASS), JournalJson.write(pass))) {
            throw takenOver("the windows of " + folder.table());
        }
    }

    private static AlluviumException takenOver(String what) {
        return Problem.of(ErrorCode.LEASE_HELD, "another run wrote " + what)
                .fixedBy("run again")
                .asException();
    }

    private static String reached(long number) {
        return "files/" + name(number, ".json");
    }

    /** What is known of an intent after it was worked on. */
    public Optional<Outcome> outcome(long number) {
        return folder.read(name(number, OUTCOME)).map(JournalJson::readOutcome);
    }

    /** The newest outcome there is, of whatever intent. */
    public Optional<Outcome> newestOutcome() {
        return folder.last(OUTCOME).flatMap(this::outcome);
    }

    private Intent intent(long number) {
        String name = name(number, INTENT);
        return JournalJson.readIntent(folder.table(), number, folder.read(name).orElseThrow(), folder.resolve(name));
    }

    private static String name(long number, String suffix) {
        return TableFolder.numbered(number, suffix);
    }
}
