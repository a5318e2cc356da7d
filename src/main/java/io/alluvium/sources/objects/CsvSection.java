package io.alluvium.sources.objects;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.failure.ErrorCode;
import io.alluvium.sources.objects.csv.CsvFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of a table that say how records of CSV are cut. */
final class CsvSection {
    static final Key<Boolean> HEADER = Key.of(
            "header",
            Form.flag(),
            true,
            "`true`",
            "CSV only: whether the first record names the values; without one they are named by `schema`, in order, or"
                    + " `_c0`, `_c1` and so on.");
    static final Key<String> DELIMITER = Key.of(
            "delimiter",
            Form.characters(),
            CsvFormat.USUAL.delimiter(),
            "`\",\"`",
            "CSV only: what stands between two values; `\"\\t\"` for a tab.");
    static final Key<String> QUOTE = Key.of(
            "quote",
            Form.characters(),
            "\"",
            "`\"\\\"\"`",
            "CSV only: begins and ends a value that may hold delimiters and line breaks, and stands twice for itself in"
                    + " it; `\"\"` for none.");
    static final Key<String> ESCAPE = Key.of(
            "escape",
            Form.characters(),
            "",
            "none",
            "CSV only: takes its meaning from a quote, a delimiter, a line break or itself that follows.");
    static final Key<String> COMMENT =
            Key.of("comment", Form.characters(), "", "none", "CSV only: begins a line that is no record.");
    static final Key<Integer> SKIP = Key.of(
            "skip",
            Form.integer(0, Integer.MAX_VALUE),
            0,
            "`0`",
            "CSV only: lines before the header, or before the first record.");
    static final Key<List<String>> NULLS = Key.of(
            "nulls",
            Form.manyCharacters(),
            CsvFormat.USUAL.nulls(),
            "`\"\"`",
            "CSV only: what stands, without quotes, for no value: `[\"\", \"NULL\", \"\\\\N\"]`. In columns that are not text"
                    + " an empty value is none in any case.");

    static final Key<HoconSection> TRAILER = Key.optional(
            "trailer",
            Form.section(),
            "CSV only: the last record of each file is no row, but says that the file is whole:"
                    + " `{ prefix = \"TRL\", count = 2 }`.");
    private static final Key<String> PREFIX = Key.of(
            "prefix",
            Form.characters(),
            "",
            "none",
            "How the record begins; a file whose last record does not is refused.");
    private static final Key<Integer> COUNT = Key.<Integer>optional(
                    "count",
                    Form.integer(1, Integer.MAX_VALUE),
                    "Which of its values, from 1 on, is the number of records in the file, without header and trailer. A"
                            + " file that has another number is refused, and nothing is loaded.")
            .defaultsTo("nothing is counted");
    static final Keys TRAILER_KEYS =
            Keys.of("trailer of a files table", "How the files of a table end.", PREFIX, COUNT);

    static final List<Key<?>> KEYS = List.of(HEADER, DELIMITER, QUOTE, ESCAPE, COMMENT, SKIP, NULLS, TRAILER);

    private final HoconSection table;

    CsvSection(HoconSection table) {
        this.table = table;
    }

    /** Empty where something is wrong; the section knows what. */
    Optional<CsvFormat> read() {
        Optional<String> delimiter = table.read(DELIMITER).filter(this::isDelimiter);
        Optional<Character> quote = mark(QUOTE);
        Optional<Character> escape = mark(ESCAPE);
        Optional<Character> comment = mark(COMMENT);
        Optional<Integer> skip = table.read(SKIP);
        Optional<Boolean> header = table.read(HEADER);
        Optional<List<String>> nulls = table.read(NULLS);
        if (delimiter.isEmpty() || quote.isEmpty() || escape.isEmpty() || comment.isEmpty()) {
            return Optional.empty();
        }
        if (skip.isEmpty() || header.isEmpty() || nulls.isEmpty()) {
            return Optional.empty();
        }
        // Excel and others say with the same character twice what stands for itself.
        char own = escape.get().equals(quote.get()) ? CsvFormat.NONE : escape.get();
        return areApart(delimiter.get(), quote.get(), own, comment.get())
                ? Optional.of(trailing(new CsvFormat(
                        delimiter.get(), quote.get(), own, comment.get(), skip.get(), header.get(), nulls.get())))
                : Optional.empty();
    }

    private CsvFormat trailing(CsvFormat format) {
        return table.read(TRAILER)
                .map(section -> {
                    section.accept(TRAILER_KEYS);
                    if (!section.has(PREFIX) && !section.has(COUNT)) {
                        table.refuse(table.problem(TRAILER, ErrorCode.BAD_VALUE, "trailer says nothing")
                                .because("expected prefix, count or both")
                                .fixedBy("trailer { prefix = \"TRL\", count = 2 }"));
                    }
                    return format.withTrailer(new CsvFormat.Trailer(
                            section.read(PREFIX).orElse(""), section.read(COUNT).orElse(0)));
                })
                .orElse(format);
    }

    private boolean isDelimiter(String written) {
        boolean good = !written.isEmpty() && written.chars().noneMatch(c -> c == '\n' || c == '\r');
        if (written.isEmpty()) {
            refuse(DELIMITER, "delimiter is empty", "expected at least one character");
        } else if (!good) {
            refuse(DELIMITER, "delimiter is a line break", "line breaks end records");
        }
        return good;
    }

    private Optional<Character> mark(Key<String> key) {
        return table.read(key).flatMap(written -> {
            if (written.isEmpty()) {
                return Optional.of(CsvFormat.NONE);
            }
            char mark = written.charAt(0);
            if (written.length() > 1 || mark > 0x7E || mark == '\n' || mark == '\r' || mark == CsvFormat.NONE) {
                refuse(key, key.name() + " = \"" + written + "\" is no mark", "expected one character of ASCII");
                return Optional.empty();
            }
            return Optional.of(mark);
        });
    }

    private boolean areApart(String delimiter, char quote, char escape, char comment) {
        char first = delimiter.charAt(0);
        if (first == quote || first == escape || first == comment) {
            Key<?> written = Stream.of(DELIMITER, QUOTE, ESCAPE, COMMENT)
                    .filter(table::has)
                    .findFirst()
                    .orElse(DELIMITER);
            refuse(written, "delimiter begins like quote, escape or comment", "nobody could tell them apart");
            return false;
        }
        boolean same = comment != CsvFormat.NONE && (comment == quote || comment == escape);
        if (same) {
            refuse(COMMENT, "comment is quote or escape too", "nobody could tell them apart");
        }
        return !same;
    }

    private void refuse(Key<?> key, String message, String why) {
        table.refuse(table.problem(key, ErrorCode.BAD_VALUE, message).because(why));
    }
}
