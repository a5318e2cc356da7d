package io.alluvium.sources.objects;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.failure.ErrorCode;
import io.alluvium.sources.objects.csv.CsvFormat;
import io.alluvium.sources.objects.json.JsonShape;
import io.alluvium.sources.objects.value.TextFormat;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of a table that say how its files are written. */
final class FormatSection {
    /** How files are written; a project spells it in lower case. */
    enum Word {
        CSV,
        JSON
    }

    static final Key<Word> FORMAT = Key.required(
            "format", Form.word(Word.class, "parquet", "orc", "avro", "xml"), "How the files are written.");
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
    static final Key<JsonShape.Framing> JSON = Key.of(
            "json",
            Form.word(JsonShape.Framing.class),
            JsonShape.Framing.LINES,
            "`lines`",
            "JSON only. `lines`: one object a line. `array`: one list of objects. `documents`: objects one after the other,"
                    + " on as many lines as they like.");
    static final Key<String> RECORDS = Key.optional(
            "records",
            Form.text(),
            "JSON only: the keys that lead to a list in each object, whose elements are the records: `result.items`.");
    static final Key<String> ENCODING = Key.of(
            "encoding",
            Form.text(),
            "UTF-8",
            "`UTF-8`",
            "How the bytes are text: UTF-8, UTF-16, or one of one byte a character, as Latin-1 and windows-1252.");
    static final Key<String> DECIMAL_MARK = Key.of(
            "decimal_mark",
            Form.characters(),
            ".",
            "`\".\"`",
            "What stands before the fraction of a number: `\",\"` where 12,50 is twelve and a half.");
    static final Key<String> GROUPING = Key.of(
            "grouping",
            Form.characters(),
            "",
            "none",
            "What stands between groups of three digits: `\".\"` where 1.234,50 is meant.");
    static final Key<List<String>> DATE_FORMAT = Key.of(
            "date_format",
            Form.texts(),
            List.of(),
            "`yyyy-MM-dd`",
            "How dates are written, in Java's patterns, tried in order: `[\"dd.MM.yyyy\", \"yyyy-MM-dd\"]`.");
    static final Key<List<String>> TIMESTAMP_FORMAT = Key.of(
            "timestamp_format",
            Form.texts(),
            List.of(),
            "ISO 8601",
            "The same of timestamps: `\"dd/MM/yyyy HH:mm:ss\"`.");
    static final Key<String> ZONE = Key.of(
            "zone",
            Form.text(),
            "UTC",
            "`UTC`",
            "Where timestamps were written that say no zone: `Europe/Berlin`. A time that its clocks skip or show twice"
                    + " has no instant, and its row is corrupt.");

    private static final List<Key<?>> JSON_ONLY = List.of(JSON, RECORDS);

    /** Those that only CSV has. */
    private static final List<Key<?>> CSV_ONLY = List.of(HEADER, DELIMITER, QUOTE, ESCAPE, COMMENT, SKIP, NULLS);

    private final HoconSection table;

    FormatSection(HoconSection table) {
        this.table = table;
    }

    /** Empty where something is wrong; the section knows what. */
    Optional<FileFormat> read() {
        Optional<Word> word = table.read(FORMAT);
        Optional<TextFormat> values = values();
        Optional<CsvFormat> records = csv();
        Optional<FileEncoding> encoding = table.read(ENCODING).flatMap(this::encoding);
        if (word.isEmpty() || values.isEmpty() || records.isEmpty() || encoding.isEmpty()) {
            return Optional.empty();
        }
        if (word.get() == Word.CSV) {
            refuseAll(JSON_ONLY, "json");
            return Optional.of(new FileFormat.Csv(records.get(), values.get(), encoding.get()));
        }
        refuseAll(CSV_ONLY, "csv");
        return Optional.of(new FileFormat.Json(json(values.get()), encoding.get()));
    }

    private void refuseAll(List<Key<?>> keys, String format) {
        for (Key<?> key : keys) {
            if (table.has(key)) {
                refuse(key, key.name() + " belongs to format = " + format, "leave it out");
            }
        }
    }

    private JsonShape json(TextFormat values) {
        List<String> path = table.has(RECORDS)
                ? table.read(RECORDS)
                        .map(written -> List.of(written.split("\\.")))
                        .orElse(List.of())
                : List.of();
        return new JsonShape(table.read(JSON).orElse(JsonShape.Framing.LINES), path, values);
    }

    private Optional<CsvFormat> csv() {
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
                ? Optional.of(new CsvFormat(
                        delimiter.get(), quote.get(), own, comment.get(), skip.get(), header.get(), nulls.get()))
                : Optional.empty();
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

    private Optional<TextFormat> values() {
        Optional<Character> mark = character(DECIMAL_MARK);
        Optional<Character> grouping = character(GROUPING);
        Optional<List<String>> dates = patterns(DATE_FORMAT, false);
        Optional<List<String>> timestamps = patterns(TIMESTAMP_FORMAT, true);
        Optional<ZoneId> zone = table.read(ZONE).flatMap(this::zone);
        if (mark.isEmpty() || grouping.isEmpty() || dates.isEmpty() || timestamps.isEmpty() || zone.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> problem = TextFormat.problem(mark.get(), grouping.get());
        problem.ifPresent(why ->
                refuse(table.has(GROUPING) ? GROUPING : DECIMAL_MARK, "decimal_mark and grouping cannot be read", why));
        return problem.isPresent()
                ? Optional.empty()
                : Optional.of(new TextFormat(mark.get(), grouping.get(), dates.get(), timestamps.get(), zone.get()));
    }

    private Optional<Character> character(Key<String> key) {
        return table.read(key).flatMap(written -> {
            if (written.length() > 1) {
                refuse(key, key.name() + " = \"" + written + "\" is no mark", "expected one character");
                return Optional.empty();
            }
            return Optional.of(written.isEmpty() ? TextFormat.NO_GROUPING : written.charAt(0));
        });
    }

    private Optional<List<String>> patterns(Key<List<String>> key, boolean withTime) {
        return table.read(key).filter(patterns -> {
            for (String pattern : patterns) {
                TextFormat.problem(pattern, withTime)
                        .ifPresent(why -> table.refuse(table.problem(
                                        key, ErrorCode.BAD_VALUE, key.name() + " = \"" + pattern + "\" is no pattern")
                                .marking(pattern)
                                .because(why)));
            }
            return !table.failed();
        });
    }

    private Optional<FileEncoding> encoding(String written) {
        Optional<FileEncoding> known = FileEncoding.of(written);
        if (known.isEmpty()) {
            refuse(
                    ENCODING,
                    "encoding = \"" + written + "\" is not known",
                    "expected UTF-8, UTF-16, or one of one byte a character, as windows-1252");
        }
        return known;
    }

    private Optional<ZoneId> zone(String written) {
        try {
            return Optional.of(ZoneId.of(written).normalized());
        } catch (DateTimeException e) {
            refuse(
                    ZONE,
                    "zone = \"" + written + "\" is not known",
                    "expected a name like Europe/Berlin, UTC or +02:00");
            return Optional.empty();
        }
    }

    private void refuse(Key<?> key, String message, String why) {
        table.refuse(table.problem(key, ErrorCode.BAD_VALUE, message).because(why));
    }
}
