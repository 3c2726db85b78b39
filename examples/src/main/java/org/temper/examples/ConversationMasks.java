package org.temper.examples;

// tag::conversation[]
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.temper.api.TokenSequence;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Param;
import org.temper.data.chat.Role;
import org.temper.data.chat.Tool;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;

/**
 * The tokens that a model learns of a conversation with tools: MODEL. Prints the number of tokens,
 * and of those that the loss looks at with their text.
 */
public final class ConversationMasks {

  /** Java methods that a model may call. */
  public static final class Weather {
    @Tool(value = "The weather now", name = "get_weather")
    public String now(
        @Param(value = "a city", name = "city") String city,
        @Param(value = "C or F", name = "unit") Optional<String> unit) {
      return "12.5 " + unit.orElse("C") + " in " + city;
    }
  }

  private ConversationMasks() {}

  public static void main(String[] args) throws IOException {
    ToolCall call =
        ToolCall.of("get_weather", JsonNodeFactory.instance.objectNode().put("city", "Paris"));
    Conversation conversation =
        Conversation.of(
                Message.of(Role.USER, "Weather in Paris?"),
                Message.calling(call),
                Message.resultOf(call, new Weather().now("Paris", Optional.empty())),
                Message.of(Role.ASSISTANT, "It is 12.5 C."))
            .withTools(ToolDefinition.allOf(Weather.class));
    try (LanguageModel model = LanguageModel.load(Path.of(args[0]), DecoderOptions.defaults())) {
      ChatFormat format =
          model.chatFormat().orElseThrow(() -> new IllegalArgumentException("no chat template"));
      TokenSequence sequence =
          ConversationTokenization.of(model.codec(), format).sequence(conversation);
      print(model, sequence);
    }
  }

  // end::conversation[]

  private static void print(LanguageModel model, TokenSequence sequence) {
    System.out.println(sequence.length() + " tokens, of which are learned:");
    for (long[] run : runs(sequence)) {
      System.out.println(run.length + ": " + model.codec().decode(run));
    }
  }

  private static List<long[]> runs(TokenSequence sequence) {
    List<long[]> runs = new ArrayList<>();
    int start = 0;
    for (int t = 0; t <= sequence.length(); t++) {
      boolean learned = t < sequence.length() && sequence.completion()[t];
      if (!learned) {
        if (t > start) {
          runs.add(Arrays.copyOfRange(sequence.tokens(), start, t));
        }
        start = t + 1;
      }
    }
    return runs;
  }
}
