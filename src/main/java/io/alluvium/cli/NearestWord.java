package io.alluvium.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The word that was probably meant. */
final class NearestWord {
    private NearestWord() {}

    /** The candidate that is the fewest keystrokes away, at most a third of the word; empty where none is near. */
    static Optional<String> to(String word, Collection<String> candidates) {
        LevenshteinDistance distance = new LevenshteinDistance();
        int most = Math.max(2, word.length() / 3);
        return candidates.stream()
                .filter(each -> distance.apply(each, word) <= most)
                .min(Comparator.comparing((String each) -> distance.apply(each, word))
                        .thenComparing(Comparator.naturalOrder()));
    }
}
