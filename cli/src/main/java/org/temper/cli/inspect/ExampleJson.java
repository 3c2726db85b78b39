package org.temper.cli.inspect;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.temper.api.TokenSequence;
import org.temper.cli.inspect.MaskedText.Run;

/**
 * Examples as JSON: {@code location}, {@code outcome}, {@code tokens}, {@code masked} with {@code
 * start}, {@code end} and {@code text} of each run that is learned, and {@code cut}, the {@code
 * tokens} and the {@code text} that are not trained on.
 *
 * @param reader puts examples in words
 */
record ExampleJson(MaskedText.Reader reader) {
  private static final JsonMapper JSON = new JsonMapper();

  ObjectNode of(Inspected inspected) {
    Optional<TokenSequence> example = inspected.example();
    ObjectNode node =
        JSON.createObjectNode()
            .put("location", inspected.location())
            .put("outcome", inspected.fate().name().toLowerCase(Locale.ROOT));
    ArrayNode tokens = node.putArray("tokens");
    ArrayNode masked = node.putArray("masked");
    example.ifPresent(
        sequence -> {
          for (long token : sequence.tokens()) {
            tokens.add(token);
          }
          reader.read(sequence).learned().forEach(run -> add(masked, run));
        });
    if (inspected.cut() > 0) {
      long[] all = inspected.whole().tokens();
      int kept = all.length - inspected.cut();
      node.putObject("cut")
          .put("tokens", inspected.cut())
          .put("text", reader.text(all, kept, all.length));
    }
    return node;
  }

  private static void add(ArrayNode masked, Run run) {
    masked.addObject().put("start", run.start()).put("end", run.end()).put("text", run.text());
  }
}
