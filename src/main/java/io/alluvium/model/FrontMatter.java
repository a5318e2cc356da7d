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
 *
 * @param deleteWhen a condition, not parsed yet
 */
record FrontMatter(
        Strategy strategy,
        List<String> key,
        List<String> sequenceBy,
        Optional<String> deleteWhen,
        Optional<String> description,
        Map<String, String> columns,
        List<Expectation> expectations) {

    private enum StoredAs {
        SCD1
    }

    static final Key<String> DESCRIPTION =
            Key.optional("description", Form.text(), "What a row is; it becomes the table's comment.");
    static final Key<Strategy> STRATEGY = Key.of(
            "strategy",
            Form.word(Strategy.class, "append", "partition", "view"),
            Strategy.AUTO,
            "`auto`",
            "How the table is kept. `full`: computed anew whenever an input changed. `apply`: the current row of each "
                    + "key of a raw table. `auto`: chosen by Alluvium, today the same as `full`.");
    static final Key<List<String>> KEY = Key.<List<String>>optional(
            "key",
            Form.texts(),
            "Output columns that identify a row; an `apply` model without it inherits the key of the raw table.");
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
            Form.word(StoredAs.class, "scd2"),
            StoredAs.SCD1,
            "`scd1`",
            "`apply` only: `scd1` keeps the current row of each key.");
    static final Key<Map<String, String>> COLUMNS = Key.optional("columns", Form.textByName(), "Comments by column.");
    static final Key<List<HoconSection>> EXPECT =
            Key.optional("expect", Form.sections(), "Rules by name, checked before each commit.");
    static final Key<Boolean> STRICT = Key.of(
            "strict",
            Form.flag(),
            false,
            "`false`",
            "Whether a model that cannot be kept incrementally is an error; not built yet.");
    static final Keys KEYS = Keys.of(
                    "the front matter",
                    "HOCON in the first block comment of a model, from `/*---` to `---*/`. All of it may be left out.",
                    DESCRIPTION,
                    STRATEGY,
                    KEY,
                    SEQUENCE_BY,
                    DELETE_WHEN,
                    STORED_AS,
                    COLUMNS,
                    EXPECT,
                    STRICT)
            .butNotYet("renamed_from", "partition_by", "cluster_by", "partition", "engine", "tags");

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
        return new FrontMatter(
                Strategy.AUTO, List.of(), List.of(), Optional.empty(), Optional.empty(), Map.of(), List.of());
    }

    static FrontMatter read(HoconSection section) {
        section.accept(KEYS);
        Strategy strategy = section.read(STRATEGY).orElse(Strategy.AUTO);
        section.read(STORED_AS);
        if (strategy != Strategy.APPLY && !section.failed()) {
            refuseApplyOnly(section);
        }
        if (section.read(STRICT).orElse(false)) {
            section.refuse(section.problem(STRICT, ErrorCode.NOT_BUILT_YET, "strict = true is not built yet")
                    .because("every model is computed in full today"));
        }
        return new FrontMatter(
                strategy,
                section.read(KEY).orElse(List.of()),
                section.read(SEQUENCE_BY).orElse(List.of()),
                section.read(DELETE_WHEN),
                section.read(DESCRIPTION),
                section.read(COLUMNS).orElse(Map.of()),
                expectations(section));
    }

    private static void refuseApplyOnly(HoconSection section) {
        for (Key<?> key : List.of(SEQUENCE_BY, DELETE_WHEN, STORED_AS)) {
            if (section.has(key)) {
                section.refuse(section.problem(
                                key, ErrorCode.FRONT_MATTER, key.name() + " has no use without strategy = apply")
                        .because("leave it out, or write strategy = apply"));
            }
        }
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
