package io.alluvium.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Printed documents as requests of AWS's SDK, so that what is submitted is what is printed. */
final class AwsRequest {
    private AwsRequest() {}

    /**
     * Sets what a document says.
     *
     * @throws io.alluvium.failure.AlluviumException DEFECT where AWS's own description of the request knows no such name
     */
    static <B extends SdkPojo> B into(B builder, JsonNode document) {
        Map<String, SdkField<?>> known = new LinkedHashMap<>();
        builder.sdkFields().forEach(field -> known.put(name(field, document), field));
        document.properties().forEach(entry -> {
            SdkField<?> field = known.get(entry.getKey());
            if (field == null) {
                throw unknown(builder, entry.getKey());
            }
            field.set(builder, value(field, entry.getValue()));
        });
        return builder;
    }

    /** What stands in a request's path has another name in the model's documents than on the wire. */
    private static String name(SdkField<?> field, JsonNode document) {
        return document.has(field.locationName()) ? field.locationName() : uncapitalised(field, document);
    }

    private static String uncapitalised(SdkField<?> field, JsonNode document) {
        String member = field.memberName();
        return document.has(member) ? member : Character.toLowerCase(member.charAt(0)) + member.substring(1);
    }

    private static Object value(SdkField<?> field, JsonNode value) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.LIST) {
            SdkField<?> member =
                    Objects.requireNonNull(field.getTrait(ListTrait.class)).memberFieldInfo();
            List<Object> values = new ArrayList<>();
            value.forEach(item -> values.add(value(member, item)));
            return values;
        }
        if (type == MarshallingType.MAP) {
            SdkField<?> member =
                    Objects.requireNonNull(field.getTrait(MapTrait.class)).valueFieldInfo();
            Map<String, Object> values = new LinkedHashMap<>();
            value.properties().forEach(entry -> values.put(entry.getKey(), value(member, entry.getValue())));
            return values;
        }
        if (type == MarshallingType.SDK_POJO) {
            return ((SdkBuilder<?, ?>) into(field.constructor().get(), value)).build();
        }
        return scalar(type, value);
    }

    private static Object scalar(MarshallingType<?> type, JsonNode value) {
        if (type == MarshallingType.STRING && value.isTextual()) {
            return value.textValue();
        }
        if (type == MarshallingType.INTEGER && value.isIntegralNumber()) {
            return value.intValue();
        }
        if (type == MarshallingType.LONG && value.isIntegralNumber()) {
            return value.longValue();
        }
        if (type == MarshallingType.BOOLEAN && value.isBoolean()) {
            return value.booleanValue();
        }
        throw Problem.of(ErrorCode.DEFECT, "a document has " + value.getNodeType() + " where AWS takes " + type)
                .asException();
    }

    private static io.alluvium.failure.AlluviumException unknown(SdkPojo builder, String name) {
        return Problem.of(
                        ErrorCode.DEFECT,
                        "AWS knows no " + name + " in "
                                + builder.getClass()
                                        .getName()
                                        .replaceFirst(".*\\.", "")
                                        .replaceFirst("\\$.*", ""))
                .asException();
    }
}
