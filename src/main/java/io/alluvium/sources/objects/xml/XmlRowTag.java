package io.alluvium.sources.objects.xml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out which elements of a document seem to be its records. */
final class XmlRowTag {
    private static final Pattern MARKUP = Pattern.compile(
            "<!--.*?-->|<!\\[CDATA\\[.*?]]>|<\\?.*?\\?>|<(?<end>/?)(?<name>[^\\s<>/!?]+)(?:\"[^\"]*\"|'[^']*'|[^>\"'])*?(?<closed>/?)>",
            Pattern.DOTALL);

    private XmlRowTag() {}

    static Optional<String> of(String head) {
        List<Map<String, Integer>> levels = new ArrayList<>();
        int depth = 0;
        Matcher markup = MARKUP.matcher(head);
        while (markup.find()) {
            String name = markup.group("name");
            if (name == null) {
                continue;
            }
            if (!markup.group("end").isEmpty()) {
                depth = Math.max(0, depth - 1);
                continue;
            }
            while (levels.size() <= depth) {
                levels.add(new LinkedHashMap<>());
            }
            levels.get(depth).merge(name, 1, Integer::sum);
            depth += markup.group("closed").isEmpty() ? 1 : 0;
        }
        for (Map<String, Integer> level : levels) {
            for (Map.Entry<String, Integer> name : level.entrySet()) {
                if (name.getValue() > 1) {
                    return Optional.of(name.getKey());
                }
            }
        }
        return levels.stream().limit(2).reduce((outer, inner) -> inner).stream()
                .flatMap(level -> level.keySet().stream())
                .findFirst();
    }
}
