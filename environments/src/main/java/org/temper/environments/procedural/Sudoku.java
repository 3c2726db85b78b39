package org.temper.environments.procedural;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.temper.environments.generated.Draws;

/** Small sudoku: grids of four or six rows with cells to fill. */
final class Sudoku implements TaskFamily {
  private static final int[] SIZE = {4, 4, 6, 6, 6};
  private static final int[] BLANKS = {4, 8, 10, 18, 24};
  private static final int BOX_ROWS = 2;
  private static final Pattern BETWEEN = Pattern.compile("[\\s|,]");
  private static final char BLANK = '_';

  @Override
  public String name() {
    return "sudoku";
  }

  @Override
  public String difficultyMeaning() {
    return "1: 4 of 4×4 cells blank, 2: 8 of 4×4, 3: 10 of 6×6, 4: 18 of 6×6, 5: 24 of 6×6";
  }

  @Override
  public int hardest() {
    return SIZE.length;
  }

  @Override
  public Puzzle make(Draws draws, int difficulty) {
    int size = SIZE[difficulty - 1];
    int width = size / BOX_ROWS;
    List<Integer> digits = draws.distinct(size, 1, size);
    List<Integer> rows = order(draws, width, BOX_ROWS);
    List<Integer> columns = order(draws, BOX_ROWS, width);
    StringBuilder full = new StringBuilder();
    for (int row : rows) {
      for (int column : columns) {
        // Each row of a box begins a box's width further on, each row of boxes one digit further.
        full.append(digits.get((row % BOX_ROWS * width + row / BOX_ROWS + column) % size));
      }
    }
    StringBuilder given = new StringBuilder(full);
    for (int cell : draws.distinct(BLANKS[difficulty - 1], 0, size * size - 1)) {
      given.setCharAt(cell, BLANK);
    }
    return new Grid(size, given.toString(), full.toString());
  }

  /** Groups in any order, and the lines of each in any order. */
  private static List<Integer> order(Draws draws, int groups, int lines) {
    List<Integer> order = new ArrayList<>();
    for (int group : draws.distinct(groups, 0, groups - 1)) {
      for (int line : draws.distinct(lines, 0, lines - 1)) {
        order.add(group * lines + line);
      }
    }
    return ImmutableList.copyOf(order);
  }

  private record Grid(int size, String given, String full) implements Puzzle {
    @Override
    public String question() {
      return "Fill the blanks of this grid with digits from 1 to "
          + size
          + " so that each row, each column and each box of "
          + BOX_ROWS
          + " rows and "
          + size / BOX_ROWS
          + " columns has every digit once:\n"
          + lines(given)
          + "\nAnswer with the whole grid.";
    }

    private String lines(String cells) {
      return IntStream.range(0, size)
          .mapToObj(row -> cells.substring(row * size, (row + 1) * size))
          .collect(Collectors.joining("\n"));
    }

    @Override
    public String gold() {
      return lines(full);
    }

    @Override
    public String noOp() {
      return lines(given);
    }

    @Override
    public String nearMiss() {
      return lines(full.charAt(1) + full.substring(0, 1) + full.substring(2));
    }

    @Override
    public Optional<String> fault(String answer) {
      String cells = BETWEEN.matcher(answer).replaceAll("");
      if (cells.length() != size * size
          || !cells.chars().allMatch(digit -> digit >= '1' && digit <= '0' + size)) {
        return Optional.of(
            "expected " + size * size + " digits from 1 to " + size + ", row by row");
      }
      int[] rows = new int[size];
      int[] columns = new int[size];
      int[] boxes = new int[size];
      for (int i = 0; i < cells.length(); i++) {
        if (given.charAt(i) != BLANK && given.charAt(i) != cells.charAt(i)) {
          return Optional.of("expected the given digits where they were");
        }
        int digit = 1 << (cells.charAt(i) - '1');
        int row = i / size;
        int column = i % size;
        rows[row] |= digit;
        columns[column] |= digit;
        boxes[row / BOX_ROWS * BOX_ROWS + column / (size / BOX_ROWS)] |= digit;
      }
      int all = (1 << size) - 1;
      return Arrays.stream(new int[][] {rows, columns, boxes})
              .allMatch(lines -> Arrays.stream(lines).allMatch(digits -> digits == all))
          ? Optional.empty()
          : Optional.of("expected every digit once in each row, column and box");
    }
  }
}
