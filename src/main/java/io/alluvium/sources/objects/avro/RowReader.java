package io.alluvium.sources.objects.avro;

import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;

/** Reads records as they are written. Maps are lists of entries in the file's order. */
final class RowReader extends GenericDatumReader<IndexedRecord> {
    RowReader(Schema schema) {
        super(schema, schema, new GenericData());
        // What follows is asked of the slow one alone.
        getData().setFastReaderEnabled(false);
    }

    @Override
    protected Class<?> findStringClass(Schema schema) {
        return CharSequence.class;
    }

    @Override
    protected Object newMap(Object old, int size) {
        return new ArrayList<Map.Entry<Utf8, Object>>();
    }

    @Override
    @SuppressWarnings("unchecked")
    protected void addToMap(Object map, Object key, Object value) {
        ((List<Map.Entry<Object, Object>>) map).add(new SimpleEntry<>(key, value));
    }
}
