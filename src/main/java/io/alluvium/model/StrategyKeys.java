package io.alluvium.model;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of the front matter that say how a table is kept; each belongs to one strategy. */
final class StrategyKeys {

    private enum Word {
        AUTO,
        FULL,
        APPLY,
        PARTITION,
        APPEND,
        VIEW
    }

    private enum StoredAs {
        SCD1,
        SCD2
    }

    static final Key<Word> STRATEGY = Key.of(
            "strategy",
            Form.word(Word.class),
            Word.AUTO,
            "`auto`",
            "How the table is kept. `full`: computed anew whenever an input changed. `apply`: the current row of each "
                    + "key of a raw table. `partition`: by windows of time, those that a change touches. `append`: the rows"
                    + " that come to one input are added. `view`: nothing is stored. `auto`: as `full`, but"
                    + " where a change of the inputs can be followed, and that costs less, only the rows that it touches are"
                    + " computed.");
    static final Key<Boolean> STRICT = Key.of(
            "strict",
            Form.flag(),
            false,
            "`false`",
            "`auto` only: the table is never computed as a whole because inputs changed, also where that would cost less; what"
                    + " has no rule is an error.");
    static final Key<List<String>> SEQUENCE_BY = Key.optional(
            "sequence_by",
            Form.texts(),
            "`apply` only: columns of the raw table that order the versions of a row; without it the order of the "
                    + "source. Text that holds numbers or times is refused, as text 10 comes before 9, but for times that are"
                    + " all written in one ISO 8601 form, or all in seconds since 1970 with a fraction.");
    static final Key<String> DELETE_WHEN = Key.optional(
            "apply_as_delete_when",
            Form.text(),
            "`apply` only: a condition on the raw table's columns that marks a row as deleted.");
    static final Key<StoredAs> STORED_AS = Key.of(
            "stored_as",
            Form.word(StoredAs.class),
            StoredAs.SCD1,
            "`scd1`",
            "`apply` only: `scd1` keeps the current row of each key, `scd2` each row with the two times between which it was"
                    + " the current one.");
    static final Key<List<String>> TRACK_HISTORY = Key.optional(
            "track_history",
            Form.texts(),
            "`stored_as = scd2` only: output columns whose change begins a new row; without it all. Others have the last"
                    + " value in each row.");
    static final Key<String> VALID_FROM = Key.of(
            Strategy.History.VALID_FROM,
            Form.text(),
            Strategy.History.VALID_FROM,
            "`valid_from`",
            "`stored_as = scd2` only: the name of the column with the time from which a row was current: that of the first"
                    + " `sequence_by` column if it is a time, else when its batch was loaded.");
    static final Key<String> VALID_TO = Key.of(
            Strategy.History.VALID_TO,
            Form.text(),
            Strategy.History.VALID_TO,
            "`valid_to`",
            "`stored_as = scd2` only: the name of the column with the time from which it no longer was; null in current rows.");
    static final Key<String> WINDOW_BY = Key.optional(
            "window_by",
            Form.text(),
            "`partition` only: the output column, a date or a time, in whose window a row lies.");
    static final Key<WindowLength> WINDOW = Key.optional(
            "window",
            Form.word(WindowLength.class),
            "`partition` only: how long a window is, in UTC; a week begins on Monday. The SELECT keeps to it by"
                    + " `:window_start` and `:window_end`.");
    static final Key<HoconSection> WINDOWS = Key.optional(
            "windows",
            Form.section(),
            "`partition` only: by table, how rows of an input touch windows: `windows { raw.orders { by = created_at } }`.");
    static final Key<List<String>> STATIC = Key.optional(
            "static",
            Form.texts(),
            "`partition` only: inputs whose changes make no window due. A change of an input that is neither here nor"
                    + " in `windows` makes all due.");
    static final Key<Integer> LOOKBACK = Key.of(
            "lookback",
            Form.integer(0, 1000),
            0,
            "`0`",
            "`partition` only: how many windows before the present one are computed again once each later one begins.");
    static final Key<Strategy.DefinitionChange> DEFINITION_CHANGE = Key.of(
            "definition_change",
            Form.word(Strategy.DefinitionChange.class),
            Strategy.DefinitionChange.REBUILD,
            "`rebuild`",
            "`partition` only: whether another SQL computes all windows again, or only those that are due otherwise.");
    static final Key<List<String>> FROZEN = Key.optional(
            "frozen",
            Form.texts(),
            "`append` only: the inputs that are joined as they were when a row came. Other SQL holds for new rows alone.");
    static final Keys WINDOWS_KEYS = Keys.of(
            "windows",
            "Inputs by layer and name.",
            Key.optional("raw", Form.sections(), "Raw tables."),
            Key.optional("curated", Form.sections(), "Curated tables."),
            Key.optional("aggregate", Form.sections(), "Aggregate tables."));
    static final Key<String> BY = Key.required("by", Form.text(), "A column of the input, a date or a time.");
    static final Key<Duration> REACH = Key.optional(
            "reach",
            Form.duration(),
            "How far after its own time a row still counts: `7d`; without it in its window alone.");
    static final Keys INPUT_KEYS = Keys.of("an input of windows", "How its rows touch windows.", BY, REACH);

    private static final Map<Word, List<Key<?>>> OWN = Map.of(
            Word.APPLY,
            List.of(SEQUENCE_BY, DELETE_WHEN, STORED_AS, TRACK_HISTORY, VALID_FROM, VALID_TO),
            Word.PARTITION,
            List.of(WINDOW_BY, WINDOW, WINDOWS, STATIC, LOOKBACK, DEFINITION_CHANGE),
            Word.APPEND,
            List.of(FROZEN));

    private StrategyKeys() {}

    static Strategy read(HoconSection section) {
        Word word = section.read(STRATEGY).orElse(Word.AUTO);
        if (!section.failed()) {
            refuseOthers(section, word);
        }
        boolean strict = section.read(STRICT).orElse(false);
        if (strict && word != Word.AUTO) {
            section.refuse(section.problem(STRICT, ErrorCode.FRONT_MATTER, "strict has no use without strategy = auto")
                    .because("leave it out, or write strategy = auto"));
        }
        return switch (word) {
            case AUTO -> new Strategy.Auto(strict);
            case FULL -> new Strategy.Full();
            case VIEW -> new Strategy.View();
            case APPEND -> new Strategy.Append(tables(section, FROZEN));
            case APPLY -> apply(section);
            case PARTITION -> partition(section);
        };
    }

    private static void refuseOthers(HoconSection section, Word word) {
        OWN.forEach((owner, keys) -> keys.stream()
                .filter(key -> owner != word && section.has(key))
                .forEach(key -> section.refuse(section.problem(
                                key,
                                ErrorCode.FRONT_MATTER,
                                key.name() + " has no use without strategy = "
                                        + owner.name().toLowerCase(Locale.ROOT))
                        .because("leave it out, or write strategy = "
                                + owner.name().toLowerCase(Locale.ROOT)))));
    }

    private static Strategy apply(HoconSection section) {
        boolean isHistory = section.read(STORED_AS).orElse(StoredAs.SCD1) == StoredAs.SCD2;
        if (!isHistory && !section.failed()) {
            List.of(TRACK_HISTORY, VALID_FROM, VALID_TO).stream()
                    .filter(section::has)
                    .forEach(key -> section.refuse(section.problem(
                                    key, ErrorCode.FRONT_MATTER, key.name() + " has no use without stored_as = scd2")
                            .because("leave it out, or write stored_as = scd2")));
        }
        return new Strategy.Apply(
                section.read(SEQUENCE_BY).orElse(List.of()),
                section.read(DELETE_WHEN),
                isHistory ? Optional.of(history(section)) : Optional.empty());
    }

    private static Strategy.History history(HoconSection section) {
        String from = section.read(VALID_FROM).orElse(Strategy.History.VALID_FROM);
        String to = section.read(VALID_TO).orElse(Strategy.History.VALID_TO);
        name(section, VALID_FROM, from);
        name(section, VALID_TO, to);
        if (from.equalsIgnoreCase(to)) {
            section.refuse(section.problem(
                            section.has(VALID_TO) ? VALID_TO : VALID_FROM,
                            ErrorCode.FRONT_MATTER,
                            "valid_from and valid_to are both named " + to)
                    .because("they are two columns"));
        }
        return new Strategy.History(section.read(TRACK_HISTORY).orElse(List.of()), from, to);
    }

    private static void name(HoconSection section, Key<String> key, String name) {
        if (!ColumnRules.isKept(name) || name.isBlank()) {
            section.refuse(section.problem(key, ErrorCode.BAD_NAME, "no table keeps a column named \"" + name + "\"")
                    .because("a name holds no blank and none of , ; { } ( ) ="));
        }
    }

    private static Strategy partition(HoconSection section) {
        Optional<String> windowBy = section.read(WINDOW_BY);
        Optional<WindowLength> window = section.read(WINDOW);
        if (windowBy.isEmpty() && !section.failed()) {
            section.refuse(section.missing(WINDOW_BY, "a partition model says which column lies in a window"));
        }
        if (window.isEmpty() && !section.failed()) {
            section.refuse(section.missing(WINDOW, "a partition model says how long a window is"));
        }
        Map<TableName, Strategy.Reach> inputs = new HashMap<>();
        section.read(WINDOWS).ifPresent(windows -> inputs(windows, inputs));
        return new Strategy.Partition(
                windowBy.orElse("?"),
                window.orElse(WindowLength.DAY),
                inputs,
                tables(section, STATIC),
                section.read(LOOKBACK).orElse(0),
                section.read(DEFINITION_CHANGE).orElse(Strategy.DefinitionChange.REBUILD));
    }

    @SuppressWarnings("unchecked")
    private static void inputs(HoconSection windows, Map<TableName, Strategy.Reach> inputs) {
        windows.accept(WINDOWS_KEYS);
        for (Key<?> layer : WINDOWS_KEYS.known()) {
            for (HoconSection input :
                    windows.read((Key<List<HoconSection>>) layer).orElse(List.of())) {
                input.accept(INPUT_KEYS);
                Optional<TableName> table = Layer.of(layer.name())
                        .filter(known -> TableName.isName(input.name()))
                        .map(known -> new TableName(known, input.name()));
                input.read(BY)
                        .ifPresent(by -> table.ifPresent(name -> inputs.put(
                                name, new Strategy.Reach(by, input.read(REACH).orElse(Duration.ZERO)))));
            }
        }
    }

    private static Set<TableName> tables(HoconSection section, Key<List<String>> key) {
        Set<TableName> tables = new HashSet<>();
        for (String name : section.read(key).orElse(List.of())) {
            Optional<TableName> table = TableName.parse(name);
            table.ifPresent(tables::add);
            if (table.isEmpty()) {
                section.refuse(section.problem(key, ErrorCode.FRONT_MATTER, key.name() + " names no table: " + name)
                        .because("a table is written layer.name"));
            }
        }
        return tables;
    }
}
