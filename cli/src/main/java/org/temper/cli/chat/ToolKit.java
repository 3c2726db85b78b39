package org.temper.cli.chat;

import java.util.function.Supplier;
import org.temper.data.chat.ConversationTokenization;
import org.temper.environments.tools.ToolConversation;
import org.temper.environments.tools.ToolLimits;
import org.temper.environments.tools.Toolbox;

/**
 * Tools that a model may call in conversations.
 *
 * @param toolboxes makes the tools of a conversation, new ones each time
 * @param limits the limits of one answer and its calls
 */
public record ToolKit(Supplier<Toolbox> toolboxes, ToolLimits limits) {

  /** The tools of a conversation that begins, to be closed by the caller. */
  ToolConversation begin(ConversationTokenization tokenization) {
    return ToolConversation.of(tokenization, toolboxes.get(), limits);
  }
}
