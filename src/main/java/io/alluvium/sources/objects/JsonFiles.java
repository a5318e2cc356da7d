package io.alluvium.sources.objects;

import io.alluvium.failure.AlluviumException;
import io.alluvium.sources.objects.json.JsonInference;
import io.alluvium.sources.objects.json.JsonRecords;
import io.alluvium.sources.objects.json.JsonShape;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.apache.spark.sql.types.StructType;

/** Files of JSON. Only their rows tell which columns there are. */
record JsonFiles(FileFormat.Json format, RowLayout layout, TextFiles texts) implements InferredFiles {

    @Override
    public Opened open(String path) {
        return texts.open(path, this::open);
    }

    private Opened open(String path, InputStream text) {
        try {
            return Opened.of(JsonRecords.open(text, format.records(), layout.into(path)), text);
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    @Override
    public boolean isDivided(String path) {
        return texts.isPlain(path) && JsonRecords.areShared(format.records());
    }

    @Override
    public Opened open(FileRange range) {
        String path = range.path();
        if (range.isWhole()) {
            return open(path);
        }
        try {
            InputStream in = texts.from(path, Math.max(0, range.from() - 1));
            JsonRecords.Lines lines = new JsonRecords.Lines(in, range.from(), range.to());
            return new Opened(
                    JsonRecords.open(lines, format.records(), layout.into(path)), LongUnaryOperator.identity());
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    @Override
    public Optional<Shared> shared(String path, int readers) {
        if (!texts.areShared(path) || !JsonRecords.areShared(format.records())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Shared.of(JsonRecords.shared(texts.single(path), format.records(), layout.into(path))));
        } catch (IOException e) {
            throw layout.faults().of(path, e);
        }
    }

    @Override
    public FileColumns seen(List<String> paths) {
        JsonInference inference = new JsonInference(format.records());
        for (String path : paths) {
            texts.each(path, (name, text) -> inference.add(text));
            inference.refusal().ifPresent(why -> {
                throw layout.faults().notOfFormat(path, why).asException();
            });
        }
        StructType columns = inference.columns();
        if (columns.isEmpty()) {
            throw none(inference);
        }
        return new FileColumns.Types(columns, RowShape::holdsTexts);
    }

    private AlluviumException none(JsonInference inference) {
        if (!format.records().path().isEmpty()) {
            return noColumns()
                    .because("no object with a key in a list that records leads to: "
                            + String.join(".", format.records().path()))
                    .fixedBy("records = the keys from the outermost object to its list, with points between them")
                    .asException();
        }
        boolean lines = format.records().framing() == JsonShape.Framing.LINES;
        if (inference.twice().isPresent()) {
            return noColumns()
                    .because("no object without a key twice: "
                            + inference.twice().get() + ", whatever its case")
                    .fixedBy(
                            "mend the files, or declare the columns and keep such objects as text: schema = \"id bigint\","
                                    + " corrupt = keep")
                    .asException();
        }
        return noColumns()
                .because(lines ? "no line is an object with a key" : "no object with a key")
                .fixedBy(
                        lines
                                ? "for one list or objects over several lines: json = array or json = documents; or declare"
                                        + " the columns with schema"
                                : "declare them: schema = \"id bigint, name string\"")
                .asException();
    }
}
