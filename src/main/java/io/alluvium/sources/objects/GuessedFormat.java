package io.alluvium.sources.objects;

import io.alluvium.config.HoconSection;
import io.alluvium.sources.objects.csv.CsvFormat;
import io.alluvium.sources.objects.json.JsonShape;
import io.alluvium.sources.objects.survey.CsvGuess;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.xml.XmlInference;
import io.alluvium.sources.objects.xml.XmlShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How some files may be written.
 *
 * @param lines that say so in a table's section
 */
record GuessedFormat(FileFormat format, List<String> lines) {
    private static final Set<String> CSV = Set.of(".csv", ".tsv", ".tab", ".psv", ".txt");
    private static final Set<String> JSON = Set.of(".json", ".jsonl", ".ndjson");

    private static final Map<String, FileFormat.Typed> TYPED =
            Map.of(".parquet", FileFormat.Typed.PARQUET, ".orc", FileFormat.Typed.ORC, ".avro", FileFormat.Typed.AVRO);

    GuessedFormat {
        lines = List.copyOf(lines);
    }

    /**
     * What may be tried, the likeliest first; none where nothing is known of such names.
     *
     * @param ending of the files' names
     * @param head how the first of them begins
     */
    static List<GuessedFormat> of(String ending, SurveyedFiles.Head head) {
        List<String> encodings = head.isUtf16() ? List.of("UTF-16") : List.of("UTF-8", "windows-1252");
        if (CSV.contains(ending)) {
            return csv(CsvGuess.of(head.text()), encodings);
        }
        if (JSON.contains(ending)) {
            return json(head.text(), encodings);
        }
        if (TYPED.containsKey(ending)) {
            FileFormat.Typed format = TYPED.get(ending);
            return List.of(new GuessedFormat(
                    format, List.of("format = " + format.name().toLowerCase(Locale.ROOT))));
        }
        return ending.equals(".xml") ? xml(head.text()) : List.of();
    }

    private static List<GuessedFormat> csv(CsvGuess guess, List<String> encodings) {
        CsvFormat records = new CsvFormat(
                guess.delimiter(), '"', CsvFormat.NONE, CsvFormat.NONE, guess.skip(), guess.header(), List.of(""));
        List<String> lines = new ArrayList<>(List.of("format = csv"));
        if (!guess.delimiter().equals(",")) {
            lines.add("delimiter = " + HoconSection.quoted(guess.delimiter()));
        }
        if (guess.skip() > 0) {
            lines.add("skip = " + guess.skip());
        }
        if (!guess.header()) {
            lines.add("header = false");
        }
        return each(encodings, lines, encoding -> new FileFormat.Csv(records, TextFormat.USUAL, encoding));
    }

    private static List<GuessedFormat> json(String head, List<String> encodings) {
        boolean list = head.stripLeading().startsWith("[");
        return Stream.of(list ? JsonShape.Framing.ARRAY : JsonShape.Framing.LINES, JsonShape.Framing.DOCUMENTS)
                .flatMap(framing -> {
                    List<String> lines = framing == JsonShape.Framing.LINES
                            ? List.of("format = json")
                            : List.of(
                                    "format = json", "json = " + framing.name().toLowerCase(Locale.ROOT));
                    JsonShape shape = new JsonShape(framing, List.of(), TextFormat.USUAL);
                    return each(encodings, lines, encoding -> new FileFormat.Json(shape, encoding)).stream();
                })
                .toList();
    }

    private static List<GuessedFormat> each(
            List<String> encodings, List<String> lines, Function<FileEncoding, FileFormat> format) {
        List<GuessedFormat> all = new ArrayList<>();
        for (String encoding : encodings) {
            List<String> more = new ArrayList<>(lines);
            if (!encoding.equals(FileEncoding.UTF_8.name())) {
                more.add("encoding = " + encoding);
            }
            all.add(new GuessedFormat(format.apply(new FileEncoding(encoding)), more));
        }
        return all;
    }

    private static List<GuessedFormat> xml(String head) {
        return XmlInference.rowTag(head).stream()
                .map(tag -> new GuessedFormat(
                        new FileFormat.Xml(new XmlShape(tag, TextFormat.USUAL)),
                        List.of("format = xml", "row_tag = " + HoconSection.key(tag))))
                .toList();
    }
}
