package io.alluvium.dbt.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static final Template MACROS = Template.of("macros/m.sql", """
            {% macro cents(column, digits=2) -%}
              round({{ column }} / 100, {{ digits }})
            {%- endmacro %}
            {% macro methods() %}{{ return(['card', 'cash']) }}{% endmacro %}
            {% macro asks() %}
              {{ run_query('select 1') }}
            {% endmacro %}
            """);

    /** Knows is_incremental and a number, nothing else. */
    private static final Names NAMES = new Names() {
        @Override
        public Value value(String name) {
            throw new Refused(name + " is not known");
        }

        @Override
        public Value call(String name, Arguments arguments) {
            return switch (name) {
                case "is_incremental" -> new Value.Flag(false);
                case "three" -> new Value.Number(new BigDecimal(3));
                default -> throw new Refused(name + " is not known");
            };
        }

        @Override
        public Optional<Macro> macro(String name) {
            return MACROS.macros().stream()
                    .filter(macro -> macro.name().equals(name))
                    .findFirst();
        }
    };

    private static String text(String template) {
        Template.Rendered rendered = Template.of("m.sql", template).render(NAMES);
        assertThat(rendered.refusals()).isEmpty();
        return rendered.text();
    }

    private static List<String> refusals(String template) {
        return Template.of("m.sql", template).render(NAMES).refusals().stream()
                .map(refusal -> refusal.line() + " " + refusal.what())
                .toList();
    }

    @Test
    void aBlockForIncrementalRunsIsDroppedWhateverIsInIt() {
        assertThat(text("""
                {% set last = run_query('select max(at)') %}
                select 1
                {% if is_incremental() and unheard_of(target) %}
                where at > (select max(at) from {{ this }} where {{ last }})
                {% endif %}
                """)).isEqualTo("select 1\n");
    }

    @Test
    void elseOfSuchABlockStays() {
        assertThat(text("{% if is_incremental() %}a{% elif not is_incremental() %}b{% else %}c{% endif %}"))
                .isEqualTo("b");
    }

    @Test
    void loopsOverListsAreWrittenOut() {
        assertThat(
                        text(
                                "{% set ms = ['a', 'b'] %}{% for m in ms %}{{ m }}_n{% if not loop.last %}, {% endif %}{% endfor %}"))
                .isEqualTo("a_n, b_n");
        assertThat(text("{% for k, v in {'x': 1, 'y': 2}.items() %}{{ k }}={{ v }};{% endfor %}"))
                .isEqualTo("x=1;y=2;");
        assertThat(text("{% for i in range(1, three()) %}{{ i * 10 }} {% endfor %}"))
                .isEqualTo("10 20 ");
    }

    @Test
    void aNameThatIsSetAnewKeepsWhatWasMadeOfItBefore() {
        assertThat(text("{% set a = 1 %}{% set b = a + 1 %}{% set a = 5 %}{{ a }} {{ b }}"))
                .isEqualTo("5 2");
    }

    @Test
    void macrosOfTheProjectAreCarriedOut() {
        assertThat(text("{{ cents('amount') }}, {{ cents('tax', digits=4) }}"))
                .isEqualTo("round(amount / 100, 2), round(tax / 100, 4)");
        assertThat(text("{{ methods() | join('/') }}")).isEqualTo("card/cash");
    }

    @Test
    void whatCannotBeCarriedOutIsNamedWithItsLineAndStays() {
        assertThat(refusals("select 1,\n  {{ dbt_utils.star(x) }},\n{{ asks() }}\n{% do thing() %}"))
                .containsExactly(
                        "2 {{ dbt_utils.star(x) }}: dbt_utils.star is not known",
                        "3 {{ asks() }}: the macro asks in macros/m.sql: run_query is not known",
                        "4 {% do thing() %}: a statement of this kind");
        assertThat(Template.of("m.sql", "a {{ b }} c").render(NAMES).text()).isEqualTo("a {{ b }} c");
    }

    @Test
    void aBlockWithoutEndIsNamed() {
        assertThat(refusals("select 1\n{% if three() %}\n")).containsExactly("2 {% if three() %} has no end");
        assertThat(refusals("select '{{ a'")).containsExactly("1 {{ has no end");
        assertThat(refusals("{% endif %}")).containsExactly("1 {% endif %} ends nothing");
    }

    @Test
    void commentsBecomeThoseOfSql() {
        assertThat(text("select 1 {# one #}")).isEqualTo("select 1 /* one */\n");
    }
}
