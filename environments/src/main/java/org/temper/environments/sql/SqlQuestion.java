package org.temper.environments.sql;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;
import org.temper.environments.generated.Answers;
import org.temper.environments.generated.Draws;

/**
 * A question that some tables answer.
 *
 * @param database the tables
 * @param text the question; it names no table and no column
 * @param sql a query whose rows, of one value each, are the answer
 * @param needed the tables that the query reads
 * @param order whether the order of the answer's values matters
 * @param answer the values as text, at least one
 */
public record SqlQuestion(
    SqlDatabase database,
    String text,
    String sql,
    List<String> needed,
    Order order,
    List<String> answer) {
  private static final Splitter VALUES = Splitter.on(',').trimResults().omitEmptyStrings();

  /** Half of the last decimal that queries show. */
  private static final BigDecimal ROUNDING = new BigDecimal("0.005");

  /** Whether order matters. */
  public enum Order {
    /** Any order of the values is right. */
    ANY,
    /** The question asks for an order. */
    ASKED
  }

  /** Copies. */
  public SqlQuestion {
    needed = ImmutableList.copyOf(needed);
    answer = ImmutableList.copyOf(answer);
  }

  /** What a policy is shown first: the question, and the tools. */
  public Conversation conversation() {
    return Conversation.of(Message.of(Role.USER, text))
        .withTools(ToolDefinition.allOf(SqlEnvironment.class));
  }

  /**
   * How the question can be answered: the conversation with the calls of tools that it takes, their
   * results, and the answer.
   *
   * @return an example to train on
   */
  public Conversation demonstration() {
    SqlEnvironment tools = SqlEnvironment.of(this);
    List<Message> messages = new ArrayList<>();
    add(messages, SqlEnvironment.LIST_TABLES, arguments(), tools.listTables());
    for (String table : needed) {
      add(
          messages,
          SqlEnvironment.DESCRIBE,
          arguments().put("table", table),
          tools.describe(table));
    }
    add(messages, SqlEnvironment.QUERY, arguments().put("sql", sql), tools.query(sql));
    messages.add(Message.of(Role.ASSISTANT, gold()));
    return conversation().then(messages);
  }

  private static ObjectNode arguments() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void add(
      List<Message> messages, String tool, ObjectNode arguments, String result) {
    ToolCall call = ToolCall.of(tool, arguments);
    messages.add(Message.calling(call));
    messages.add(Message.resultOf(call, result));
  }

  /**
   * The same question of tables with other numbers, which have another answer.
   *
   * @param draws what they are chosen by
   * @param greatest the greatest number
   * @return the question
   */
  public SqlQuestion redrawn(Draws draws, int greatest) {
    while (true) {
      SqlDatabase other =
          new SqlDatabase(
              database.tables().stream().map(table -> table.redrawn(draws, greatest)).toList());
      List<String> values = other.values(sql);
      if (!values.equals(answer) && !values.isEmpty()) {
        return new SqlQuestion(other, text, sql, needed, order, values);
      }
    }
  }

  /**
   * The answer as text.
   *
   * @return its values, commas between
   */
  public String gold() {
    return String.join(", ", answer);
  }

  /**
   * Whether a text is the answer: numbers to half a hundredth, texts in any case, in any order
   * where none is asked for.
   *
   * @param completion any text; the answer is what follows the last {@code Answer:}, or all of it
   * @return whether it is right
   */
  public boolean isAnsweredBy(String completion) {
    return isSame(VALUES.splitToList(Answers.words(Answers.of(completion))));
  }

  /**
   * Whether the rows of a query on the same tables are the answer.
   *
   * @param outcome what became of the query
   * @return whether they are
   */
  public boolean isAnsweredBy(SqlOutcome outcome) {
    return outcome instanceof SqlOutcome.Rows rows
        && rows.rest() == SqlOutcome.Rest.NONE
        && rows.rows().stream().allMatch(row -> row.size() == 1)
        && isSame(rows.rows().stream().map(row -> row.get(0)).toList());
  }

  private boolean isSame(List<String> given) {
    if (given.size() != answer.size()) {
      return false;
    }
    List<String> left = new ArrayList<>(answer);
    for (String value : given) {
      Optional<String> match =
          (order == Order.ASKED ? left.subList(0, 1) : left)
              .stream().filter(expected -> isSame(expected, value)).findFirst();
      if (match.isEmpty()) {
        return false;
      }
      left.remove(match.get());
    }
    return true;
  }

  private static boolean isSame(String expected, String given) {
    Optional<BigDecimal> number = Answers.number(expected);
    if (number.isEmpty()) {
      return expected.toLowerCase(Locale.ROOT).equals(given.toLowerCase(Locale.ROOT));
    }
    return Answers.number(given)
        .filter(other -> other.subtract(number.get()).abs().compareTo(ROUNDING) <= 0)
        .isPresent();
  }
}
