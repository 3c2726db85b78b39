package org.temper.cli.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;

/**
 * Conversations to pretrain on, most of them with made-up tools: how a call is written, that a tool
 * is chosen by its name, that what the user or a tool said is copied, and that what one tool
 * returned may be what another needs. Every conversation has tools of its own, named by chance, and
 * one question or several, each answered by calls that follow from its words. What no conversation
 * has is a column or a tool under another name than its own: that is left to be learned.
 */
final class ToolLogs {
  private static final List<String> VERBS =
      ImmutableList.of("get", "find", "read", "show", "look", "fetch", "open", "check");
  private static final List<String> AGGREGATES = ImmutableList.of("count(*)", "max", "sum", "min");
  private static final int MOST_TOOLS = 7;
  private static final int MOST_QUESTIONS = 3;

  private final MadeUp draws;
  private final SpokenLogs spoken;
  private final TableLogs tables;

  private ToolLogs(MadeUp draws) {
    this.draws = draws;
    this.spoken = new SpokenLogs(draws);
    this.tables = new TableLogs(draws);
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

  static ToolDefinition definition(String name, String... parameters) {
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
   * @param words what tools, parameters and values are named by, at least 9 that differ
   * @return the conversations, to be read by one thread
   */
  static Stream<Conversation> conversations(long seed, List<String> words) {
    ToolLogs logs = new ToolLogs(new MadeUp(new Random(seed), ImmutableList.copyOf(words)));
    return Stream.generate(logs::next);
  }

  private Conversation next() {
    return switch (draws.random().nextInt(8)) {
      case 0, 1, 2 -> spoken.next();
      case 3 -> tables.given();
      case 4, 5 -> tables.found();
      default -> withTools();
    };
  }

  /** Questions to the same tools, one after the other, each of one thing or of two. */
  private Conversation withTools() {
    List<Tool> tools = tools();
    List<Message> messages = new ArrayList<>();
    int questions = draws.skewed(MOST_QUESTIONS);
    for (int question = 0; question < questions; question++) {
      List<Step> steps = new ArrayList<>();
      List<String> asked = new ArrayList<>();
      List<String> answers = new ArrayList<>();
      int parts = draws.skewed(2);
      for (int part = 0; part < parts; part++) {
        List<Step> chain =
            draws.random().nextInt(3) > 0 ? chain(tools) : List.of(step(draws.one(tools)));
        steps.addAll(chain);
        asked.add(chain.get(chain.size() - 1).asked());
        answers.add(chain.get(chain.size() - 1).result());
      }
      messages.add(Message.of(Role.USER, draws.asked(String.join(" and ", asked))));
      steps.forEach(step -> call(messages, step.tool().name(), step.arguments(), step.result()));
      messages.add(Message.of(Role.ASSISTANT, String.join(", ", answers)));
    }
    return Conversation.of(messages.get(0))
        .withTools(tools.stream().map(Tool::definition).toList())
        .then(messages.subList(1, messages.size()));
  }

  /** In any order, so that a tool is found by its name alone. */
  private List<Tool> tools() {
    boolean verbs = draws.random().nextInt(4) == 0;
    return draws.words(draws.skewed(MOST_TOOLS)).stream()
        .map(
            name -> {
              String called = verbs ? draws.one(VERBS) + "_" + name : name;
              return switch (draws.random().nextInt(4)) {
                case 0 -> new Tool(Tool.Kind.COMPUTATION, name, called, "");
                case 1 -> new Tool(Tool.Kind.TABLE, name, called, "");
                default -> new Tool(Tool.Kind.FACT, name, called, draws.word());
              };
            })
        .toList();
  }

  static void call(List<Message> messages, String tool, ObjectNode arguments, String result) {
    ToolCall call = ToolCall.of(tool, arguments);
    messages.add(Message.calling(call));
    messages.add(Message.resultOf(call, result));
  }

  /** Facts of facts: the first call takes what the question names, each other one a result. */
  private List<Step> chain(List<Tool> tools) {
    List<Tool> facts = tools.stream().filter(tool -> tool.kind() == Tool.Kind.FACT).toList();
    if (facts.isEmpty()) {
      return List.of(step(draws.one(tools)));
    }
    List<Step> steps = new ArrayList<>(List.of(fact(draws.one(facts))));
    int length = 1 + draws.skewed(2);
    while (steps.size() < length) {
      Step last = steps.get(steps.size() - 1);
      steps.add(fact(draws.one(facts), last.asked(), last.result()));
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
    String value = draws.value();
    return fact(tool, value, value);
  }

  private Step fact(Tool tool, String of, String value) {
    ObjectNode arguments = arguments().put(tool.parameter(), value);
    return new Step("the " + tool.subject() + " of " + of, tool, arguments, draws.value());
  }

  /** A number that a tool makes of two. */
  private Step computation(Tool tool) {
    int a = draws.random().nextInt(MadeUp.LARGEST + 1);
    int b = draws.random().nextInt(MadeUp.LARGEST + 1);
    return new Step(
        "the " + tool.subject() + " of " + a + " and " + b,
        tool,
        arguments().put("a", a).put("b", b),
        String.valueOf(draws.random().nextInt(MadeUp.LARGEST * 10)));
  }

  /** A value of a table whose names the question gives. */
  private Step selection(Tool tool) {
    List<String> names = draws.words(3);
    String table = names.get(0);
    String value = draws.value();
    boolean number = Character.isDigit(value.charAt(0));
    boolean filtered = draws.random().nextInt(3) > 0;
    String what = filtered ? names.get(1) : draws.one(AGGREGATES);
    String column = what.equals("count(*)") || filtered ? what : what + "(" + names.get(1) + ")";
    String sql = "SELECT " + column + " FROM " + table;
    String asked = column + " in the " + tool.subject() + " of " + table;
    if (filtered || draws.random().nextBoolean()) {
      String relation = number ? draws.one(List.of("=", ">=", "<")) : "=";
      String condition = names.get(2) + " " + relation + " " + (number ? value : "'" + value + "'");
      sql += " WHERE " + condition;
      asked += " where " + condition;
    }
    return new Step(asked, tool, arguments().put("sql", sql), draws.value());
  }

  private static ObjectNode arguments() {
    return JsonNodeFactory.instance.objectNode();
  }
}
