package org.temper.environments;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.chat.ConversationTokenization;
import org.temper.testkit.PieceCodec;

/** Small templates with tools, and a codec for them. */
public final class TinyChat {
  /** Ends a turn. */
  public static final String END = "<|im_end|>";

  /** Tools by name, calls in Hermes' tags, results as a tool's messages. */
  public static final String HERMES =
      "{% for t in tools or [] %}[{{ t.function.name }}]{% endfor %}"
          + "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
          + "{% for c in m.tool_calls or [] %}<tool_call>{\"name\": \"{{ c.function.name }}\","
          + " \"arguments\": {{ c.function.arguments | tojson }}}</tool_call>{% endfor %}"
          + "<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  /** Tools by name, calls as Llama 3 writes them, results as a tool's messages. */
  public static final String LLAMA =
      "{% for t in tools or [] %}[{{ t.function.name }}]{% endfor %}"
          + "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
          + "{% for c in m.tool_calls or [] %}{\"name\": \"{{ c.function.name }}\","
          + " \"parameters\": {{ c.function.arguments | tojson }}}{% endfor %}"
          + "<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  /** Tools by name, calls after Mistral's mark, results as a tool's messages. */
  public static final String MISTRAL =
      "{% for t in tools or [] %}[{{ t.function.name }}]{% endfor %}"
          + "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
          + "{% for c in m.tool_calls or [] %}[TOOL_CALLS][{\"name\": \"{{ c.function.name }}\","
          + " \"arguments\": {{ c.function.arguments | tojson }}}]{% endfor %}"
          + "<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  /** No tools. */
  public static final String PLAIN =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  private TinyChat() {}

  public static PieceCodec codec(String... pieces) {
    return new PieceCodec(ImmutableList.of(END, "<|im_start|>"), List.of(pieces));
  }

  public static ConversationTokenization tokenization(PieceCodec codec, String template) {
    return ConversationTokenization.of(
        codec, ChatFormat.of(ChatTemplate.of("tiny", template), SpecialTokens.none()));
  }
}
