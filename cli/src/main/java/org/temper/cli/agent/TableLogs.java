package org.temper.cli.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolDefinition;

/**
 * Conversations of a made-up table, each question by a query of its own: the name and the columns
 * are what the user said, or have to be found first, by a tool that names the table and one that
 * names its columns. A question names a column, or says which one it is.
 *
 * @param draws what they are made of
 */
record TableLogs(MadeUp draws) {
  private static final int MOST_QUESTIONS = 3;
  private static final int MOST_COLUMNS = 3;
  private static final List<String> ORDINALS = ImmutableList.of("second", "third", "fourth");
  private static final String SQL = "sql";

  private record Table(String name, String key, List<String> columns) {}

  /** A table that the user tells of. */
  Conversation given() {
    List<String> names = draws.words(MOST_COLUMNS + 3);
    Table table = table(names);
    String reads = called(names.get(MOST_COLUMNS + 2));
    List<Message> messages = new ArrayList<>();
    ask(
        messages,
        "Table " + table.name + " has " + described(table) + ". ",
        table,
        List.of(),
        reads);
    return conversation(List.of(ToolLogs.definition(reads, SQL)), messages);
  }

  /** A table that has to be found first. */
  Conversation found() {
    List<String> names = draws.words(MOST_COLUMNS + 6);
    Table table = table(names);
    String lists = called(names.get(MOST_COLUMNS + 2));
    String describes = called(names.get(MOST_COLUMNS + 3));
    String reads = called(names.get(MOST_COLUMNS + 4));
    String parameter = draws.onceIn(2) ? "name" : names.get(MOST_COLUMNS + 5);
    List<Message> found = new ArrayList<>();
    ToolLogs.call(found, lists, arguments(), table.name);
    ToolLogs.call(found, describes, arguments().put(parameter, table.name), described(table));
    List<Message> messages = new ArrayList<>();
    ask(messages, "", table, found, reads);
    int questions = draws.upTo(MOST_QUESTIONS);
    for (int question = 1; question < questions; question++) {
      ask(messages, "", table, List.of(), reads);
    }
    return conversation(
        List.of(
            ToolLogs.definition(lists),
            ToolLogs.definition(describes, parameter),
            ToolLogs.definition(reads, SQL)),
        messages);
  }

  private Table table(List<String> names) {
    int columns = draws.upTo(MOST_COLUMNS);
    return new Table(
        names.get(0) + (draws.onceIn(4) ? "" : draws.number()),
        names.get(1),
        names.subList(2, 2 + columns));
  }

  /** A question, what is found out before it is answered, the query and the answer. */
  private void ask(
      List<Message> messages, String told, Table table, List<Message> found, String reads) {
    int index = draws.random().nextInt(table.columns.size());
    String column = table.columns.get(index);
    String value = draws.word();
    String said = draws.onceIn(3) ? ORDINALS.get(index) : column;
    messages.add(Message.of(Role.USER, told + draws.asked("the " + said + " of " + value)));
    messages.addAll(found);
    String sql =
        "SELECT " + column + " FROM " + table.name + " WHERE " + table.key + " = '" + value + "'";
    String result = draws.value();
    ToolLogs.call(messages, reads, arguments().put(SQL, sql), result);
    messages.add(Message.of(Role.ASSISTANT, result));
  }

  private Conversation conversation(List<ToolDefinition> tools, List<Message> messages) {
    List<ToolDefinition> shuffled = new ArrayList<>(tools);
    Collections.shuffle(shuffled, draws.random());
    return Conversation.of(messages.get(0))
        .withTools(shuffled)
        .then(messages.subList(1, messages.size()));
  }

  private String called(String name) {
    return draws.onceIn(3) ? name + "_" + draws.word() : name;
  }

  private String described(Table table) {
    List<String> columns = Stream.concat(Stream.of(table.key), table.columns.stream()).toList();
    List<String> types = draws.words(2);
    return switch (draws.random().nextInt(5)) {
      case 0, 1 -> MadeUp.joined(columns.stream());
      case 2 -> "(" + MadeUp.joined(columns.stream()) + ")";
      default ->
          MadeUp.joined(
              IntStream.range(0, columns.size())
                  .mapToObj(i -> columns.get(i) + " " + types.get(Math.min(1, i))));
    };
  }

  private static ObjectNode arguments() {
    return JsonNodeFactory.instance.objectNode();
  }
}
