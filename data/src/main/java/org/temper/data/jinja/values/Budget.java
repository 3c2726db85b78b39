package org.temper.data.jinja.values;

/**
 * Bounds of one rendering: steps, characters and items that it makes, and how deep its calls nest.
 * All but the depth grow with the size of what is rendered. A rendering that goes beyond ends with
 * a {@link Fault}.
 */
public final class Budget {
  /** Steps of the smallest rendering. */
  public static final long STEPS = 1_000_000;

  /** Characters that the smallest rendering may make, in all its texts together. */
  public static final long CHARACTERS = 8_000_000;

  /** Items that the smallest rendering may make, in all its lists together. */
  public static final long ITEMS = 400_000;

  /** How many calls, statements and expressions may be in one another. */
  public static final int DEPTH = 1_000;

  /** How many characters are gone through in a step. */
  private static final int SCANNED = 32;

  private static final int STEPS_PER_CHARACTER = 8;
  private static final int CHARACTERS_PER_CHARACTER = 16;
  private static final int ITEMS_PER_CHARACTER = 1;

  private long steps;
  private long characters;
  private long items;
  private int depth;

  /**
   * A budget.
   *
   * @param input how many characters what is rendered has
   */
  public Budget(long input) {
    steps = STEPS + STEPS_PER_CHARACTER * input;
    characters = CHARACTERS + CHARACTERS_PER_CHARACTER * input;
    items = ITEMS + ITEMS_PER_CHARACTER * input;
  }

  /** Takes a step. */
  public void step() {
    if (--steps < 0) {
      throw new Fault("takes more steps than a rendering may");
    }
  }

  /**
   * Takes several steps.
   *
   * @param count how many
   */
  public void steps(long count) {
    steps -= Math.max(0, count);
    step();
  }

  /**
   * Goes through characters, or bytes.
   *
   * @param count how many
   */
  public void scan(long count) {
    steps(count / SCANNED);
  }

  /**
   * Makes a text; called before it is made.
   *
   * @param length its characters
   */
  public void make(long length) {
    characters -= Math.max(0, length);
    if (characters < 0) {
      throw new Fault("makes more text than a rendering may");
    }
    scan(length);
  }

  /**
   * Makes a list; called before it is made.
   *
   * @param count its items
   */
  public void items(long count) {
    items -= Math.max(0, count);
    if (items < 0) {
      throw new Fault("makes longer lists than a rendering may");
    }
    steps(count / 4);
  }

  /** Goes one level deeper. */
  public void enter() {
    if (++depth > DEPTH) {
      throw new Fault("nests more than " + DEPTH + " deep");
    }
  }

  /** Goes back up. */
  public void leave() {
    depth--;
  }
}
