package io.alluvium.model;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model says about itself in the block comment before its SQL.
 */
record FrontMatter(
        Strategy strategy,
        List<String> key,
        Optional<String> description,
        Map<String, String> columns,
        List<Expectation> expectations) {

    static final Key<String> DESCRIPTION =
            Key.optional("description", Form.text(), "What a row is; it becomes the table's comment.");
    static final Key<List<String>> KEY = Key.<List<String>>optional(
            "key",
            Form.texts(),
            "Output columns that identify a row; an `apply` model without it inherits the key of the raw table.");
    static final Key<Map<String, String>> COLUMNS = Key.optional("columns", Form.textByName(), "Comments by column.");
    static final Key<List<HoconSection>> EXPECT =
            Key.optional("expect", Form.sections(), "Rules by name, checked before each commit.");
    static final Keys KEYS = Keys.of(
                    "the front matter",
                    "HOCON in the first block comment of a model, from `/*---` to `---*/`. All of it may be left out.",
                    DESCRIPTION,
                    StrategyKeys.STRATEGY,
                    KEY,
                    StrategyKeys.SEQUENCE_BY,
                    StrategyKeys.DELETE_WHEN,
                    StrategyKeys.STORED_AS,
                    StrategyKeys.TRACK_HISTORY,
                    StrategyKeys.VALID_FROM,
                    StrategyKeys.VALID_TO,
                    StrategyKeys.STRICT,
                    StrategyKeys.WINDOW_BY,
                    StrategyKeys.WINDOW,
                    StrategyKeys.WINDOWS,
                    StrategyKeys.STATIC,
                    StrategyKeys.LOOKBACK,
                    StrategyKeys.DEFINITION_CHANGE,
                    StrategyKeys.FROZEN,
                    COLUMNS,
                    EXPECT)
            .butNotYet("renamed_from", "partition_by", "cluster_by", "engine", "tags");

    static final Key<String> THAT = Key.optional(
            "that", Form.text(), "A condition that holds for each row; null counts as holding, as in a SQL CHECK.");
    static final Key<List<String>> NOT_NULL = Key.optional("not_null", Form.texts(), "Columns that are never null.");
    static final Key<List<String>> UNIQUE = Key.optional(
            "unique", Form.texts(), "Columns that no two rows share; rows with a null among them are left out.");
    static final Key<Expectation.Severity> ELSE = Key.of(
            "else",
            Form.word(Expectation.Severity.class, "quarantine"),
            Expectation.Severity.FAIL,
            "`fail`",
            "`warn`: said in the report. `fail`: nothing is committed and the run ends with exit status 3.");
    static final Keys EXPECT_KEYS = Keys.of(
                    "a rule of expect", "One of `that`, `not_null` and `unique`.", THAT, NOT_NULL, UNIQUE, ELSE)
            .butNotYet("accepted_values", "relationships", "row_count", "freshness", "sql");

    /** A model without front matter. */
    static FrontMatter none() {
        return new FrontMatter(new Strategy.Auto(), List.of(), Optional.empty(), Map.of(), List.of());
    }

    static FrontMatter read(HoconSection section) {
        section.accept(KEYS);
        Strategy strategy = StrategyKeys.read(section);
        return new FrontMatter(
                strategy,
                section.read(KEY).orElse(List.of()),
                section.read(DESCRIPTION),
                section.read(COLUMNS).orElse(Map.of()),
                expectations(section));
    }

    /** A condition that is not parsed yet; empty where there is none. */
    Optional<String> deleteWhen() {
        return strategy instanceof Strategy.Apply apply ? apply.deleteWhen() : Optional.empty();
    }

    private static List<Expectation> expectations(HoconSection section) {
        List<Expectation> expectations = new ArrayList<>();
        for (HoconSection rule : section.read(EXPECT).orElse(List.of())) {
            rule.accept(EXPECT_KEYS);
            Optional<Expectation.Severity> severity = rule.read(ELSE);
            List<Expectation> found = new ArrayList<>();
            severity.ifPresent(level -> {
                rule.read(THAT)
                        .ifPresent(
                                that -> found.add(new Expectation.That(rule.name(), rule.placeOf(THAT), level, that)));
                rule.read(NOT_NULL)
                        .ifPresent(columns -> found.add(
                                new Expectation.NotNull(rule.name(), rule.placeOf(NOT_NULL), level, columns)));
                rule.read(UNIQUE)
                        .ifPresent(columns ->
                                found.add(new Expectation.Unique(rule.name(), rule.placeOf(UNIQUE), level, columns)));
            });
            if (!rule.failed() && found.size() != 1) {
                rule.refuse(Problem.of(
                                ErrorCode.FRONT_MATTER,
                                "the rule " + rule.name() + " holds " + found.size() + " of that, not_null, unique")
                        .at(rule.place())
                        .marking(rule.name())
                        .because("expected exactly one"));
            }
            expectations.addAll(found);
        }
        return expectations;
    }
}
