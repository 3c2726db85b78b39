package org.temper.cli.rl;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.temper.cli.training.Completions.Question;
import org.temper.data.PromptCompletion;

/**
 * Tasks whose prompts leave a model room to answer.
 *
 * @param tasks the tasks, in their order
 * @param longest tokens of the longest prompt
 */
record Prompts(List<Question<PromptCompletion>> tasks, int longest) {

  /**
   * Leaves out tasks that fill the model, with a word to the user.
   *
   * @param read the tasks
   * @param context the most tokens that the model takes
   * @param messages where the word goes
   * @throws IllegalArgumentException if fewer than two are left
   */
  static Prompts of(List<Question<PromptCompletion>> read, int context, PrintWriter messages) {
    List<Question<PromptCompletion>> kept = new ArrayList<>();
    int longest = 0;
    for (Question<PromptCompletion> task : read) {
      int length = task.prompt().length;
      if (length > 0 && length < context) {
        kept.add(task);
        longest = Math.max(longest, length);
      }
    }
    if (kept.size() < read.size()) {
      messages.printf(
          "%d tasks were left out: their prompts are empty, or leave nothing of the model's %d tokens"
              + "%n",
          read.size() - kept.size(), context);
      messages.flush();
    }
    checkArgument(
        read.size() < 2 || kept.size() >= 2,
        "--data: expected at least 2 tasks whose prompts have from 1 to %s tokens, got %s",
        context - 1,
        kept.size());
    return new Prompts(kept, longest);
  }
}
