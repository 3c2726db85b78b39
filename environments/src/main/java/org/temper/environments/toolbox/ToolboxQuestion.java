package org.temper.environments.toolbox;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolDefinition;
import org.temper.environments.generated.Answers;

/**
 * A question that takes several tools of a {@link ToolboxEnvironment}.
 *
 * @param facts what the tools know
 * @param text the question
 * @param calls calls that lead to the answer, each with its result
 * @param answer the answer, a whole number
 */
public record ToolboxQuestion(Facts facts, String text, List<Message> calls, long answer) {

  /**
   * What the tools know in one episode.
   *
   * @param wishes items by person
   * @param prices prices by item
   * @param stocks numbers by item
   * @param units how many items, by pack
   * @param days days by event
   */
  public record Facts(
      Map<String, String> wishes,
      Map<String, Integer> prices,
      Map<String, Integer> stocks,
      Map<String, Integer> units,
      Map<String, Integer> days) {

    /** Copies. */
    public Facts {
      wishes = ImmutableMap.copyOf(wishes);
      prices = ImmutableMap.copyOf(prices);
      stocks = ImmutableMap.copyOf(stocks);
      units = ImmutableMap.copyOf(units);
      days = ImmutableMap.copyOf(days);
    }
  }

  /** Copies. */
  public ToolboxQuestion {
    calls = ImmutableList.copyOf(calls);
  }

  /** What a policy is shown first: the question, and the tools. */
  public Conversation conversation() {
    return Conversation.of(Message.of(Role.USER, text))
        .withTools(ToolDefinition.allOf(ToolboxEnvironment.class));
  }

  /**
   * How the question can be answered: the conversation with the calls of tools that it takes, their
   * results, and the answer.
   *
   * @return an example to train on
   */
  public Conversation demonstration() {
    return conversation().then(calls).then(Message.of(Role.ASSISTANT, gold()));
  }

  /** The answer as text. */
  public String gold() {
    return Long.toString(answer);
  }

  /**
   * Whether a text is the answer.
   *
   * @param completion any text; the answer is what follows the last {@code Answer:}, or all of it
   * @return whether it is right
   */
  public boolean isAnsweredBy(String completion) {
    Optional<BigDecimal> number = Answers.number(Answers.of(completion));
    return number.isPresent() && number.get().compareTo(BigDecimal.valueOf(answer)) == 0;
  }
}
