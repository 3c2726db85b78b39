package org.temper.cli.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;

/**
 * Conversations with made-up tools, to pretrain on: how a call is written, that a tool is chosen by
 * its name, and that what the user or a tool said is copied. Every conversation has tools of its
 * own, named by chance, and each question is answered by calls that it spells out. No conversation
 * needs what one tool returned for a call of another: that is left to be learned.
 */
final class ToolLogs {
  private static final List<String> VERBS =
      ImmutableList.of("get", "find", "read", "show", "look", "fetch", "open", "check");
  private static final List<String> OPERATORS =
      ImmutableList.of("plus", "minus", "times", "sum", "total", "gap", "more", "product");
  private static final int LARGEST = 99;

  /** The most tools beside those that are needed. */
  private static final int MOST_OTHERS = 5;

  private final Random random;
  private final List<String> words;

  private ToolLogs(long seed, List<String> words) {
    this.random = new Random(seed);
    this.words = words;
  }

  /**
   * An endless stream of conversations.
   *
   * @param seed what makes them; the same seed gives the same conversations
   * @param words what tools, parameters and values are named by, at least 8 that differ
   * @return the conversations, to be read by one thread
   */
  static Stream<Conversation> conversations(long seed, List<String> words) {
    ToolLogs logs = new ToolLogs(seed, ImmutableList.copyOf(words));
    return Stream.generate(logs::next);
  }

  private Conversation next() {
    return switch (random.nextInt(4)) {
      case 0 -> facts(1);
      case 1 -> facts(2);
      case 2 -> computed();
      default -> selected();
    };
  }

  /**
   * Facts that are asked for by the names of tools, one after the other. Each tool has a parameter
   * of its own.
   */
  private Conversation facts(int count) {
    List<String> names = words(count + 1 + random.nextInt(MOST_OTHERS));
    boolean verbs = random.nextBoolean();
    List<ToolDefinition> tools = new ArrayList<>();
    List<String> asked = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (String name : names) {
      String tool = verbs ? one(VERBS) + "_" + name : name;
      String parameter = word();
      tools.add(tool(tool, parameter));
      if (asked.size() < count) {
        String value = value();
        String result = value();
        asked.add("the " + name + " of " + value);
        call(messages, tool, arguments().put(parameter, value), result);
        answers.add(result);
      }
    }
    String question =
        random.nextBoolean()
            ? "What is " + String.join(" and ", asked) + "?"
            : "Tell me " + String.join(" and ", asked) + ".";
    return conversation(shuffled(tools), question, messages, String.join(", ", answers));
  }

  /** A number that a tool makes of two. */
  private Conversation computed() {
    List<String> names = words(1 + random.nextInt(MOST_OTHERS));
    String operator = random.nextBoolean() ? one(OPERATORS) : names.get(0);
    List<ToolDefinition> tools = new ArrayList<>();
    for (String name : names) {
      tools.add(name.equals(operator) ? tool(name, "a", "b") : tool(name, word()));
    }
    if (!names.contains(operator)) {
      tools.add(tool(operator, "a", "b"));
    }
    int a = random.nextInt(LARGEST + 1);
    int b = random.nextInt(LARGEST + 1);
    String result = String.valueOf(random.nextInt(LARGEST * 10));
    List<Message> messages = new ArrayList<>();
    call(messages, operator, arguments().put("a", a).put("b", b), result);
    return conversation(
        shuffled(tools),
        "What is the " + operator + " of " + a + " and " + b + "?",
        messages,
        result);
  }

  /** A value of a table whose names the question gives. */
  private Conversation selected() {
    List<String> names = words(4);
    String tool = one(VERBS) + "_" + names.get(3);
    String table = names.get(0);
    String value = value();
    String result = value();
    String literal = Character.isDigit(value.charAt(0)) ? value : "'" + value + "'";
    boolean filtered = random.nextInt(3) > 0;
    String what = filtered ? names.get(1) : one(ImmutableList.of("count(*)", "max", "sum", "min"));
    String column = what.equals("count(*)") || filtered ? what : what + "(" + names.get(1) + ")";
    String sql = "SELECT " + column + " FROM " + table;
    String question = "In the table " + table + ", what is " + column;
    if (filtered || random.nextBoolean()) {
      String relation = Character.isDigit(value.charAt(0)) ? one(List.of("=", ">=", "<")) : "=";
      String condition = names.get(2) + " " + relation + " " + literal;
      sql += " WHERE " + condition;
      question += " where " + condition;
    }
    List<Message> messages = new ArrayList<>();
    call(messages, tool, arguments().put("sql", sql), result);
    List<ToolDefinition> tools = new ArrayList<>(List.of(tool(tool, "sql")));
    words(random.nextInt(3)).forEach(other -> tools.add(tool(other, word())));
    return conversation(shuffled(tools), question + "?", messages, result);
  }

  private static Conversation conversation(
      List<ToolDefinition> tools, String question, List<Message> calls, String answer) {
    return Conversation.of(Message.of(Role.USER, question))
        .withTools(tools)
        .then(calls)
        .then(Message.of(Role.ASSISTANT, answer));
  }

  private static void call(
      List<Message> messages, String tool, ObjectNode arguments, String result) {
    ToolCall call = ToolCall.of(tool, arguments);
    messages.add(Message.calling(call));
    messages.add(Message.resultOf(call, result));
  }

  private static ToolDefinition tool(String name, String... parameters) {
    ObjectNode json = arguments().put("name", name);
    ObjectNode properties =
        json.putObject("parameters").put("type", "object").putObject("properties");
    for (String parameter : parameters) {
      properties.putObject(parameter).put("type", "string");
    }
    return new ToolDefinition(json);
  }

  private static ObjectNode arguments() {
    return JsonNodeFactory.instance.objectNode();
  }

  private String value() {
    return random.nextInt(3) == 0 ? String.valueOf(random.nextInt(LARGEST + 1)) : word();
  }

  private String word() {
    return one(words);
  }

  private List<String> words(int count) {
    Set<String> drawn = new LinkedHashSet<>();
    while (drawn.size() < count) {
      drawn.add(word());
    }
    return ImmutableList.copyOf(drawn);
  }

  /** In any order, so that a tool is found by its name alone. */
  private <T> List<T> shuffled(List<T> values) {
    List<T> copy = new ArrayList<>(values);
    Collections.shuffle(copy, random);
    return copy;
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
