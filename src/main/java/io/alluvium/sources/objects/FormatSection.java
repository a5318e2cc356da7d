package io.alluvium.sources.objects;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.failure.ErrorCode;
import io.alluvium.sources.objects.csv.CsvFormat;
import io.alluvium.sources.objects.json.JsonShape;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.xml.XmlShape;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys of a table that say how its files are written. */
final class FormatSection {
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
    static final Key<String> ROW_TAG = Key.optional(
            "row_tag",
            Form.text(),
            "XML only, and needed there: the name of the elements that are rows, with its prefix.");
    static final Key<String> ENCODING = Key.of(
            "encoding",
            Form.text(),
            "UTF-8",
            "`UTF-8`",
            "How the bytes are text: UTF-8, UTF-16, or one of one byte a character, as Latin-1 and windows-1252.");

    private static final List<Key<?>> JSON_KEYS = List.of(JSON, RECORDS);
    private static final List<Key<?>> XML_KEYS = List.of(ROW_TAG);
    private static final List<Key<?>> PACKED_KEYS = List.of(PathSection.COMPRESSION);
    private static final List<Key<?>> TEXT_KEYS = List.of(ENCODING, PathSection.COMPRESSION);

    /** How files are written; a project spells it in lower case. */
    enum Word {
        CSV(CsvSection.KEYS, ValuesSection.KEYS, TEXT_KEYS),
        JSON(JSON_KEYS, ValuesSection.KEYS, TEXT_KEYS),
        XML(XML_KEYS, ValuesSection.KEYS, PACKED_KEYS),
        PARQUET,
        ORC,
        AVRO,
        TEXT(TEXT_KEYS),
        BINARY;

        /** The keys that say more about it; all others that say how files are written belong to other formats. */
        private final List<Key<?>> keys;

        @SafeVarargs
        Word(List<Key<?>>... keys) {
            this.keys = Stream.of(keys).flatMap(List::stream).toList();
        }

        String spelled() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final Key<Word> FORMAT = Key.required("format", Form.word(Word.class), "How the files are written.");

    private final HoconSection table;

    FormatSection(HoconSection table) {
        this.table = table;
    }

    /** Empty where something is wrong; the section knows what. */
    Optional<FileFormat> read() {
        Optional<Word> word = table.read(FORMAT);
        word.ifPresent(this::refuseOthers);
        // Where no format is known, what CSV would say of the other keys is said beside it.
        Optional<FileFormat> format = switch (word.orElse(Word.CSV)) {
            case CSV -> csv();
            case JSON -> json();
            case XML -> xml();
            case PARQUET -> Optional.of(FileFormat.Typed.PARQUET);
            case ORC -> Optional.of(FileFormat.Typed.ORC);
            case AVRO -> Optional.of(FileFormat.Typed.AVRO);
            case TEXT -> encoding().map(FileFormat.Text::new);
            case BINARY -> Optional.of(new FileFormat.Binary());
        };
        return word.isEmpty() ? Optional.empty() : format;
    }

    /** What another format asks for would be passed over without a word. */
    private void refuseOthers(Word word) {
        Set<Key<?>> others = Arrays.stream(Word.values())
                .flatMap(other -> other.keys.stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        word.keys.forEach(others::remove);
        for (Key<?> key : others) {
            if (table.has(key)) {
                String formats = Arrays.stream(Word.values())
                        .filter(other -> other.keys.contains(key))
                        .map(Word::spelled)
                        .collect(Collectors.joining(" or "));
                refuse(key, key.name() + " belongs to format = " + formats, "leave it out");
            }
        }
    }

    private Optional<FileFormat> csv() {
        Optional<TextFormat> values = new ValuesSection(table).read();
        Optional<CsvFormat> records = new CsvSection(table).read();
        Optional<FileEncoding> encoding = encoding();
        return values.isEmpty() || records.isEmpty() || encoding.isEmpty()
                ? Optional.empty()
                : Optional.of(new FileFormat.Csv(records.get(), values.get(), encoding.get()));
    }

    private Optional<FileFormat> json() {
        Optional<TextFormat> values = new ValuesSection(table).read();
        Optional<FileEncoding> encoding = encoding();
        if (values.isEmpty() || encoding.isEmpty()) {
            return Optional.empty();
        }
        List<String> path = table.has(RECORDS)
                ? table.read(RECORDS)
                        .map(written -> List.of(written.split("\\.")))
                        .orElse(List.of())
                : List.of();
        JsonShape shape = new JsonShape(table.read(JSON).orElse(JsonShape.Framing.LINES), path, values.get());
        return Optional.of(new FileFormat.Json(shape, encoding.get()));
    }

    private Optional<FileFormat> xml() {
        Optional<TextFormat> values = new ValuesSection(table).read();
        Optional<String> tag = table.has(ROW_TAG) ? table.read(ROW_TAG) : Optional.empty();
        if (!table.has(ROW_TAG)) {
            table.refuse(table.problem(FORMAT, ErrorCode.BAD_VALUE, "format = xml lacks row_tag")
                    .marking("xml")
                    .because("which elements are rows?")
                    .fixedBy("row_tag = order"));
        } else if (tag.filter(name -> !name.matches("[^\\s<>/&='\"]+")).isPresent()) {
            refuse(
                    ROW_TAG,
                    "row_tag = \"" + tag.get() + "\" is no name",
                    "expected the name of an element, without < and >");
        }
        return tag.isEmpty() || values.isEmpty()
                ? Optional.empty()
                : Optional.of(new FileFormat.Xml(new XmlShape(tag.get(), values.get())));
    }

    private Optional<FileEncoding> encoding() {
        return table.read(ENCODING).flatMap(written -> {
            Optional<FileEncoding> known = FileEncoding.of(written);
            if (known.isEmpty()) {
                refuse(
                        ENCODING,
                        "encoding = \"" + written + "\" is not known",
                        "expected UTF-8, UTF-16, or one of one byte a character, as windows-1252");
            }
            return known;
        });
    }

    private void refuse(Key<?> key, String message, String why) {
        table.refuse(table.problem(key, ErrorCode.BAD_VALUE, message).because(why));
    }
}
