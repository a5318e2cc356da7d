package io.alluvium.sources.objects.survey;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Which type holds all texts of a column, so that nothing of what is written is lost: no zeros in front, no signs, no digits at the end.
 * Where none does, they are texts.
 */
public final class SeenTexts {
    private static final int SHORT_DIGITS = 18;
    private static final int MOST_DIGITS = 38;

    /** What people and programs write where there is no value. */
    private static final Set<String> NO_VALUES =
            Set.of("NULL", "null", "Null", "\\N", "NA", "N/A", "n/a", "NaN", "nan", "None", "-");

    private static final StructType TRIAL = new StructType()
            .add("whole", DataTypes.LongType)
            .add("floating", DataTypes.DoubleType)
            .add("day", DataTypes.DateType)
            .add("local", DataTypes.TimestampNTZType)
            .add("instant", DataTypes.TimestampType);

    private final ColumnBatch trial = new ColumnBatch(TRIAL, 1);
    private final ValueDecoder[] decoders = new ValueDecoder[TRIAL.length()];
    private final Map<TextForm, Long> forms = new LinkedHashMap<>();
    private final Map<String, Long> noValues = new LinkedHashMap<>();
    private final TextForm.Digits digits = new TextForm.Digits();
    private int most;
    private int scale;
    private boolean fitLong = true;
    private boolean fitDouble = true;

    public SeenTexts() {
        StructField[] fields = TRIAL.fields();
        for (int i = 0; i < decoders.length; i++) {
            decoders[i] = ValueDecoder.of(fields[i].dataType(), TextFormat.USUAL, trial.column(i));
        }
    }

    /** Looks at one text, which is not empty. */
    public void see(byte[] text, int offset, int length) {
        TextForm form = TextForm.of(text, offset, length, digits);
        if (form == TextForm.WORDS && length <= 4 || form == TextForm.WORDS && text[offset] == '\\') {
            String word = new String(text, offset, length, StandardCharsets.UTF_8);
            if (NO_VALUES.contains(word)) {
                noValues.merge(word, 1L, Long::sum);
                return;
            }
        }
        TextForm held = holds(form, text, offset, length) ? form : TextForm.WORDS;
        forms.merge(held, 1L, Long::sum);
        if (held.isNumber()) {
            most = Math.max(most, digits.before());
            scale = Math.max(scale, digits.behind());
            fitLong = fitLong && decoders[0].append(text, offset, length);
            fitDouble = fitDouble && decoders[1].append(text, offset, length);
            trial.clear();
        }
    }

    /** What looks like a day or a time may be none. */
    private boolean holds(TextForm form, byte[] text, int offset, int length) {
        int decoder = form == TextForm.DAY ? 2 : form == TextForm.LOCAL_TIME ? 3 : form == TextForm.INSTANT ? 4 : -1;
        if (decoder < 0) {
            return true;
        }
        boolean held = decoders[decoder].append(text, offset, length);
        trial.clear();
        return held;
    }

    /** The type that a column has with all these values in it. */
    public DataType type() {
        return noValues.isEmpty() ? ofValues() : DataTypes.StringType;
    }

    private DataType ofValues() {
        if (forms.isEmpty()) {
            return DataTypes.StringType;
        }
        if (forms.keySet().stream().allMatch(TextForm::isNumber)) {
            return ofNumbers();
        }
        if (forms.size() > 1) {
            return DataTypes.StringType;
        }
        return switch (forms.keySet().iterator().next()) {
            case TRUTH -> DataTypes.BooleanType;
            case DAY -> DataTypes.DateType;
            case LOCAL_TIME -> DataTypes.TimestampNTZType;
            case INSTANT -> DataTypes.TimestampType;
            case WHOLE, DECIMAL, FLOATING, OFFSET_TIME, PADDED, WORDS -> DataTypes.StringType;
        };
    }

    private DataType ofNumbers() {
        if (forms.containsKey(TextForm.FLOATING)) {
            return fitDouble ? DataTypes.DoubleType : DataTypes.StringType;
        }
        if (!forms.containsKey(TextForm.DECIMAL) && fitLong) {
            return DataTypes.LongType;
        }
        int all = most + scale;
        return all > MOST_DIGITS
                ? DataTypes.StringType
                : DataTypes.createDecimalType(all <= SHORT_DIGITS ? SHORT_DIGITS : MOST_DIGITS, scale);
    }

    /** Why the column is text where it is not plain: a few words, without any value. Empty where there is nothing to say. */
    public Optional<String> remark() {
        if (!noValues.isEmpty() && !ofValues().equals(DataTypes.StringType)) {
            return Optional.of("text, for the sake of " + String.join(", ", noValues.keySet()) + "; "
                    + ofValues().simpleString() + " where nulls names it");
        }
        if (forms.isEmpty()) {
            return Optional.of("no value");
        }
        if (!ofValues().equals(DataTypes.StringType)) {
            return Optional.empty();
        }
        boolean plain = forms.size() == 1 && forms.containsKey(TextForm.WORDS);
        return plain ? Optional.empty() : Optional.of("text: " + kinds());
    }

    private String kinds() {
        if (forms.keySet().stream().allMatch(TextForm::isNumber)) {
            return "more digits than a number holds";
        }
        return String.join(", ", forms.keySet().stream().map(TextForm::told).toList());
    }
}
