package io.alluvium.spark.grammar;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;

/** Walks a parse tree of Spark's and notes what it mentions. */
final class TreeWalk {
    private static final Pattern CLOCK =
            Pattern.compile("(?i)(date|timestamp\\w*)['\"]\\s*(now|today|tomorrow|yesterday)\\b.*");

    private final List<Mention> mentions = new ArrayList<>();

    List<Mention> mentions(ParserRuleContext tree) {
        visit(tree, Set.of(), 0);
        return mentions;
    }

    /**
     * @param ctes names of the common table expressions in scope, in lower case
     * @param queries how many queries are around
     */
    private void visit(ParseTree tree, Set<String> ctes, int queries) {
        if (!(tree instanceof ParserRuleContext context)) {
            return;
        }
        Set<String> scope = ctes;
        int around = queries;
        if (context instanceof SqlBaseParser.QueryContext query) {
            note(context, queries == 0 ? Mention.Kind.QUERY : Mention.Kind.SUBQUERY);
            around++;
            if (query.ctes() != null) {
                scope = scopeOf(query.ctes(), ctes, around);
            }
        } else {
            note(context, scope);
        }
        for (int i = 0; i < context.getChildCount(); i++) {
            // The expressions of WITH were visited, each in its own scope, when the scope was made.
            if (!(context.getChild(i) instanceof SqlBaseParser.CtesContext)) {
                visit(context.getChild(i), scope, around);
            }
        }
    }

    /** A WITH expression sees those before it, and with RECURSIVE itself. */
    private Set<String> scopeOf(SqlBaseParser.CtesContext with, Set<String> outer, int queries) {
        Set<String> scope = new HashSet<>(outer);
        Set<String> own = new HashSet<>();
        for (SqlBaseParser.NamedQueryContext named : with.namedQuery()) {
            String name = named.name.getText().toLowerCase(Locale.ROOT);
            if (with.RECURSIVE() != null) {
                scope.add(name);
            }
            visit(named.query(), Set.copyOf(scope), queries);
            scope.add(name);
            if (!own.add(name)) {
                note(named, Mention.Kind.REPEATED_NAME, List.of(name));
            }
        }
        return scope;
    }

    private void note(ParserRuleContext context, Set<String> scope) {
        Optional<String> marker = Constructs.marker(context);
        if (context instanceof SqlBaseParser.IdentifierReferenceContext reference) {
            noteTable(reference, scope);
        } else if (context instanceof SqlBaseParser.FunctionNameContext) {
            note(context, Mention.Kind.FUNCTION, List.of(context.getText().toLowerCase(Locale.ROOT)));
        } else if (context instanceof SqlBaseParser.TypeConstructorContext literal) {
            if (CLOCK.matcher(literal.getText()).matches()) {
                note(context, Mention.Kind.CLOCK, List.of(literal.getText()));
            }
        } else if (context instanceof SqlBaseParser.QueryOrganizationContext) {
            if (context.getChildCount() > 0) {
                note(context, Mention.Kind.ORDER_OR_LIMIT);
            }
        } else if (context instanceof SqlBaseParser.FromClauseContext from) {
            if (from.relation().size() > 1) {
                note(context, Mention.Kind.JOIN);
            }
        } else if (context instanceof SqlBaseParser.SetQuantifierContext) {
            if (context.getParent() instanceof SqlBaseParser.SelectClauseContext) {
                note(context, Mention.Kind.DISTINCT);
            }
        } else if (context instanceof SqlBaseParser.JoinRelationContext join) {
            note(context, Mention.Kind.JOIN, List.of(joinType(join)));
        } else if (marker.isPresent()) {
            note(context, Mention.Kind.PARAMETER, List.of(marker.get()));
        } else {
            Constructs.of(context).ifPresent(kind -> note(context, kind));
        }
    }

    /** As it is written, without blanks and in lower case; a comma or JOIN alone is an inner one. */
    private static String joinType(SqlBaseParser.JoinRelationContext join) {
        String written =
                join.joinType() == null ? "" : join.joinType().getText().toLowerCase(Locale.ROOT);
        return (join.NATURAL() == null ? "" : "natural") + (written.isEmpty() ? "inner" : written);
    }

    private void noteTable(SqlBaseParser.IdentifierReferenceContext reference, Set<String> scope) {
        SqlBaseParser.MultipartIdentifierContext identifier = reference.multipartIdentifier();
        if (identifier == null || identifier.parts.stream().anyMatch(part -> leaves(part) != 1)) {
            note(reference, Mention.Kind.HIDDEN_TABLE);
            return;
        }
        List<String> parts = identifier.parts.stream()
                .map(SqlBaseParser.ErrorCapturingIdentifierContext::getText)
                .toList();
        mentions.add(new Mention(Mention.Kind.TABLE, line(reference), word(reference), parts, scope));
    }

    private void note(ParserRuleContext context, Mention.Kind kind) {
        note(context, kind, List.of());
    }

    private void note(ParserRuleContext context, Mention.Kind kind, List<String> name) {
        mentions.add(new Mention(kind, line(context), word(context), name, Set.of()));
    }

    private static int leaves(ParseTree tree) {
        if (tree instanceof TerminalNode) {
            return 1;
        }
        int count = 0;
        for (int i = 0; i < tree.getChildCount(); i++) {
            count += leaves(tree.getChild(i));
        }
        return count;
    }

    /** The node's own first token keeps its line; tokens that Spark rewrote lose theirs. */
    private static int line(ParserRuleContext context) {
        return context.getStart().getLine();
    }

    private static String word(ParserRuleContext context) {
        return context.getStart().getText();
    }
}
