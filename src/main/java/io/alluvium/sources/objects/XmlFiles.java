package io.alluvium.sources.objects;

import io.alluvium.sources.objects.xml.XmlInference;
import io.alluvium.sources.objects.xml.XmlRecords;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** Files of XML. Only their rows tell which columns there are. */
record XmlFiles(FileFormat.Xml format, RowLayout layout, TextFiles texts) implements InferredFiles {

    @Override
    public Opened open(String path) {
        return texts.open(
                path, (name, text) -> Opened.of(XmlRecords.open(text, format.records(), layout.into(name)), text));
    }

    /** Where elements end is known only from the beginning on. */
    @Override
    public Optional<Shared> shared(String path, int readers) {
        return Optional.empty();
    }

    @Override
    public FileColumns seen(List<String> paths) {
        XmlInference inference = new XmlInference(format.records());
        for (String path : paths) {
            texts.each(path, (name, text) -> inference.add(text));
            inference.refusal().ifPresent(why -> {
                throw layout.faults()
                        .notOfFormat(path, why)
                        .fixedBy("declare the columns that are wanted with schema")
                        .asException();
            });
        }
        StructType columns = inference.columns();
        if (columns.isEmpty()) {
            throw noColumns()
                    .because("no <" + format.records().rowTag() + "> has attributes, elements or text")
                    .fixedBy("row_tag = the name of the elements that are rows")
                    .asException();
        }
        return new FileColumns.Types(columns, RowShape::holdsTexts);
    }
}
