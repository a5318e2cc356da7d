package io.alluvium.dbt;

import io.alluvium.spark.SqlNames;
import io.alluvium.spark.grammar.SqlText;
import io.alluvium.spark.grammar.Word;
import java.util.Optional;
import java.util.Set;

/**
 * Which words of another database's SQL mean something else in Spark's.
 *
 * @param adapter dbt's word for the database; empty where nothing says it
 */
record Dialect(Optional<String> adapter) {
    private static final Set<String> TEXTS_IN_DOUBLE_QUOTES =
            Set.of("bigquery", "spark", "databricks", "mysql", "mariadb");

    /** Names in double quotes as Spark writes them, where the database is known to take them for names. */
    String translated(String sql) {
        if (adapter.isEmpty() || TEXTS_IN_DOUBLE_QUOTES.contains(adapter.get())) {
            return sql;
        }
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (Word word : new SqlText(sql).words()) {
            if (word.sort() == Word.Sort.DOUBLE_QUOTED && word.text().length() > 2) {
                String name = word.text().substring(1, word.text().length() - 1).replace("\"\"", "\"");
                text.append(sql, from, word.at()).append(SqlNames.quoted(name));
                from = word.at() + word.text().length();
            }
        }
        return text.append(sql.substring(from)).toString();
    }

    /** What should be looked at where nothing says what the database is. */
    Optional<String> doubt(String sql) {
        return adapter.isEmpty()
                        && new SqlText(sql).words().stream().anyMatch(word -> word.sort() == Word.Sort.DOUBLE_QUOTED)
                ? Optional.of("it has words in double quotes, which are texts in Spark's SQL, and no profiles.yml says"
                        + " whether they were names")
                : Optional.empty();
    }
}
