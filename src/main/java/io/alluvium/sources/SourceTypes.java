package io.alluvium.sources;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.source.SourceSection;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.sources.objects.FilesType;
import io.alluvium.sources.postgres.PostgresType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Lists all kinds of source: Alluvium's own, and those that jars on the class path bring. */
public final class SourceTypes {
    private static final List<String> NOT_BUILT = List.of("mysql", "mariadb", "jdbc", "rest", "kafka");

    private final Map<String, SourceType> types = new LinkedHashMap<>();

    private SourceTypes(List<SourceType> types) {
        types.forEach(type -> this.types.putIfAbsent(type.word(), type));
    }

    /** Looks them up; one of ours cannot be replaced by a jar. */
    public static SourceTypes all() {
        List<SourceType> types = new ArrayList<>(List.of(new PostgresType(), new FilesType()));
        ServiceLoader.load(SourceType.class).forEach(types::add);
        return new SourceTypes(types);
    }

    public List<SourceType> list() {
        return List.copyOf(types.values());
    }

    /** The kind that a project or a journal calls so. */
    public Optional<SourceType> named(String word) {
        return Optional.ofNullable(types.get(word));
    }

    /** Reads the sections under {@code sources}; what is refused is with its section. */
    public List<SourceSpec> read(Path directory, List<HoconSection> sections) {
        List<SourceSpec> sources = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        for (HoconSection section : sections) {
            if (!TableName.isName(section.name())) {
                section.refuse(SourceSection.badName(section, "source"));
            }
            section.read(type())
                    .flatMap(this::named)
                    .flatMap(type -> type.read(new SourceSection(directory, section, seen)))
                    .ifPresent(sources::add);
        }
        return sources;
    }

    /** The key that every source has. */
    private Key<String> type() {
        List<String> notBuilt =
                NOT_BUILT.stream().filter(word -> !types.containsKey(word)).toList();
        return Key.required(
                SourceSection.TYPE, Form.oneOf(List.copyOf(types.keySet()), notBuilt), "What kind of system it is.");
    }
}
