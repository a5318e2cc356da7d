package io.alluvium.sources.objects.parquet;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Takes nothing. Values are asked of the columns' readers, which want a converter all the same. */
final class NoConverter extends GroupConverter {
    private final GroupType group;

    NoConverter(GroupType group) {
        this.group = group;
    }

    @Override
    public Converter getConverter(int field) {
        Type part = group.getType(field);
        return part.isPrimitive() ? new Leaf() : new NoConverter(part.asGroupType());
    }

    @Override
    public void start() {}

    @Override
    public void end() {}

    private static final class Leaf extends PrimitiveConverter {}
}
