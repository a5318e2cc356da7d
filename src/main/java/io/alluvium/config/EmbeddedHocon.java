package io.alluvium.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** HOCON inside another file, which includes nothing and substitutes nothing. */
final class EmbeddedHocon {
    private final String file;
    private final String hocon;
    private final ErrorCode code;

    EmbeddedHocon(String file, String hocon, ErrorCode code) {
        this.file = file;
        this.hocon = hocon;
        this.code = code;
    }

    Optional<HoconSection> read(List<Problem> problems) {
        HoconText text = new HoconText(Path.of("/"));
        HoconText.Layer layer = text.add(file, hocon);
        HoconSyntax syntax = new HoconSyntax(code);
        List<Problem> wrong = new ArrayList<>(syntax.commentsByMistake(layer));
        if (wrong.isEmpty()) {
            try {
                Config config = ConfigFactory.parseString(hocon, options());
                if (config.isResolved()) {
                    wrong.addAll(Substitutions.quoted(config.root(), text));
                    wrong.addAll(WrittenTwice.inText(WrittenKeys.of(text, layer), code));
                } else {
                    wrong.add(substitution(text));
                }
                problems.addAll(wrong);
                return wrong.isEmpty()
                        ? Optional.of(new HoconSection("", new Place(file, 0), config.root(), text, problems))
                        : Optional.empty();
            } catch (AlluviumException e) {
                wrong.add(Problem.of(code, "nothing can be included here")
                        .at(firstLineWith("include", text))
                        .marking("include"));
            } catch (ConfigException e) {
                wrong.add(syntax.explain(e, text.place(e.origin()).orElse(new Place(file, 0))));
            }
        }
        problems.addAll(wrong);
        return Optional.empty();
    }

    private ConfigParseOptions options() {
        return ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setOriginDescription(file)
                .setIncluder(new Includes());
    }

    private Problem substitution(HoconText text) {
        return Problem.of(code, "a substitution ${…} is not replaced here")
                .at(firstLineWith("${", text))
                .marking("${")
                .because("write :name in SQL and declare it under vars in project.conf");
    }

    private Place firstLineWith(String word, HoconText text) {
        return IntStream.iterate(1, line -> text.line(new Place(file, line)).isPresent(), line -> line + 1)
                .mapToObj(line -> new Place(file, line))
                .filter(place -> text.line(place).orElse("").contains(word))
                .findFirst()
                .orElse(new Place(file, 0));
    }
}
