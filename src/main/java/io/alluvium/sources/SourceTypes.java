package io.alluvium.sources;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.SourceSection;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.source.target.TargetType;
import io.alluvium.sources.mysql.MysqlType;
import io.alluvium.sources.objects.FilesType;
import io.alluvium.sources.postgres.PostgresType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Lists all kinds of source: Alluvium's own, and those that jars on the class path bring. */
public final class SourceTypes {
    private static final List<String> NOT_BUILT = List.of("mariadb", "jdbc", "rest", "kafka");

    private final Map<String, SourceType> types = new LinkedHashMap<>();

    private SourceTypes(List<SourceType> types) {
        for (SourceType type : types) {
            SourceType other = this.types.putIfAbsent(type.word(), type);
            if (other != null) {
                throw unusable("two kinds of source are called " + type.word())
                        .because(other.getClass().getName() + " and "
                                + type.getClass().getName())
                        .fixedBy("take one of their jars off the class path")
                        .asException();
            }
        }
    }

    /**
     * Looks them up.
     *
     * @throws AlluviumException SOURCE_TYPE_UNUSABLE where a jar brings one that cannot be made, or whose word is taken
     */
    public static SourceTypes all() {
        List<SourceType> types = new ArrayList<>(List.of(new PostgresType(), new MysqlType(), new FilesType()));
        try {
            ServiceLoader.load(SourceType.class).forEach(types::add);
        } catch (ServiceConfigurationError e) {
            throw unusable("a kind of source that a jar names in META-INF/services cannot be made")
                    .because(String.valueOf(e.getMessage()))
                    .fixedBy("mend the jar: it needs a public class with a public constructor without parameters")
                    .asException(e);
        }
        return new SourceTypes(types);
    }

    private static Problem unusable(String message) {
        return Problem.of(ErrorCode.SOURCE_TYPE_UNUSABLE, message);
    }

    /** Those of them that tables can be brought into. */
    public List<TargetType> targets() {
        return types.values().stream()
                .filter(TargetType.class::isInstance)
                .map(TargetType.class::cast)
                .toList();
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
