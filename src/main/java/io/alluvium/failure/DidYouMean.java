package io.alluvium.failure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Finds the word that a person most probably meant. */
public final class DidYouMean {
    private static final int FARTHEST = 3;

    private DidYouMean() {}

    /**
     * The nearest of the words that a program knows, ignoring case; empty where none is near enough to be meant, which
     * grows with the length of what was written.
     */
    public static Optional<String> among(Collection<String> candidates, String word) {
        return nearest(candidates, word, Math.max(1, word.length() / 3));
    }

    /**
     * The nearest of the names that people gave to their own things, ignoring case, up to three edits away: {@code
     * updated} may well mean {@code updated_at}. Empty where nothing of the name would be left.
     */
    public static Optional<String> amongNames(Collection<String> names, String name) {
        return nearest(names, name, Math.min(FARTHEST, name.length() - 1));
    }

    private static Optional<String> nearest(Collection<String> candidates, String word, int limit) {
        String seen = word.toLowerCase(Locale.ROOT);
        ToIntFunction<String> distance = candidate -> distance(candidate.toLowerCase(Locale.ROOT), seen);
        return candidates.stream()
                .filter(candidate -> distance.applyAsInt(candidate) <= limit)
                .min(Comparator.comparingInt(distance).thenComparing(Comparator.naturalOrder()));
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn {@code a} into {@code b}. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 ? j : j == 0 ? i : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
