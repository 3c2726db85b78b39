package org.temper.cli.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
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

  /** Facts that are asked for by the names of tools, one after the other. */
  private Conversation facts(int count) {
    List<String> names = words(count + 1 + random.nextInt(3));
    String parameter = word();
    List<ToolDefinition> tools = new ArrayList<>();
    List<String> calls = new ArrayList<>();
    boolean verbs = random.nextBoolean();
    for (String name : names) {
      String tool = verbs ? one(VERBS) + "_" + name : name;
      calls.add(tool);
      tools.add(tool(tool, parameter));
    }
    List<String> asked = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String value = value();
      String result = value();
      asked.add("the " + names.get(i) + " of " + value);
      call(messages, calls.get(i), arguments().put(parameter, value), result);
      answers.add(result);
    }
    String question =
        random.nextBoolean()
            ? "What is " + String.join(" and ", asked) + "?"
            : "Tell me " + String.join(" and ", asked) + ".";
    return conversation(tools, question, messages, String.join(", ", answers));
  }

  /** A number that a tool makes of two. */
  private Conversation computed() {
    List<String> names = new ArrayList<>(words(1 + random.nextInt(3)));
    String operator = one(OPERATORS);
    names.add(random.nextInt(names.size() + 1), operator);
    List<ToolDefinition> tools = names.stream().map(name -> tool(name, "a", "b")).toList();
    int a = random.nextInt(LARGEST + 1);
    int b = random.nextInt(LARGEST + 1);
    String result = String.valueOf(random.nextInt(LARGEST * 10));
    List<Message> messages = new ArrayList<>();
    call(messages, operator, arguments().put("a", a).put("b", b), result);
    return conversation(
        tools, "What is the " + operator + " of " + a + " and " + b + "?", messages, result);
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
    return conversation(List.of(tool(tool, "sql")), question + "?", messages, result);
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

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
