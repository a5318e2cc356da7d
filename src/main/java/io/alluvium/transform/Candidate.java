package io.alluvium.transform;

import io.alluvium.lake.LakeSession;
import io.alluvium.lake.Staged;
import io.alluvium.lake.TableChange;
import io.alluvium.model.Model;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A model's next version, written and not yet looked at; only {@link Transformer} makes one. */
public final class Candidate {
    private final Model model;
    private final List<String> key;
    private final Map<String, Object> parameters;
    private final Instant at;
    private final Staged staged;
    private final Optional<KeylessRows> keyless;
    private final long unreadable;
    private final Optional<String> whole;

    /**
     * @param keyless the versions behind an apply model's rows; absent for other models
     * @param unreadable as {@link #unreadable()}
     */
    Candidate(
            Model model,
            List<String> key,
            Map<String, Object> parameters,
            Instant at,
            Staged staged,
            Optional<KeylessRows> keyless,
            long unreadable) {
        this(model, key, parameters, at, staged, keyless, unreadable, Optional.empty());
    }

    private Candidate(
            Model model,
            List<String> key,
            Map<String, Object> parameters,
            Instant at,
            Staged staged,
            Optional<KeylessRows> keyless,
            long unreadable,
            Optional<String> whole) {
        this.model = model;
        this.key = List.copyOf(key);
        this.parameters = Map.copyOf(parameters);
        this.at = at;
        this.staged = staged;
        this.keyless = keyless;
        this.unreadable = unreadable;
        this.whole = whole;
    }

    /** One whose rows come from no change log. */
    static Candidate of(Task task, Staged staged) {
        return new Candidate(
                task.model(), task.model().key(), task.parameters(), task.at(), staged, Optional.empty(), 0);
    }

    /** Such a one with a change of the task's table. */
    static Candidate staged(LakeSession lake, SparkSession session, Task task, TableChange change) {
        return of(task, lake.stage(session, task.model().name(), task.base(), change, task.mark()));
    }

    /** The table as it is, with what the task says of it. */
    static Candidate unchanged(LakeSession lake, SparkSession session, Task task) {
        Dataset<Row> none =
                session.createDataFrame(List.of(), task.base().orElseThrow().schema());
        return staged(lake, session, task, new TableChange.Append(none));
    }

    /** The same, of which all rows were computed though fewer were asked for. @param why in a few words, for a person */
    Candidate asWhole(String why) {
        return new Candidate(model, key, parameters, at, staged, keyless, unreadable, Optional.of(why));
    }

    /** Why all rows were computed though fewer were asked for; empty where what was asked for was done. */
    public Optional<String> whole() {
        return whole;
    }

    public Model model() {
        return model;
    }

    /** Output columns that identify a row; empty for a table without key. */
    public List<String> key() {
        return key;
    }

    /** The values of the model's parameters, for its rules. */
    public Map<String, Object> parameters() {
        return parameters;
    }

    /** The logical time, which {@code now()} and the like mean in its rules too. */
    public Instant at() {
        return at;
    }

    public Staged staged() {
        return staged;
    }

    /** Where rows without a key came from, for people; empty where nothing tells. Costs a Spark job. */
    public Optional<String> originOfKeyless() {
        return keyless.map(KeylessRows::origin);
    }

    /** What a model's SELECT says to leave rows without a key out. */
    public String leavingOutKeyless() {
        return keyless.map(KeylessRows::condition).orElseGet(() -> KeylessRows.condition(key));
    }

    /** Rows of the raw table that were kept as text because they could not be read, and are no versions of any row. */
    public long unreadable() {
        return unreadable;
    }
}
