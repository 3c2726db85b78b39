package org.temper.cli.agent;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;

/**
 * Conversations with made-up tools, to pretrain on: how a call is written, that a tool is chosen by
 * its name, that what the user or a tool said is copied, and that what one tool returned may be
 * what another needs. Every conversation has tools of its own, named by chance, and one question or
 * several, each answered by calls that follow from its words. What no conversation has is a
 * question in other words than its tools and tables: that is left to be learned.
 */
final class ToolLogs {
  private static final List<String> VERBS =
      ImmutableList.of("get", "find", "read", "show", "look", "fetch", "open", "check");
  private static final List<String> AGGREGATES = ImmutableList.of("count(*)", "max", "sum", "min");
  private static final int LARGEST = 99;
  private static final int MOST_TOOLS = 7;
  private static final int MOST_QUESTIONS = 3;
  private static final int MOST_RECITED = 4;

  private final Random random;
  private final List<String> words;

  private ToolLogs(long seed, List<String> words) {
    this.random = new Random(seed);
    this.words = words;
  }

  /** A made-up tool: what it is for, and what it and its parameter are called. */
  private record Tool(Kind kind, String subject, String name, String parameter) {
    enum Kind {
      FACT,
      COMPUTATION,
      TABLE
    }

    ToolDefinition definition() {
      return switch (kind) {
        case FACT -> ToolLogs.definition(name, parameter);
        case COMPUTATION -> ToolLogs.definition(name, "a", "b");
        case TABLE -> ToolLogs.definition(name, "sql");
      };
    }
  }

  private static ToolDefinition definition(String name, String... parameters) {
    ObjectNode json = arguments().put("name", name);
    ObjectNode properties =
        json.putObject("parameters").put("type", "object").putObject("properties");
    for (String parameter : parameters) {
      properties.putObject(parameter).put("type", "string");
    }
    return new ToolDefinition(json);
  }

  /** A call that answers a question, or a part of one. */
  private record Step(String asked, Tool tool, ObjectNode arguments, String result) {}

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
    return switch (random.nextInt(8)) {
      case 0, 1 -> recited();
      case 2, 3 -> recalled();
      case 4, 5 -> tabled();
      default -> withTools();
    };
  }

  /** Words that are said again, in their order. */
  private Conversation recited() {
    String said = joined(Stream.generate(this::value).limit(skewed(MOST_RECITED)));
    return Conversation.of(Message.of(Role.USER, "Say " + said + "."))
        .then(Message.of(Role.ASSISTANT, said));
  }

  /** Values that are asked for by the names that the user gave them. */
  private Conversation recalled() {
    List<String> names = words(skewed(MOST_RECITED));
    List<String> values = names.stream().map(name -> value()).toList();
    int one = random.nextInt(names.size());
    String said =
        joined(
            IntStream.range(0, names.size()).mapToObj(i -> names.get(i) + " is " + values.get(i)));
    return Conversation.of(Message.of(Role.USER, said + ". What is " + names.get(one) + "?"))
        .then(Message.of(Role.ASSISTANT, values.get(one)));
  }

  /** Questions to the same tools, one after the other, each of one thing or of two. */
  private Conversation withTools() {
    List<Tool> tools = tools();
    List<Message> messages = new ArrayList<>();
    int questions = skewed(MOST_QUESTIONS);
    for (int question = 0; question < questions; question++) {
      List<Step> steps = new ArrayList<>();
      List<String> asked = new ArrayList<>();
      List<String> answers = new ArrayList<>();
      int parts = skewed(2);
      for (int part = 0; part < parts; part++) {
        List<Step> chain = random.nextInt(3) > 0 ? chain(tools) : List.of(step(one(tools)));
        steps.addAll(chain);
        asked.add(chain.get(chain.size() - 1).asked());
        answers.add(chain.get(chain.size() - 1).result());
      }
      messages.add(Message.of(Role.USER, asked(String.join(" and ", asked))));
      steps.forEach(step -> call(messages, step.tool().name(), step.arguments(), step.result()));
      messages.add(Message.of(Role.ASSISTANT, String.join(", ", answers)));
    }
    return Conversation.of(messages.get(0))
        .withTools(tools.stream().map(Tool::definition).toList())
        .then(messages.subList(1, messages.size()));
  }

  /** In any order, so that a tool is found by its name alone. */
  private List<Tool> tools() {
    boolean verbs = random.nextInt(4) == 0;
    return words(skewed(MOST_TOOLS)).stream()
        .map(
            name -> {
              String called = verbs ? one(VERBS) + "_" + name : name;
              return switch (random.nextInt(4)) {
                case 0 -> new Tool(Tool.Kind.COMPUTATION, name, called, "");
                case 1 -> new Tool(Tool.Kind.TABLE, name, called, "");
                default -> new Tool(Tool.Kind.FACT, name, called, word());
              };
            })
        .toList();
  }

  /**
   * A question of one thing in a table that has to be found first: by a tool that names it, one
   * that names its columns, and one that reads it.
   */
  private Conversation tabled() {
    List<String> names = words(7);
    String table = names.get(0) + (random.nextBoolean() ? random.nextInt(10) : "");
    List<String> columns = names.subList(1, 3 + random.nextInt(2));
    String key = columns.get(0);
    String column = columns.get(1 + random.nextInt(columns.size() - 1));
    String value = word();
    String result = value();
    List<Message> messages = new ArrayList<>();
    messages.add(Message.of(Role.USER, asked("the " + column + " of " + value)));
    call(messages, names.get(4), arguments(), table);
    String parameter = random.nextBoolean() ? "name" : word();
    call(messages, names.get(5), arguments().put(parameter, table), joined(columns.stream()));
    String sql = "SELECT " + column + " FROM " + table + " WHERE " + key + " = '" + value + "'";
    call(messages, names.get(6), arguments().put("sql", sql), result);
    messages.add(Message.of(Role.ASSISTANT, result));
    List<ToolDefinition> definitions =
        new ArrayList<>(
            List.of(
                definition(names.get(4)),
                definition(names.get(5), parameter),
                definition(names.get(6), "sql")));
    Collections.shuffle(definitions, random);
    return Conversation.of(messages.get(0))
        .withTools(definitions)
        .then(messages.subList(1, messages.size()));
  }

  private String asked(String what) {
    return random.nextBoolean() ? "What is " + what + "?" : "Tell me " + what + ".";
  }

  private static void call(
      List<Message> messages, String tool, ObjectNode arguments, String result) {
    ToolCall call = ToolCall.of(tool, arguments);
    messages.add(Message.calling(call));
    messages.add(Message.resultOf(call, result));
  }

  /** Facts of facts: the first call takes what the question names, each other one a result. */
  private List<Step> chain(List<Tool> tools) {
    List<Tool> facts = tools.stream().filter(tool -> tool.kind() == Tool.Kind.FACT).toList();
    if (facts.isEmpty()) {
      return List.of(step(one(tools)));
    }
    List<Step> steps = new ArrayList<>(List.of(fact(one(facts))));
    int length = 1 + skewed(2);
    while (steps.size() < length) {
      Step last = steps.get(steps.size() - 1);
      steps.add(fact(one(facts), last.asked(), last.result()));
    }
    return steps;
  }

  private Step step(Tool tool) {
    return switch (tool.kind()) {
      case FACT -> fact(tool);
      case COMPUTATION -> computation(tool);
      case TABLE -> selection(tool);
    };
  }

  private Step fact(Tool tool) {
    String value = value();
    return fact(tool, value, value);
  }

  private Step fact(Tool tool, String of, String value) {
    ObjectNode arguments = arguments().put(tool.parameter(), value);
    return new Step("the " + tool.subject() + " of " + of, tool, arguments, value());
  }

  /** A number that a tool makes of two. */
  private Step computation(Tool tool) {
    int a = random.nextInt(LARGEST + 1);
    int b = random.nextInt(LARGEST + 1);
    return new Step(
        "the " + tool.subject() + " of " + a + " and " + b,
        tool,
        arguments().put("a", a).put("b", b),
        String.valueOf(random.nextInt(LARGEST * 10)));
  }

  /** A value of a table whose names the question gives. */
  private Step selection(Tool tool) {
    List<String> names = words(3);
    String table = names.get(0);
    String value = value();
    boolean number = Character.isDigit(value.charAt(0));
    boolean filtered = random.nextInt(3) > 0;
    String what = filtered ? names.get(1) : one(AGGREGATES);
    String column = what.equals("count(*)") || filtered ? what : what + "(" + names.get(1) + ")";
    String sql = "SELECT " + column + " FROM " + table;
    String asked = column + " in the " + tool.subject() + " of " + table;
    if (filtered || random.nextBoolean()) {
      String relation = number ? one(List.of("=", ">=", "<")) : "=";
      String condition = names.get(2) + " " + relation + " " + (number ? value : "'" + value + "'");
      sql += " WHERE " + condition;
      asked += " where " + condition;
    }
    return new Step(asked, tool, arguments().put("sql", sql), value());
  }

  private static ObjectNode arguments() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * A number from 1 to the most, of 7 half of the time 1: copying is learned in short
   * conversations, where what is to be copied is one of few tokens, and those cost less too.
   */
  private int skewed(int most) {
    double drawn = random.nextDouble();
    return 1 + (int) (most * drawn * drawn * drawn);
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

  private static String joined(Stream<String> parts) {
    return parts.collect(joining(", "));
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
