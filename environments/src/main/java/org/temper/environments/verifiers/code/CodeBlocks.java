package org.temper.environments.verifiers.code;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The code of a completion: what its fences of three backticks hold, or the whole of it. A fence
 * that only closes, as where the prompt opened it, ends the code.
 */
final class CodeBlocks {
  private static final String FENCE = "```";

  private CodeBlocks() {}

  /** The code: the first block that holds a text, else the first block, else all. */
  static String of(String completion, String sought) {
    List<String> blocks = blocks(completion);
    return blocks.stream()
        .filter(block -> block.contains(sought))
        .findFirst()
        .orElseGet(() -> blocks.isEmpty() ? completion : blocks.get(0));
  }

  private static List<String> blocks(String completion) {
    int open = completion.indexOf(FENCE);
    if (open >= 0 && onlyCloses(completion, open)) {
      return ImmutableList.of(completion.substring(0, open));
    }
    ImmutableList.Builder<String> blocks = ImmutableList.builder();
    while (open >= 0) {
      int line = completion.indexOf('\n', open);
      int close = line < 0 ? -1 : completion.indexOf(FENCE, line);
      if (line >= 0) {
        blocks.add(completion.substring(line + 1, close < 0 ? completion.length() : close));
      }
      open = close < 0 ? -1 : completion.indexOf(FENCE, close + FENCE.length());
    }
    return blocks.build();
  }

  /** Whether a first fence has no language and follows code: indented, or without another fence. */
  private static boolean onlyCloses(String completion, int open) {
    int after = open + FENCE.length();
    boolean bare = after == completion.length() || Character.isWhitespace(completion.charAt(after));
    boolean indented = completion.startsWith(" ") || completion.startsWith("\t");
    boolean alone = completion.indexOf(FENCE, after) < 0;
    return bare && (indented || (alone && !completion.substring(0, open).isBlank()));
  }
}
