package io.alluvium.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One figure over the rounds, the first of which is dropped: it warmed the machine's caches. */
record Ratios(List<Double> values) {
    Ratios {
        if (values.size() < 2) {
            throw new IllegalArgumentException("at least two rounds are needed, the first is dropped");
        }
        values = List.copyOf(values);
    }

    private List<Double> counted() {
        return values.stream().skip(1).sorted().toList();
    }

    double median() {
        return quantile(0.5);
    }

    /** The distance between the quartiles. */
    double spread() {
        return quantile(0.75) - quantile(0.25);
    }

    private double quantile(double share) {
        List<Double> sorted = counted();
        double place = share * (sorted.size() - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted.get(below) + (sorted.get(above) - sorted.get(below)) * (place - below);
    }

    String text() {
        return "%.2f (IQR %.2f)".formatted(median(), spread());
    }

    /** Both in the same round, left by right. */
    static Ratios of(List<Double> left, List<Double> right) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            ratios.add(left.get(i) / right.get(i));
        }
        return new Ratios(ratios);
    }

    /** The line that a target is judged by. */
    String line(String name, String bound, double target) {
        return String.format(Locale.ROOT, "ratio %s %.3f target %s %s", name, median(), bound, target);
    }

    @Override
    public String toString() {
        return values.stream().map("%.2f"::formatted).collect(Collectors.joining(" "));
    }
}
