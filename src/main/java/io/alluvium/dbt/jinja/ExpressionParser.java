package io.alluvium.dbt.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one expression. */
final class ExpressionParser {
    private static final Pattern WORD = Pattern.compile(
            "\\s*(?:"
                    + "(?<text>'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\")"
                    + "|(?<number>\\d+(?:\\.\\d+)?)"
                    + "|(?<name>[A-Za-z_]\\w*)"
                    + "|(?<sign>==|!=|<=|>=|//|\\*\\*|[-+*/%~<>=()\\[\\]{},.:|]))",
            Pattern.DOTALL);

    private static final List<List<String>> BINARY = List.of(
            List.of("or"),
            List.of("and"),
            List.of("==", "!=", "<", ">", "<=", ">=", "in", "not in"),
            List.of("~"),
            List.of("+", "-"),
            List.of("*", "/", "%", "//"));

    private final List<String> words = new ArrayList<>();
    private int at;

    private ExpressionParser(String text) {
        Matcher word = WORD.matcher(text);
        int end = 0;
        while (word.find(end) && word.start() == end) {
            words.add(word.group().strip());
            end = word.end();
        }
        if (!text.substring(end).isBlank()) {
            throw new Refused("cannot be read: " + text.substring(end).strip());
        }
    }

    /** @throws Refused where it is none, or one of a kind that is not known here */
    static Expression parse(String text) {
        ExpressionParser parser = new ExpressionParser(text);
        Expression expression = parser.whole();
        if (parser.at < parser.words.size()) {
            throw new Refused("cannot be read from " + parser.words.get(parser.at) + " on");
        }
        return expression;
    }

    /** The parts of a list, each as it is written. */
    static List<String> listed(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        StringBuilder part = new StringBuilder();
        for (String word : new ExpressionParser(text).words) {
            depth += "([{".contains(word) ? 1 : ")]}".contains(word) ? -1 : 0;
            if (depth == 0 && word.equals(",")) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(word).append(' ');
            }
        }
        if (!part.toString().isBlank()) {
            parts.add(part.toString().strip());
        }
        return parts;
    }

    private String peek() {
        return at < words.size() ? words.get(at) : "";
    }

    private boolean take(String word) {
        if (peek().equals(word)) {
            at++;
            return true;
        }
        return false;
    }

    private void need(String word) {
        if (!take(word)) {
            throw new Refused(
                    "cannot be read: " + word + " is missing" + (peek().isEmpty() ? "" : " before " + peek()));
        }
    }

    private Expression whole() {
        Expression value = binary(0);
        if (!take("if")) {
            return value;
        }
        Expression condition = binary(0);
        return new Expression.Ternary(condition, value, take("else") ? Optional.of(whole()) : Optional.empty());
    }

    private Expression binary(int level) {
        if (level == BINARY.size()) {
            return unary();
        }
        if (level == 2 && take("not")) {
            return new Expression.Not(binary(level));
        }
        Expression left = binary(level + 1);
        while (true) {
            String operator = operator(level);
            if (operator.isEmpty()) {
                return level == 2 ? tested(left) : left;
            }
            left = new Expression.Binary(operator, left, binary(level + 1));
        }
    }

    private String operator(int level) {
        String word = peek();
        if (level == 2
                && word.equals("not")
                && at + 1 < words.size()
                && words.get(at + 1).equals("in")) {
            at += 2;
            return "not in";
        }
        if (BINARY.get(level).contains(word)) {
            at++;
            return word;
        }
        return "";
    }

    private Expression tested(Expression of) {
        if (!take("is")) {
            return of;
        }
        boolean negated = take("not");
        Expression test = new Expression.Test(of, peek());
        at++;
        return negated ? new Expression.Not(test) : test;
    }

    private Expression unary() {
        if (take("-")) {
            return new Expression.Binary("-", new Expression.Literal(new Value.Number(BigDecimal.ZERO)), unary());
        }
        Expression expression = primary();
        while (true) {
            if (take(".")) {
                expression = new Expression.Member(expression, peek());
                at++;
            } else if (take("[")) {
                expression = new Expression.Element(expression, whole());
                need("]");
            } else if (take("(")) {
                expression = call(expression);
            } else if (take("|")) {
                String name = peek();
                at++;
                expression = new Expression.Filter(expression, name, take("(") ? list(")") : List.of());
            } else {
                return expression;
            }
        }
    }

    private Expression call(Expression callee) {
        List<Expression> positions = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!take(")")) {
            if (at + 1 < words.size() && words.get(at + 1).equals("=") && peek().matches("[A-Za-z_]\\w*")) {
                String name = peek();
                at += 2;
                named.put(name, whole());
            } else {
                positions.add(whole());
            }
            if (!peek().equals(")")) {
                need(",");
            }
        }
        return new Expression.Call(callee, positions, named);
    }

    private List<Expression> list(String close) {
        List<Expression> items = new ArrayList<>();
        while (!take(close)) {
            items.add(whole());
            if (!peek().equals(close)) {
                need(",");
            }
        }
        return items;
    }

    private Expression primary() {
        String word = peek();
        if (word.isEmpty()) {
            throw new Refused("an expression is missing");
        }
        at++;
        char first = word.charAt(0);
        if (first == '\'' || first == '"') {
            return new Expression.Literal(new Value.Text(unescaped(word.substring(1, word.length() - 1))));
        }
        if (Character.isDigit(first)) {
            return new Expression.Literal(new Value.Number(new BigDecimal(word)));
        }
        return switch (word) {
            case "[" -> new Expression.ListOf(list("]"));
            case "{" -> entries();
            case "(" -> bracketed();
            case "true", "True" -> new Expression.Literal(new Value.Flag(true));
            case "false", "False" -> new Expression.Literal(new Value.Flag(false));
            case "none", "None" -> new Expression.Literal(new Value.None());
            default -> {
                if (!Character.isLetter(first) && first != '_') {
                    throw new Refused("cannot be read from " + word + " on");
                }
                yield new Expression.Name(word);
            }
        };
    }

    private Expression bracketed() {
        Expression inside = whole();
        if (take(")")) {
            return inside;
        }
        need(",");
        List<Expression> items = new ArrayList<>(List.of(inside));
        items.addAll(list(")"));
        return new Expression.ListOf(items);
    }

    private Expression entries() {
        List<Map.Entry<Expression, Expression>> entries = new ArrayList<>();
        while (!take("}")) {
            Expression key = whole();
            need(":");
            entries.add(Map.entry(key, whole()));
            if (!peek().equals("}")) {
                need(",");
            }
        }
        return new Expression.Entries(entries);
    }

    private static String unescaped(String text) {
        return text.replaceAll("\\\\(['\"\\\\])", "$1").replace("\\n", "\n");
    }
}
