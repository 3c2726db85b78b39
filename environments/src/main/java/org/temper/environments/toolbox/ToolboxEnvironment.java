package org.temper.environments.toolbox;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.data.chat.Param;
import org.temper.data.chat.Tool;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolEpisode;

/**
 * One episode with a box of small tools: a catalog with prices and stocks, packs, a calendar,
 * wishes, and a calculator; the reward is 1 for the right answer and 0 for any other. What a tool
 * cannot do it says, in a text that begins with {@code Error:}.
 */
public final class ToolboxEnvironment implements ToolEpisode<ToolboxQuestion> {
  private @Nullable ToolboxQuestion question;

  /** An episode that has not begun. */
  public ToolboxEnvironment() {}

  @Override
  public Optional<String> reset(Task<ToolboxQuestion> task) {
    question = task.data();
    return Optional.empty();
  }

  @Override
  public OptionalDouble reward(String answer) {
    return OptionalDouble.of(question().isAnsweredBy(answer) ? 1 : 0);
  }

  /**
   * What somebody wishes for.
   *
   * @param name a person
   * @return an item
   */
  @Tool("what a person wishes for")
  public String wish(@Param(value = "the person", name = "name") String name) {
    return found(question().facts().wishes(), name);
  }

  /**
   * What an item costs.
   *
   * @param item an item
   * @return a whole number
   */
  @Tool("price of an item")
  public String price(@Param(value = "the item", name = "item") String item) {
    return found(question().facts().prices(), item);
  }

  /**
   * How many of an item there are.
   *
   * @param item an item
   * @return a whole number
   */
  @Tool("how many of an item there are")
  public String stock(@Param(value = "the item", name = "item") String item) {
    return found(question().facts().stocks(), item);
  }

  /**
   * How many items a pack holds.
   *
   * @param unit a pack
   * @return a whole number
   */
  @Tool("how many items a pack holds")
  public String unit(@Param(value = "the pack", name = "unit") String unit) {
    return found(question().facts().units(), unit);
  }

  /**
   * The day of an event.
   *
   * @param event an event
   * @return a whole number
   */
  @Tool("day of an event")
  public String day(@Param(value = "the event", name = "event") String event) {
    return found(question().facts().days(), event);
  }

  /**
   * A sum.
   *
   * @param a a number
   * @param b another
   * @return a + b
   */
  @Tool("a + b")
  public String add(
      @Param(value = "a number", name = "a") long a,
      @Param(value = "a number", name = "b") long b) {
    return calculated(Math::addExact, a, b);
  }

  /**
   * A difference.
   *
   * @param a a number
   * @param b another
   * @return a − b
   */
  @Tool("a - b")
  public String subtract(
      @Param(value = "a number", name = "a") long a,
      @Param(value = "a number", name = "b") long b) {
    return calculated(Math::subtractExact, a, b);
  }

  /**
   * A product.
   *
   * @param a a number
   * @param b another
   * @return a × b
   */
  @Tool("a * b")
  public String multiply(
      @Param(value = "a number", name = "a") long a,
      @Param(value = "a number", name = "b") long b) {
    return calculated(Math::multiplyExact, a, b);
  }

  private static String calculated(LongBinaryOperator operator, long a, long b) {
    try {
      return Long.toString(operator.applyAsLong(a, b));
    } catch (ArithmeticException e) {
      return "Error: too large";
    }
  }

  private static String found(Map<String, ?> values, String name) {
    Object value = values.get(name.strip());
    return value == null ? "Error: no " + Excerpt.of(name) : value.toString();
  }

  private ToolboxQuestion question() {
    if (question == null) {
      throw new IllegalStateException("ToolboxEnvironment: expected reset(task) first, got none");
    }
    return question;
  }
}
