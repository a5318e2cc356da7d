package io.alluvium.model;

import io.alluvium.domain.Place;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the first place of a model that uses a marker. */
final class MarkerPlace {
    private MarkerPlace() {}

    static Place of(Model model, String parameter) {
        Pattern marker = Pattern.compile(":\\s*`?" + Pattern.quote(parameter) + "\\b");
        List<String> lines = model.sql().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (marker.matcher(lines.get(i).replaceFirst("--.*", "")).find()) {
                return new Place(model.place().file(), i + 1);
            }
        }
        return model.expectations().stream()
                .filter(rule -> rule instanceof Expectation.That that
                        && marker.matcher(that.condition()).find())
                .map(Expectation::place)
                .findFirst()
                .orElse(model.place());
    }
}
