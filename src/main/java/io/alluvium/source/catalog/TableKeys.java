package io.alluvium.source.catalog;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.failure.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Reads which tables a database's section names, by sections of their own or patterns. */
public final class TableKeys {
    public static final Key<List<HoconSection>> TABLES = Key.<List<HoconSection>>optional(
                    "tables",
                    Form.sections(),
                    "Tables by the name they get in `raw`; or, where none needs a section of its own, a list as for"
                            + " `patterns`. Sections beside a list are refused: then the list is `patterns`.")
            .defaultsTo("required without `patterns`");
    public static final Key<List<String>> PATTERNS = Key.optional(
            "patterns",
            Form.texts(),
            "Tables to take beside those in `tables`, by schema and name as the catalog spells them: `[\"public.*\","
                    + " \"!public.audit_*\"]`; `*` is any text, `?` one character, `!` leaves out. They keep their names and"
                    + " are read with `mode = snapshot` by their primary key or a unique index; those with neither with"
                    + " `mode = replace`. A section whose `from` names a table wins. Views and foreign tables need a section.");
    /** Patterns where the sections of tables would stand. */
    private static final Key<List<String>> LISTED = Key.optional(TABLES.name(), Form.texts(), "As `patterns`.");

    private final HoconSection section;

    /** @param section of the source */
    public TableKeys(HoconSection section) {
        this.section = section;
    }

    /** Whether tables are written as sections, or as nothing at all. */
    public boolean namesTables() {
        return !section.holdsList(TABLES);
    }

    /** Empty where there are none, or bad ones, which are refused. */
    public Optional<TablePatterns> patterns() {
        Key<List<String>> key = namesTables() ? PATTERNS : LISTED;
        if (!namesTables() && section.has(PATTERNS)) {
            section.refuse(section.problem(PATTERNS, ErrorCode.BAD_VALUE, "patterns are written twice")
                    .because("tables is a list of patterns too")
                    .fixedBy("leave one of the two lists"));
            return Optional.empty();
        }
        if (!section.has(key)) {
            if (!section.has(TABLES)) {
                section.refuse(
                        section.missing(TABLES, "expected " + TABLES.form().shown() + ", or patterns"));
            }
            return Optional.empty();
        }
        return section.read(key)
                .filter(written -> arePatterns(key, written))
                .map(written -> new TablePatterns(section.placeOf(key), written));
    }

    private boolean arePatterns(Key<?> key, List<String> written) {
        List<String> bad = written.stream()
                .filter(pattern -> !TablePatterns.isPattern(pattern))
                .toList();
        bad.forEach(pattern -> section.refuse(
                section.problem(key, ErrorCode.BAD_VALUE, "\"" + pattern + "\" is not a pattern of tables")
                        .marking(pattern)
                        .because("expected schema.table, as in \"public.*\" or \"!public.audit_*\"")));
        if (bad.isEmpty() && written.stream().allMatch(TablePatterns::isExclusion)) {
            section.refuse(section.problem(key, ErrorCode.BAD_VALUE, key.name() + " only leaves out and takes nothing")
                    .because("one without ! is missing, as in \"public.*\""));
            return false;
        }
        return bad.isEmpty();
    }
}
